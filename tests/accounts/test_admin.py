"""Accounts in the admin site: for superusers, and without passwords."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from onboarding.accounts import actions
from onboarding.accounts.models import Invitation, User
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"
FORM = {
    "email": "new@riverside.example",
    "name": "Priya Nair",
    "is_active": "on",
    "invitations-TOTAL_FORMS": "0",
    "invitations-INITIAL_FORMS": "0",
}


@pytest.fixture
def superuser():
    """The one who may do everything."""
    return User.objects.create_superuser("admin@acclimate.example")


@pytest.fixture
def admin_browser(superuser):
    """A browser in which the superuser is signed in."""
    client = Client()
    client.force_login(superuser)
    return client


def page_of(user):
    """The address of an account's page."""
    return reverse("admin:accounts_user_change", args=[user.pk])


def send_invitations(client, *users):
    """The page after the action on these accounts."""
    chosen = {"action": "send_invitations", "_selected_action": [u.pk for u in users]}
    return client.post(LIST, chosen, follow=True).content.decode()


@pytest.mark.parametrize(
    "address", ["", "add/", "1/change/", "1/history/", "1/delete/"]
)
def test_accounts_opened_by_coordinator_do_not_exist(coordinator_client, address):
    assert coordinator_client.get(LIST + address).status_code == 404


@pytest.mark.parametrize("model", ["auth/group", "account/emailaddress"])
def test_tables_that_the_portal_does_not_use_are_not_offered(admin_browser, model):
    assert admin_browser.get(f"/admin/{model}/").status_code == 404


def test_list_finds_people_by_name_and_address(admin_browser):
    make_user("aoife@riverside.example", name="Aoife O'Brien")
    make_user("priya@riverside.example", name="Priya Nair")

    by_name = admin_browser.get(LIST, {"q": "nair"}).content.decode()

    assert "priya@riverside.example" in by_name
    assert "aoife@riverside.example" not in by_name


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_database_as_often_for_one_as_for_thirty(
    admin_browser, count, django_assert_num_queries
):
    for _ in range(count):
        make_user()

    with django_assert_num_queries(4):
        admin_browser.get(LIST)


def test_account_page_neither_shows_nor_takes_a_password(admin_browser):
    user = make_user(password="seven brave otters")
    before = user.password

    page = admin_browser.get(page_of(user)).content.decode()
    admin_browser.post(page_of(user), FORM | {"password": "x", "email": user.email})

    user.refresh_from_db()
    assert before not in page
    assert 'name="password"' not in page
    assert user.password == before


def test_account_added_cannot_sign_in_before_it_is_invited(admin_browser):
    admin_browser.post(f"{LIST}add/", FORM | {"email": "New@Riverside.example"})

    user = User.objects.get(email="new@riverside.example")
    assert not user.has_usable_password()
    assert not user.is_staff


def test_account_added_with_a_known_address_in_capitals_is_refused(admin_browser):
    make_user("new@riverside.example")

    page = admin_browser.post(f"{LIST}add/", FORM | {"email": "NEW@riverside.example"})

    assert "with this E-mail already exists" in page.content.decode()


def test_account_made_superuser_may_enter_the_admin_site(admin_browser):
    admin_browser.post(f"{LIST}add/", FORM | {"is_superuser": "on"})

    assert User.objects.get(email=FORM["email"]).is_staff


def test_account_with_a_new_address_loses_its_open_invitation(admin_browser):
    user = make_user("typo@riverside.example")
    invitation = actions.invite(user, by=None, now=NOW)

    admin_browser.post(
        page_of(user),
        FORM
        | {
            "invitations-TOTAL_FORMS": "1",
            "invitations-INITIAL_FORMS": "1",
            "invitations-0-id": str(invitation.pk),
            "invitations-0-user": str(user.pk),
        },
    )

    user.refresh_from_db()
    assert user.email == "new@riverside.example"
    assert actions.find_usable_invitation(invitation.token, now=NOW) is None
    assert LogEntry.objects.filter(object_id=str(user.pk)).exists()


def test_own_account_cannot_be_locked_out(admin_browser, superuser):
    admin_browser.post(page_of(superuser), {**FORM, "is_active": ""})

    superuser.refresh_from_db()
    assert superuser.email == "new@riverside.example"
    assert superuser.is_active
    assert superuser.is_superuser


def test_account_cannot_be_erased(admin_browser):
    user = make_user()

    answer = admin_browser.post(f"{LIST}{user.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 404
    assert User.objects.filter(pk=user.pk).exists()


def test_send_invitations_invites_those_who_may_sign_in(admin_browser, superuser):
    user, off = make_user(), make_user(is_active=False)

    page = send_invitations(admin_browser, user, off)

    invitation = Invitation.objects.get()
    assert (invitation.user, invitation.invited_by) == (user, superuser)
    assert "1 invitation on the way." in page
    assert "1 person left out: switch on “may sign in” first." in page
