"""The page behind an invitation: looking changes nothing, the button works once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onboarding.accounts import actions
from onboarding.accounts.models import Invitation, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven brave otters"


@pytest.fixture
def person():
    """Somebody who has an account and never came in."""
    return make_user("aoife@riverside.example", name="Aoife O'Brien")


@pytest.fixture
def invitation(person):
    """Their invitation, made just now."""
    return actions.invite(person, by=None, now=timezone.now())


def page_of(invitation):
    """The address in the letter."""
    return reverse("accounts:invitation", args=[invitation.token])


def test_invitation_opened_twice_changes_nothing(client, person, invitation):
    pages = [client.get(page_of(invitation)), client.head(page_of(invitation))]

    invitation.refresh_from_db()
    person.refresh_from_db()
    assert [page.status_code for page in pages] == [200, 200]
    assert invitation.used_at is None
    assert not person.has_usable_password()
    assert "sessionid" not in client.cookies


def test_invitation_opened_tells_little_about_the_person(client, person, invitation):
    page = client.get(page_of(invitation)).content.decode()

    assert "You are invited to Acclimate" in page
    assert "a•••@riverside.example" in page
    assert person.email not in page
    assert person.name not in page


def test_invitation_page_is_not_kept_and_not_passed_on(client, invitation):
    page = client.get(page_of(invitation))

    assert "no-store" in page["Cache-Control"]
    # "no-referrer" would make browsers post with `Origin: null`, which is refused.
    assert page["Referrer-Policy"] == "same-origin"


def test_invitation_accepted_signs_in_and_leads_home(client, person, invitation):
    answer = client.post(page_of(invitation), {"password": PASSWORD})

    person.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.check_password(PASSWORD)
    assert person.last_login is not None


def test_invitation_accepted_ignores_where_next_points(client, invitation):
    page = page_of(invitation) + "?next=https://evil.example/"

    answer = client.post(page, {"password": PASSWORD, "next": "//evil.example/"})

    assert answer["Location"] == "/"


def test_invitation_accepted_in_another_persons_browser_switches_person(
    coordinator_client, person, invitation
):
    coordinator_client.post(page_of(invitation), {"password": PASSWORD})

    assert coordinator_client.session["_auth_user_id"] == str(person.pk)


def test_invitation_posted_again_is_gone_and_offers_sign_in(client, person, invitation):
    client.post(page_of(invitation), {"password": PASSWORD})

    answer = Client().post(page_of(invitation), {"password": "another good password"})

    person.refresh_from_db()
    assert answer.status_code == 410
    assert "It was used already" in answer.content.decode()
    assert reverse("account_login") in answer.content.decode()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password to go on."),
        ("otters", "It must contain at least 12 characters."),
        ("qwerty123456", "This password is too common."),
        ("aoife@riverside.example", "The password is too similar to the e-mail."),
    ],
)
def test_invitation_with_weak_password_says_why_and_stays_usable(
    client, invitation, password, sentence
):
    answer = client.post(page_of(invitation), {"password": password})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert client.post(page_of(invitation), {"password": PASSWORD})["Location"] == "/"


def test_invitation_replaced_by_a_newer_one_says_so(client, person, invitation):
    actions.invite(person, by=None, now=timezone.now())

    answer = client.get(page_of(invitation))

    assert answer.status_code == 410
    assert "A newer one has taken its place" in answer.content.decode()


def test_invitation_expired_says_whom_to_ask(client, person, invitation):
    long_ago = timezone.now() - timedelta(days=30)
    Invitation.objects.update(
        created_at=long_ago, expires_at=long_ago + timedelta(days=14)
    )

    answer = client.post(page_of(invitation), {"password": PASSWORD})

    person.refresh_from_db()
    assert answer.status_code == 410
    assert "Ask your coordinator for a new invitation" in answer.content.decode()
    assert not person.has_usable_password()


def test_invitation_of_switched_off_account_is_gone(client, person, invitation):
    User.objects.filter(pk=person.pk).update(is_active=False)

    answer = client.get(page_of(invitation))

    assert answer.status_code == 410


@pytest.mark.parametrize("token", ["1", "1:forged", "a b", "%2e%2e"])
def test_invitation_with_made_up_token_is_gone_for_everybody(
    client, invitation, resident_client, token
):
    page = f"/invitations/{token}/"

    answers = [browser.get(page) for browser in (client, resident_client)]

    assert [answer.status_code for answer in answers] == [410, 410]


def test_invitation_that_is_refused_leaves_no_token_in_the_log(
    client, invitation, caplog
):
    client.post(page_of(invitation), {"password": PASSWORD})

    client.get(page_of(invitation))

    assert "Gone: /invitations/[hidden]/" in caplog.text
    assert invitation.token not in caplog.text
