"""Inviting, coming in and changing one's address: what the rows promise."""

from datetime import timedelta
from threading import Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from onboarding.accounts import actions
from onboarding.accounts.models import Invitation, User
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven brave otters"


@pytest.fixture
def person():
    """Somebody who has an account and never came in."""
    return make_user("aoife@riverside.example")


@pytest.fixture
def invitation(person):
    """Their invitation, made at NOW."""
    return actions.invite(person, by=None, now=NOW)


def addresses(user):
    """What allauth knows: (address, verified, primary)."""
    known = EmailAddress.objects.filter(user=user)
    return list(known.values_list("email", "verified", "primary"))


def test_invite_new_person_link_works_for_fourteen_days(person):
    invitation = actions.invite(person, by=None, now=NOW)

    just_before = NOW + timedelta(days=14, seconds=-1)
    find = actions.find_usable_invitation
    assert find(invitation.token, now=just_before) == invitation
    assert find(invitation.token, now=NOW + timedelta(days=14)) is None


def test_invite_again_revokes_the_earlier_link(person, invitation):
    later = NOW + timedelta(days=1)

    second = actions.invite(person, by=None, now=later)

    find = actions.find_usable_invitation
    assert find(invitation.token, now=later) is None
    assert find(second.token, now=later) == second
    invitation.refresh_from_db()
    assert invitation.revoked_at == later


def test_invite_again_after_use_leaves_history_alone(person, invitation):
    actions.accept(invitation, password=PASSWORD, now=NOW)

    actions.invite(person, by=None, now=NOW + timedelta(days=1))

    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.revoked_at) == (NOW, None)


def test_second_open_invitation_is_refused_by_the_database(person, invitation):
    with (
        pytest.raises(IntegrityError, match=r"invitation_one_open_per_person|user_id"),
        transaction.atomic(),
    ):
        Invitation.objects.create(
            user=person, created_at=NOW, expires_at=NOW + timedelta(days=1)
        )


@pytest.mark.parametrize("token", ["", "1", "1:forged", "not-a-token"])
def test_find_invitation_with_made_up_token_finds_none(invitation, token):
    assert actions.find_invitation(token) is None


def test_find_usable_invitation_of_switched_off_account_finds_none(person, invitation):
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert actions.find_usable_invitation(invitation.token, now=NOW) is None


def test_accept_sets_password_and_confirms_the_address(person, invitation):
    accepted = actions.accept(invitation, password=PASSWORD, now=NOW)

    person.refresh_from_db()
    assert accepted
    assert person.check_password(PASSWORD)
    assert addresses(person) == [("aoife@riverside.example", True, True)]


def test_accept_twice_from_two_windows_first_one_wins(person, invitation):
    other_window = Invitation.objects.get(pk=invitation.pk)

    results = [
        actions.accept(invitation, password=PASSWORD, now=NOW),
        actions.accept(other_window, password="another good password", now=NOW),
    ]

    person.refresh_from_db()
    assert results == [True, False]
    assert person.check_password(PASSWORD)


def test_accept_after_revocation_changes_nothing(person, invitation):
    in_the_open_page = Invitation.objects.get(pk=invitation.pk)
    actions.invite(person, by=None, now=NOW)

    accepted = actions.accept(in_the_open_page, password=PASSWORD, now=NOW)

    person.refresh_from_db()
    assert not accepted
    assert not person.has_usable_password()


def test_accept_address_that_another_account_once_had_moves_it(person, invitation):
    former = make_user("former@riverside.example")
    EmailAddress.objects.create(user=former, email=person.email, verified=True)

    actions.accept(invitation, password=PASSWORD, now=NOW)

    assert addresses(former) == []
    assert addresses(person) == [("aoife@riverside.example", True, True)]


def test_change_email_takes_all_power_from_the_old_address(person, invitation):
    actions.accept(invitation, password=PASSWORD, now=NOW)
    second = actions.invite(person, by=None, now=NOW)

    actions.change_email(person, " Aoife@Home.example ", now=NOW)

    person.refresh_from_db()
    assert person.email == "aoife@home.example"
    assert addresses(person) == []
    assert actions.find_usable_invitation(second.token, now=NOW) is None


def at_once(*calls):
    """The results of `calls`, made in one thread each."""
    results = []

    def run(call):
        try:
            results.append(call())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_accept_in_eight_threads_exactly_one_wins(person, invitation):
    def click():
        mine = Invitation.objects.get(pk=invitation.pk)
        return actions.accept(mine, password=PASSWORD, now=NOW)

    results = at_once(*[click] * 8)

    assert sorted(results) == [False] * 7 + [True]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_invite_in_eight_threads_leaves_one_open_link(person):
    def press():
        return actions.invite(person, by=None, now=NOW)

    made = at_once(*[press] * 8)

    assert len(made) == 8
    assert Invitation.objects.usable(NOW).count() == 1
