"""Days and hours where a person is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.lib import dates

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"}))
DAYS = st.dates(date(2026, 1, 1), date(2036, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 7, 3), "a Saturday"),
        (date(2027, 7, 5), "Independence Day, observed on Monday"),
        (date(2027, 6, 18), "Juneteenth, observed on Friday"),
        (date(2027, 12, 31), "New Year's Day of 2028, observed on Friday"),
        (date(2028, 11, 23), "Thanksgiving"),
    ],
)
def test_is_day_off_knows_weekends_and_observed_holidays(day, why):
    assert dates.is_day_off(day), why


def test_is_day_off_is_false_on_an_ordinary_working_day():
    assert not dates.is_day_off(date(2027, 7, 6))


def test_business_days_skip_the_observed_holidays_of_july_2027():
    # The I-9 of somebody hired on Thursday, July 1, 2027: three business days.
    assert dates.add_business_days(date(2027, 7, 1), 3) == date(2027, 7, 7)


def test_business_days_count_backwards_too():
    assert dates.add_business_days(date(2027, 7, 7), -3) == date(2027, 7, 1)


def test_instant_in_the_spring_gap_is_the_first_hour_after_it():
    # Cairo's clocks skip midnight to one on April 30, 2027.
    when = dates.instant(date(2027, 4, 30), 0, "Africa/Cairo")
    assert when.astimezone(ZoneInfo("Africa/Cairo")).hour == 1


def test_instant_of_a_repeated_hour_is_its_first_passage():
    when = dates.instant(date(2027, 11, 7), 1, "America/New_York")
    assert when == datetime(2027, 11, 7, 5, tzinfo=UTC)


@given(day=DAYS, zone=ZONES)
def test_instant_falls_on_its_local_day_at_its_hour(day, zone):
    when = dates.instant(day, 8, zone)

    assert when.tzinfo is UTC
    assert dates.local_day(when, zone) == day
    assert when.astimezone(ZoneInfo(zone)).hour == 8


@given(day=DAYS)
def test_working_day_before_is_the_nearest_working_day(day):
    found = dates.working_day_before(day)

    assert not dates.is_day_off(found)
    skipped = (day - found).days
    assert all(dates.is_day_off(day - timedelta(days=n)) for n in range(skipped))


@given(day=DAYS, count=st.integers(1, 30))
def test_business_days_there_and_back_is_the_start(day, count):
    start = dates.working_day_before(day)

    assert (
        dates.add_business_days(dates.add_business_days(start, count), -count) == start
    )
