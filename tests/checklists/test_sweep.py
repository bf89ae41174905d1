"""Every July 1, both nights on which clocks change, and leap days, in zones all round.

A sweep instead of samples: these are the days on which calendars go wrong, and there
are few enough of them to try each one.
"""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onboarding.checklists import rules
from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Item
from onboarding.checklists.rules import NOTICE_HOUR, Progress, Schedule
from onboarding.checklists.states import state_of
from onboarding.lib.dates import ONE_DAY, is_day_off

YEARS = range(2026, 2037)
HOME = "America/New_York"
# From the first to the last place where a day begins; half hours, quarters, and places
# where clocks change at midnight or by half an hour.
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Karachi",
    "Africa/Cairo",
    "Europe/Kyiv",
    "America/Sao_Paulo",
    "America/Havana",
    "America/New_York",
    "America/Chicago",
    "America/Anchorage",
    "Pacific/Honolulu",
)
NOTHING = Progress(frozenset(), {})
HOUR = timedelta(hours=1)


def sunday(year, month, number):
    """The Sunday of that number in the month; the last one for -1."""
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    return [d for d in days if d.month == month and d.weekday() == 6][number]


def clock_changes(year):
    """Here in spring and fall, and in Europe."""
    here = sunday(year, 3, 1), sunday(year, 11, 0)
    return (*here, sunday(year, 3, -1), sunday(year, 10, -1))


def awkward_days():
    """Each day of the sweep with the days beside it."""
    for year in YEARS:
        leap = [date(year, 2, 29)] if isleap(year) else []
        middle = [date(year, 7, 1), date(year, 3, 1), date(year, 12, 31), *leap]
        for day in (*middle, *clock_changes(year)):
            yield from (day - ONE_DAY, day, day + ONE_DAY)


DAYS = sorted(set(awkward_days()))


def facts(home_zone, *, arrival=None, start=date(2027, 7, 1)):
    dates = {"program_start": start} | ({"arrival_in_us": arrival} if arrival else {})
    return Facts(
        category="j1",
        switches=frozenset(),
        specialty="internal-medicine",
        state="OH",
        dates=dates,
        home_zone=home_zone,
        program_zone=HOME,
        program_end=date(2040, 6, 30),
    )


@pytest.mark.parametrize("zone", ZONES)
def test_notice_comes_on_its_day_in_the_morning_where_they_are(zone):
    for day in DAYS:
        for arrival in (day, day + ONE_DAY):
            somebody = facts(zone, arrival=arrival)
            planned = Schedule(day + timedelta(days=14), None, "")

            at = rules.notice_at(planned, somebody)

            there = HOME if arrival == day else zone
            local = at.astimezone(ZoneInfo(there))
            assert (local.date(), local.hour, local.minute) == (day, NOTICE_HOUR, 0)


@pytest.mark.parametrize("zone", ZONES)
def test_today_is_the_day_at_home_until_the_day_of_arrival_here(zone):
    for day in DAYS:
        somebody = facts(zone, arrival=day)
        midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(HOME))
        first = midnight.astimezone(UTC)
        second = timedelta(seconds=1)

        before = (first - second).astimezone(ZoneInfo(zone)).date()
        assert somebody.today(first - second) == before
        assert somebody.today(first) == day


@pytest.mark.parametrize("zone", ZONES)
def test_an_item_is_due_today_from_midnight_to_midnight_where_they_are(zone):
    for day in (d for year in YEARS for d in (*clock_changes(year), date(year, 7, 1))):
        somebody = facts(zone, start=day + timedelta(days=60))
        item = Item(state="open", due_on=day)
        noon = datetime.combine(day, time(12), tzinfo=UTC)

        moments = [noon + n * HOUR for n in range(-27, 28)]
        states = {at: state_of(item, somebody.today(at)) for at in moments}

        for at, state in states.items():
            local = at.astimezone(ZoneInfo(zone)).date()
            assert (state == "due_today") is (local == day)
            assert (state == "overdue") is (local > day)


@pytest.mark.parametrize("deadline", ["legal", "institution", "practice"])
def test_what_counts_from_each_of_these_days_is_due_on_a_day_that_can_be_met(deadline):
    for start in DAYS:
        somebody = facts("Asia/Karachi", start=start)
        for count in (-30, -1, 0, 1, 30):
            asked = {"due": {"anchor": "program_start", "days": count}}

            due_on = rules.schedule(asked, deadline, somebody, NOTHING).due_on

            counted = start + timedelta(days=count)
            if deadline == "legal":
                assert due_on == counted
            else:
                assert not is_day_off(due_on)
                between = (counted - due_on).days
                assert 0 <= between <= 4
                assert all(is_day_off(counted - n * ONE_DAY) for n in range(between))


@pytest.mark.parametrize("months", [1, 3, 12])
def test_what_comes_back_keeps_its_day_of_the_month_or_takes_the_last(months):
    for start in DAYS:
        somebody = facts("Asia/Karachi", start=start)
        asked = {
            "due": {"anchor": "program_start"},
            "repeats": {"every_months": months, "until": "program_end"},
        }

        found = rules.series(asked, "legal", somebody, NOTHING, {})

        for number, planned in list(found.items())[:24]:
            later = start.year * 12 + start.month - 1 + (number - 1) * months
            assert (planned.due_on.year, planned.due_on.month) == (
                later // 12,
                later % 12 + 1,
            )
            next_day = planned.due_on + ONE_DAY
            assert planned.due_on.day == start.day or next_day.day == 1
