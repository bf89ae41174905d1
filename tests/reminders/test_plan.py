"""Planning: which reminders exist, in which letter, and when to look again."""

from datetime import date, timedelta

import pytest

from onboarding.accounts.actions import invite
from onboarding.checklists.models import Item
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.passes import prepare
from onboarding.reminders.plan import plan_reminders
from tests import factories
from tests.reminders.scenes import DUE, at, counted_queries, make_due_item

pytestmark = pytest.mark.django_db


def _letters():
    return list(Letter.objects.order_by("local_day").values_list("local_day", "state"))


def test_plan_before_the_first_stage_makes_nothing(resident):
    item = make_due_item(resident)

    assert plan_reminders(item.notice_at - timedelta(seconds=1)) == 0
    assert not Letter.objects.exists()


def test_plan_puts_all_items_of_a_day_into_one_letter_in_local_hours(resident):
    make_due_item(resident, due_on=date(2027, 5, 18))
    make_due_item(resident, due_on=date(2027, 5, 11))

    assert plan_reminders(at(4)) == 2

    letter = Letter.objects.get()
    assert letter.local_day == date(2027, 5, 4)
    assert (letter.send_after, letter.send_before) == (at(4, 8), at(4, 21))
    assert sorted(letter.reminders.values_list("stage", flat=True)) == [-14, -7]


def test_plan_twice_adds_nothing(resident):
    make_due_item(resident)
    plan_reminders(at(4))
    Item.objects.update(notice_at=at(4))

    assert plan_reminders(at(4, 9)) == 0
    assert Reminder.objects.count() == 1


def test_plan_moves_the_item_on_to_the_morning_in_the_zone_of_the_next_stage_day(
    cohort,
):
    resident = factories.make_resident(
        cohort, dates={"arrival_in_us": date(2027, 5, 8)}
    )
    item = make_due_item(resident)

    plan_reminders(at(4))

    item.refresh_from_db()
    assert item.notice_at == at(8, 7, zone="America/New_York")


def test_plan_after_an_outage_tells_the_latest_stage_only(resident):
    item = make_due_item(resident)

    plan_reminders(at(13, 9))

    assert list(item.reminders.values_list("stage", flat=True)) == [1]


def test_plan_in_the_evening_plans_for_tomorrow_and_tomorrows_stage(resident):
    item = make_due_item(resident)

    plan_reminders(at(10, 21))

    assert _letters() == [(date(2027, 5, 11), "planned")]
    assert item.reminders.get().stage == 0


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled", "sending"])
def test_plan_after_todays_letter_has_left_waits_for_tomorrows(resident, state):
    make_due_item(resident)
    plan_reminders(at(4))
    Letter.objects.update(
        state=state,
        sent_at=at(4) if state == "sent" else None,
        claimed_at=at(4) if state == "sending" else None,
    )
    make_due_item(resident, due_on=date(2027, 5, 4))

    assert plan_reminders(at(4, 12)) == 1

    late = Reminder.objects.get(due_on=date(2027, 5, 4))
    assert late.stage == 1
    assert late.letter.local_day == date(2027, 5, 5)


def test_plan_for_a_new_due_date_starts_over(resident):
    item = make_due_item(resident)
    plan_reminders(at(4))
    Item.objects.update(due_on=date(2027, 5, 18), notice_at=at(4))

    assert plan_reminders(at(4, 9)) == 1
    assert item.reminders.count() == 2


def test_plan_for_a_due_date_that_came_back_tells_what_was_cancelled(resident):
    item = make_due_item(resident)
    plan_reminders(at(4))
    item.reminders.update(state=Reminder.State.CANCELLED)
    Item.objects.update(notice_at=at(4))

    assert plan_reminders(at(4, 9)) == 1


@pytest.mark.parametrize("who", ["withdrawn", "switched off"])
def test_plan_for_somebody_who_left_makes_nothing_and_looks_away(resident, who):
    item = make_due_item(resident)
    if who == "withdrawn":
        resident.withdrawn_at = at(1)
        resident.save()
    else:
        resident.user.is_active = False
        resident.user.save()

    assert plan_reminders(at(4)) == 0

    item.refresh_from_db()
    assert item.notice_at == at(8, 7)
    assert not Letter.objects.exists()


def test_plan_never_looks_at_waiting_or_settled_items(resident):
    factories.make_item(resident, due_on=DUE, waiting_for="other")
    factories.make_item(resident, due_on=None, waiting_for="arrival_in_us")

    assert plan_reminders(at(20)) == 0


def test_invitation_gets_one_letter_that_may_leave_at_once(resident, coordinator):
    invitation = invite(resident.user, by=coordinator, now=at(4, 23))

    owed = prepare(at(4, 23))
    prepare(at(4, 23))

    letter = Letter.objects.get(kind="invitation")
    assert list(owed.ready) == [letter.pk]
    assert letter.resident == resident
    assert letter.send_before == invitation.expires_at


def test_pass_with_nothing_to_do_asks_the_same_whatever_the_size(resident, cohort):
    def count():
        with counted_queries() as queries:
            prepare(at(4, 9))
        return len(queries)

    count()  # the first pass writes down when the weekly letters are due
    alone = count()
    for _ in range(30):
        make_due_item(factories.make_resident(cohort), due_on=date(2027, 8, 1))

    assert count() == alone == 3


@pytest.mark.postgres
def test_plan_of_many_costs_queries_by_the_thousand(cohort):
    prepare(at(4))  # gives the program its day for weekly letters
    for _ in range(120):
        make_due_item(factories.make_resident(cohort))

    with counted_queries() as queries:
        owed = prepare(at(4))

    assert owed.planned == 120
    # The last one asks what is ready, once everything owed is in the table.
    assert len(queries) - 2 <= 6
