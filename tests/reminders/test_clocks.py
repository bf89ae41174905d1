"""Clocks that jump, outages, and people whose zone changes in the middle of a day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from onboarding.lib.dates import instant, zone
from onboarding.reminders.models import Letter
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at

pytestmark = pytest.mark.django_db
TICK = timedelta(minutes=15)
# The nights on which clocks change: New York, London, Sydney's with New York's.
NIGHTS = [
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2027, 10, 31)),
]


def _every_day_something(resident, name, first):
    """Items so that each of the three days from `first` on has news."""
    for days in (1, 2, 3):
        due_on = first + timedelta(days=days)
        notice = instant(due_on - timedelta(days=14), 8, name)
        make_due_item(resident, due_on=due_on, notice_at=notice)


@pytest.mark.thorough
@pytest.mark.sqlite  # clocks are not the database's
@pytest.mark.parametrize(("name", "night"), NIGHTS)
def test_night_on_which_clocks_change_has_its_one_letter_at_eight(cohort, name, night):
    resident = factories.make_resident(
        cohort, time_zone=name, dates={"arrival_in_us": date(2028, 1, 1)}
    )
    first = night - timedelta(days=1)
    _every_day_something(resident, name, first)
    start = instant(first, 0, name)
    pass_at(start - timedelta(hours=5))  # what was owed before
    mail.outbox.clear()

    sent = []
    now = start
    while now < instant(night + timedelta(days=2), 0, name):
        before = len(mail.outbox)
        pass_at(now)
        sent += [now.astimezone(zone(name))] * (len(mail.outbox) - before)
        now += TICK

    assert [(one.date() - first).days for one in sent] == [0, 1, 2]
    assert {(one.hour, one.minute) for one in sent} == {(8, 0)}


def test_clock_that_goes_back_sends_nothing_again(resident):
    make_due_item(resident)
    pass_at(at(4, 12))

    for moment in (at(4, 10), at(3, 12), at(4, 12), at(4, 14)):
        pass_at(moment)

    assert len(mail.outbox) == 1


def test_clock_that_goes_forward_and_back_again_tells_no_stage_twice(resident):
    make_due_item(resident)
    pass_at(at(4))
    pass_at(at(8))  # it was only a wrong clock
    for day in range(4, 13):
        pass_at(at(day))

    stages = Counter(
        Letter.objects.filter(state="sent").values_list("reminders__stage", flat=True)
    )
    assert max(stages.values()) == 1


def test_three_days_without_a_pass_are_told_in_one_letter_and_nothing_early(resident):
    make_due_item(resident, "due-in-outage", due_on=date(2027, 5, 6))
    make_due_item(resident, "due-later", due_on=date(2027, 5, 22))
    pass_at(at(4))
    mail.outbox.clear()

    pass_at(at(7, 9))  # after 72 hours
    pass_at(at(7, 9, 1))

    [message] = mail.outbox
    assert "Due in outage" in message.body
    assert "Due later" not in message.body  # its first stage is tomorrow
    pass_at(at(8))
    assert "Due later" in mail.outbox[-1].body


def test_outage_over_midnight_tells_where_people_stand_in_the_morning(resident):
    make_due_item(resident)
    pass_at(at(4, 7, 59))
    pass_at(at(5, 0, 10))
    assert mail.outbox == []

    pass_at(at(5, 8))

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("new_zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_resident_whose_zone_changes_in_mid_day_gets_one_letter_that_day(
    resident, new_zone
):
    make_due_item(resident)
    make_due_item(resident, due_on=date(2027, 5, 12))
    pass_at(at(4))
    assert len(mail.outbox) == 1

    resident.time_zone = new_zone
    resident.save()
    make_due_item(resident, due_on=date(2027, 5, 18), notice_at=at(4, 9))
    now, end = at(4, 9), datetime(2027, 5, 6, 12, tzinfo=UTC)
    days = [date(2027, 5, 4)]
    while now < end:
        before = len(mail.outbox)
        pass_at(now)
        local = now.astimezone(zone(new_zone))
        for _ in mail.outbox[before:]:
            assert 8 <= local.hour < 21
            days.append(local.date())
        now += timedelta(minutes=30)

    assert len(days) == len(set(days)) >= 2
