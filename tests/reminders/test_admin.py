"""Letters in the admin: for those who manage the program, to be read and sent again."""

import pytest
from django.core import mail
from django.urls import reverse

from onboarding.reminders.actions import send_again
from onboarding.reminders.deliver import Outcome
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.passes import prepare
from tests import factories
from tests.reminders.scenes import at, counted_queries, make_due_item, pass_at

pytestmark = pytest.mark.django_db
LIST = "/admin/reminders/letter/"


@pytest.fixture
def letter(resident):
    """A letter that failed."""
    make_due_item(resident)
    prepare(at(4))
    Letter.objects.update(state="failed", attempts=5, problem="550 No such person")
    Reminder.objects.update(state="failed")
    return Letter.objects.get()


def _detail(letter):
    return reverse("admin:reminders_letter_change", args=[letter.pk])


def _again(client, letter):
    return client.post(
        LIST, {"action": "send_again", "_selected_action": letter.pk}, follow=True
    )


def test_letter_is_shown_with_its_reason_and_cannot_be_changed(
    coordinator_client, letter
):
    page = coordinator_client.get(_detail(letter)).content.decode()

    assert "550 No such person" in page
    assert "7 days before" in page
    assert 'name="_save"' not in page
    assert coordinator_client.post(_detail(letter), {}).status_code == 404


def test_letter_of_another_program_does_not_exist(stranger_client, letter):
    assert stranger_client.get(_detail(letter)).status_code == 404
    assert b"Aoife" not in stranger_client.get(LIST).content


def test_letters_are_not_for_residents_and_not_for_anonymous_people(
    client, resident_client, letter
):
    assert resident_client.get(_detail(letter)).status_code == 404
    assert client.get(_detail(letter)).status_code == 302


@pytest.mark.parametrize("role", ["faculty", "peer_mentor", "program_director"])
def test_letters_are_not_for_those_who_do_not_manage(client, cohort, letter, role):
    client.force_login(factories.make_staff(cohort.program, role))

    assert client.get(_detail(letter)).status_code == 404


def test_list_costs_the_same_for_one_and_for_thirty(coordinator_client, letter, cohort):
    def cost():
        with counted_queries() as queries:
            assert coordinator_client.get(LIST).status_code == 200
        return len(queries)

    one = cost()
    for _ in range(29):
        make_due_item(factories.make_resident(cohort))
    prepare(at(4))

    assert cost() == one


def test_send_again_plans_a_failed_letter_once_more(coordinator_client, letter):
    page = _again(coordinator_client, letter)

    assert "1 letter will be sent again" in page.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.problem) == ("planned", 0, "")


def test_send_again_leaves_other_letters_alone(coordinator_client, letter):
    Letter.objects.update(state="cancelled")

    page = _again(coordinator_client, letter)

    assert "1 letter was left alone" in page.content.decode()
    letter.refresh_from_db()
    assert letter.state == "cancelled"


def test_send_again_for_a_stranger_changes_nothing(stranger_client, letter):
    _again(stranger_client, letter)

    letter.refresh_from_db()
    assert letter.state == "failed"


def test_letter_sent_again_leaves_on_a_day_without_a_letter(letter, resident):
    make_due_item(resident, due_on=at(5).date(), notice_at=at(5))
    pass_at(at(5))

    assert send_again([letter.pk], at(5, 12)) == 1

    assert not pass_at(at(5, 13)).letters
    assert pass_at(at(6)).letters == {Outcome.SENT: 1}
    assert len(mail.outbox) == 2
