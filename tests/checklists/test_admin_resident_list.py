"""The list of residents in the admin: who needs help, and inviting many at once."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.accounts.models import Invitation, User
from tests.factories import NOW, make_item, make_resident, make_staff

pytestmark = pytest.mark.django_db

LIST = reverse("admin:residents_resident_changelist")


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_invitations_go_to_those_who_never_signed_in(
    resident, coordinator, coordinator_client
):
    known = make_resident(resident.cohort)
    User.objects.filter(pk=known.user.pk).update(last_login=NOW)

    answer = coordinator_client.post(
        LIST,
        {
            "action": "send_invitations",
            "_selected_action": [resident.pk, known.pk],
        },
        follow=True,
    )

    invitation = Invitation.objects.get()
    assert (invitation.user, invitation.invited_by) == (resident.user, coordinator)
    assert "1 invitation will be sent, 1 has signed in already." in said(answer)


def test_invitations_do_not_go_to_residents_of_others(resident, stranger_client):
    stranger_client.post(
        LIST, {"action": "send_invitations", "_selected_action": [resident.pk]}
    )

    assert not Invitation.objects.exists()


def test_director_cannot_send_invitations(resident, client):
    client.force_login(make_staff(resident.cohort.program, "program_director"))

    client.post(LIST, {"action": "send_invitations", "_selected_action": [resident.pk]})

    assert not Invitation.objects.exists()


def test_list_of_residents_says_how_far_each_is(resident, coordinator_client):
    make_item(resident, state="done", completed_on=date(2027, 5, 1))
    make_item(resident, state="waived")
    make_item(resident, state="not_applicable")
    make_item(resident, due_on=date(2020, 5, 1))
    make_item(resident, due_on=date(2099, 5, 1))

    answer = coordinator_client.get(LIST)

    (row,) = answer.context["cl"].result_list
    assert (row._done, row._items, row._overdue) == (2, 4, 1)
    assert row._next_due == date(2099, 5, 1)


def test_list_of_residents_finds_those_with_overdue_items(resident, coordinator_client):
    make_item(resident, due_on=date(2020, 5, 1))
    make_item(make_resident(resident.cohort), due_on=date(2099, 5, 1))

    late = coordinator_client.get(f"{LIST}?overdue=yes").context["cl"].result_list
    fine = coordinator_client.get(f"{LIST}?overdue=no").context["cl"].result_list

    assert list(late) == [resident]
    assert resident not in fine
    assert len(fine) == 1


@pytest.mark.parametrize("words", ["O'Brien", "aoife@home.example"])
def test_list_of_residents_is_searched_by_name_and_address(
    cohort, coordinator_client, words
):
    make_resident(cohort, email="aoife@home.example")
    make_resident(cohort, given_name="Kofi", family_name="Mensah")

    answer = coordinator_client.get(LIST, {"q": words})

    assert [r.family_name for r in answer.context["cl"].result_list] == ["O'Brien"]


def test_page_of_a_resident_shows_what_presses_now(resident, coordinator_client):
    make_item(resident, "pay-the-fee", due_on=date(2020, 5, 1))
    make_item(resident, "much-later", due_on=date(2099, 5, 1))

    text = coordinator_client.get(
        reverse("admin:residents_resident_change", args=[resident.pk])
    ).content.decode()

    assert "Pay the fee" in text
    assert "Much later" not in text
    assert "1 more is due later" in text
