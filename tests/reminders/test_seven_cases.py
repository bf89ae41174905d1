"""Seven situations in which a known portal for newcomers mails twice, never or wrongly.

A: a start on a weekend. B, C: a worker that is down over midnight. D, E: the nights on
which clocks change. F: a start that moves after somebody was told. G: no deadline yet.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from onboarding.checklists.enrollment import enroll, set_cohort_dates, set_key_dates
from onboarding.checklists.models import Item
from onboarding.lib.dates import instant
from onboarding.reminders.models import Reminder
from tests import factories
from tests.checklists.pages import text
from tests.reminders.scenes import pass_at

pytestmark = pytest.mark.django_db
OHIO = "America/New_York"


def resident_with(rules, *, start, zone=OHIO, deadline="legal", now=None):
    """A resident whose one item follows `rules`, enrolled long before `start`."""
    cohort = factories.make_cohort(
        year=start.year,
        match_day=start - timedelta(days=104),
        orientation_start=start - timedelta(days=14),
        program_start=start,
    )
    resident = factories.make_resident(cohort, time_zone=zone)
    factories.make_definition("first-day", rules=rules, deadline=deadline)
    before = datetime.combine(start - timedelta(days=100), datetime.min.time(), UTC)
    enroll([resident], by=None, now=now or before)
    return resident


def beat(start, end, *, minutes=60, down=()):
    """A pass each hour from `start` to `end`, but for the hours that are `down`."""
    now = start
    while now <= end:
        if not any(first <= now < last for first, last in down):
            pass_at(now)
        now += timedelta(minutes=minutes)


def told():
    """Each stage of each due date that was sent, and how many letters left."""
    sent = Reminder.objects.filter(state="sent", stage__isnull=False)
    return sorted(sent.values_list("due_on", "stage")), len(mail.outbox)


ON_THE_DAY = {"due": {"anchor": "program_start"}}


@pytest.mark.parametrize("year", [2028, 2029, 2034, 2035])
def test_a_start_on_a_weekend_is_told_once_and_nobody_is_late(year):
    day = date(year, 7, 1)
    assert day.weekday() >= 5
    resident_with(ON_THE_DAY, start=day)

    beat(instant(day - timedelta(days=1), 12, OHIO), instant(day, 20, OHIO))

    stages, _ = told()
    assert stages.count((day, 0)) == 1
    assert not Item.objects.get().is_late_on(day)


@pytest.mark.parametrize("year", [2028, 2029])
def test_a_task_of_the_first_day_that_people_set_is_due_on_the_friday_before(year):
    resident_with(ON_THE_DAY, start=date(year, 7, 1), deadline="institution")

    due = Item.objects.get().due_on

    assert due.weekday() == 4
    assert due <= date(year, 7, 1)


def test_b_a_worker_that_was_down_over_midnight_tells_each_day_once():
    monday, tuesday = date(2027, 7, 12), date(2027, 7, 13)
    resident_with(
        {"due": {"anchor": "program_start", "days": 5}}, start=date(2027, 7, 8)
    )
    down = [(instant(monday, 20, OHIO), instant(tuesday, 7, OHIO))]

    beat(instant(monday, 6, OHIO), instant(tuesday, 21, OHIO), down=down)

    stages, letters = told()
    assert stages == [(tuesday, -1), (tuesday, 0)]
    assert letters == 2


def test_c_what_was_to_leave_while_the_worker_was_down_leaves_afterwards():
    # Where she is, the letter of her Tuesday leaves at 23:00 on Monday in Ohio.
    monday, tuesday = date(2027, 6, 7), date(2027, 6, 8)
    rules = {"due": {"anchor": "program_start", "days": -23}}
    resident_with(rules, start=date(2027, 7, 1), zone="Asia/Karachi")
    down = [(instant(monday, 20, OHIO), instant(tuesday, 7, OHIO))]

    beat(instant(monday, 19, OHIO), instant(tuesday, 11, OHIO), down=down)

    stages, _ = told()
    assert stages.count((tuesday, 0)) == 1


@pytest.mark.parametrize(
    "night", [date(2027, 11, 7), date(2027, 3, 14)], ids=["d-fall-back", "e-spring"]
)
def test_clocks_that_change_at_night_tell_that_sunday_exactly_once(night):
    rules = {"due": {"anchor": "orientation_start"}}
    cohort_start = night + timedelta(days=14)
    resident_with(rules, start=cohort_start)

    beat(
        instant(night - timedelta(days=1), 22, OHIO),
        instant(night, 22, OHIO),
        minutes=30,
    )

    stages, _ = told()
    assert stages.count((night, 0)) == 1
    # And nobody was woken.
    letter = Reminder.objects.get(stage=0).letter
    local = letter.sent_at.astimezone(instant(night, 12, OHIO).tzinfo)
    assert instant(night, 7, OHIO) <= local <= instant(night, 21, OHIO)


def test_f_a_start_that_moves_after_somebody_was_told_is_not_told_again():
    june, july = date(2027, 6, 1), date(2027, 7, 1)
    resident = resident_with(ON_THE_DAY, start=june)
    three_days = instant(june - timedelta(days=3), 9, OHIO)
    pass_at(three_days)
    before = told()
    assert (june, -3) in before[0]

    now = three_days + timedelta(hours=1)
    days = {"program_start": july, "orientation_start": july - timedelta(days=14)}
    set_cohort_dates(resident.cohort, days, by=None, now=now)
    beat(now, now + timedelta(days=2), minutes=180)
    moved = told()
    back = now + timedelta(days=2)
    set_key_dates(resident, {"program_start": june}, by=None, now=back)
    pass_at(back)

    # What moved may be said, but nothing is due so soon.
    assert moved[0] == before[0]
    # Each stage of a date once, even when the date comes back.
    assert len(told()[0]) == len(set(told()[0]))


def test_g_a_task_without_a_deadline_stays_in_sight_before_and_after_the_start(
    client, time_machine
):
    start = date(2027, 7, 1)
    rules = {"due": {"anchor": "visa_interview"}}
    resident = resident_with(rules, start=start)

    for day in (start - timedelta(days=1), start, start + timedelta(days=30)):
        time_machine.move_to(instant(day, 12, OHIO), tick=False)
        client.force_login(resident.user)
        page = text(client.get("/sections/match/"))
        assert "First day" in page
        assert "Waits for a date" in page
