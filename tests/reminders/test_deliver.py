"""Delivery: what leaves, what comes back, and what is left out."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection

from onboarding.accounts.actions import invite
from onboarding.checklists.models import Item
from onboarding.reminders.deliver import Outcome, deliver
from onboarding.reminders.models import LEASE, Letter, Reminder
from onboarding.reminders.passes import prepare
from tests import factories
from tests.reminders.scenes import at, counted_queries, make_due_item, pass_at

pytestmark = pytest.mark.django_db
KARACHI_MORNING = at(4)


@pytest.fixture
def letter(resident):
    """The planned letter of a resident with one item due in a week."""
    make_due_item(resident)
    prepare(KARACHI_MORNING)
    return Letter.objects.get()


def _send(letter, now=KARACHI_MORNING):
    return deliver([letter.pk], clock=lambda: now)


def test_letter_is_sent_once_and_written_down(letter, resident):
    assert _send(letter) == {Outcome.SENT: 1}
    assert _send(letter) == {}

    letter.refresh_from_db()
    [message] = mail.outbox
    assert message.to == [resident.user.email]
    assert message.message()["Message-ID"] == f"<letter-{letter.pk}@localhost>"
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert (letter.state, letter.sent_at) == ("sent", KARACHI_MORNING)
    assert (letter.subject, letter.text) == (message.subject, message.body)
    assert letter.reminders.get().state == "sent"


def test_letter_goes_to_the_hospital_address_from_arrival_on(cohort):
    resident = factories.make_resident(
        cohort,
        hospital_email="a@hospital.example",
        dates={"arrival_in_us": date(2027, 5, 4)},
    )
    make_due_item(resident)

    pass_at(at(4, 9, zone="America/New_York"))

    assert mail.outbox[0].to == ["a@hospital.example"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "submitted", "notice_at": None},
        {"due_on": date(2027, 5, 20)},
        {"waiting_for": "other"},
        {"not_before_on": date(2027, 5, 6)},
    ],
)
def test_letter_about_what_has_changed_is_not_sent(letter, change):
    Item.objects.update(**change)

    assert _send(letter) == {Outcome.CANCELLED: 1}

    letter.refresh_from_db()
    assert mail.outbox == []
    assert letter.state == "cancelled"
    assert "finished or moved" in letter.problem
    assert letter.reminders.get().state == "cancelled"


def test_letter_leaves_out_only_what_has_changed(letter, resident):
    other = make_due_item(resident, "second-thing")
    prepare(KARACHI_MORNING)
    Item.objects.exclude(pk=other.pk).update(state="submitted", notice_at=None)

    assert _send(letter) == {Outcome.SENT: 1}

    assert "Second thing" in mail.outbox[0].body
    assert sorted(Reminder.objects.values_list("state", flat=True)) == [
        "cancelled",
        "sent",
    ]


def test_letter_tells_an_item_once_with_its_later_stage(letter):
    item = Item.objects.get()
    Reminder.objects.create(item=item, stage=-3, due_on=item.due_on, letter=letter)

    _send(letter)

    assert mail.outbox[0].body.count("/items/") == 1
    assert letter.reminders.get(stage=-7).state == "cancelled"
    assert letter.reminders.get(stage=-3).state == "sent"


@pytest.mark.parametrize("who", ["withdrawn", "switched off"])
def test_letter_to_somebody_who_left_meanwhile_is_not_sent(letter, resident, who):
    if who == "withdrawn":
        resident.withdrawn_at = KARACHI_MORNING
        resident.save()
    else:
        resident.user.is_active = False
        resident.user.save()

    assert _send(letter) == {Outcome.CANCELLED: 1}
    assert mail.outbox == []


def test_letter_to_somebody_who_has_moved_waits_for_their_morning(letter, resident):
    resident.key_dates.create(
        anchor="arrival_in_us", on=date(2027, 5, 1), set_at=KARACHI_MORNING
    )

    assert _send(letter) == {Outcome.RELEASED: 1}

    letter.refresh_from_db()
    assert mail.outbox == []
    assert (letter.state, letter.attempts) == ("planned", 0)
    assert letter.send_after == at(4, zone="America/New_York")


def test_letter_in_a_batch_that_lasts_into_the_night_stays_for_tomorrow(resident):
    make_due_item(resident)
    prepare(at(4, 20, 59))
    moments = iter([at(4, 20, 59), at(4, 21)])

    tally = deliver([Letter.objects.get().pk], clock=lambda: next(moments))
    prepare(at(4, 21, 1))

    assert tally == {Outcome.RELEASED: 1}
    assert Letter.objects.get().local_day == date(2027, 5, 5)


def test_batch_that_takes_too_long_lets_go_of_the_rest(letter):
    moments = iter([at(4), at(4) + LEASE / 2 + timedelta(seconds=1)])

    assert deliver([letter.pk], clock=lambda: next(moments)) == {Outcome.RELEASED: 1}

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("planned", 0)


def test_letter_that_cannot_be_written_fails_alone(letter, cohort):
    broken = factories.make_resident(
        cohort,
        hospital_email="a\nb@hospital.example",
        dates={"arrival_in_us": date(2027, 5, 1)},
        time_zone="",
    )
    make_due_item(broken)
    morning = at(4, 9, zone="America/New_York")
    prepare(morning)

    letters = list(Letter.objects.values_list("pk", flat=True))
    tally = deliver(letters, clock=lambda: morning)

    assert tally == {Outcome.SENT: 1, Outcome.FAILED: 1}
    failed = Letter.objects.get(resident=broken)
    assert failed.problem == "The letter could not be written: BadHeaderError."
    assert failed.reminders.get().state == "failed"


def test_invitation_is_sent_at_night_and_keeps_its_secret(resident, coordinator):
    invitation = invite(resident.user, by=coordinator, now=at(4, 23))

    pass_at(at(4, 23))

    letter = Letter.objects.get()
    assert letter.state == "sent"
    assert invitation.token in mail.outbox[0].body
    assert invitation.token not in letter.text
    assert "Aoife" in letter.text


def test_invitation_to_staff_needs_no_residency(coordinator):
    invite(coordinator, by=None, now=at(4))

    pass_at(at(4))

    assert mail.outbox[0].to == [coordinator.email]


def test_invitation_that_was_replaced_is_not_sent(resident, coordinator):
    invite(resident.user, by=coordinator, now=at(4))
    prepare(at(4))
    invite(resident.user, by=coordinator, now=at(4))

    pass_at(at(4))

    assert sorted(Letter.objects.values_list("state", flat=True)) == [
        "cancelled",
        "sent",
    ]
    assert len(mail.outbox) == 1


def test_invitation_that_expired_in_the_queue_is_not_needed(resident, coordinator):
    invite(resident.user, by=coordinator, now=at(1))
    prepare(at(1))

    passed = pass_at(at(20))

    assert passed.letters[Outcome.CANCELLED] == 1
    assert Letter.objects.get().state == "cancelled"


def test_delivery_costs_two_queries_a_letter_at_most_beside_the_batch(cohort):
    def cost(count):
        for _ in range(count):
            make_due_item(factories.make_resident(cohort))
        owed = prepare(KARACHI_MORNING)
        with counted_queries() as queries:
            deliver(owed.ready, clock=lambda: KARACHI_MORNING)
        return len(queries)

    one, eleven = cost(1), cost(11)

    assert eleven - one == (10 if connection.vendor == "postgresql" else 20)
    assert one <= 17
