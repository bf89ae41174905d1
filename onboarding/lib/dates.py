"""Days and hours where a person is: pure functions, no clock, no database."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA time zone called `name`. Raises ZoneInfoNotFoundError for others."""
    return ZoneInfo(name)


def local_day(now: datetime, zone_name: str) -> date:
    """The day it is at `now` (aware) in `zone_name`."""
    return now.astimezone(zone(zone_name)).date()


@lru_cache(maxsize=65_536)
def instant(day: date, hour: int, zone_name: str) -> datetime:
    """The moment (UTC) when clocks in `zone_name` show `hour`:00 on `day`.

    An hour that the spring change skips becomes the first one after the gap; an hour
    that the fall change repeats is its first passage.
    """
    wall = datetime.combine(day, time(hour), tzinfo=zone(zone_name))
    # fold=0 in a gap counts with the old offset: the result is the hour after the gap.
    return wall.astimezone(UTC)


def add_months(day: date, count: int) -> date:
    """The same day `count` months later; the last of the month where it has no such.

    January 31 and one month is February 28, or 29 in a leap year.
    """
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    """US federal holidays as observed in `year`, by the `holidays` library."""
    # The neighbors count too: January 1 on a Saturday is observed on December 31.
    observed = holidays.UnitedStates(  # type: ignore[attr-defined]
        years=range(year - 1, year + 2), categories=("public",), observed=True
    )
    return frozenset(day for day in observed if day.year == year)


def is_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def is_holiday(day: date) -> bool:
    """Whether `day` is a US federal holiday, on the day it is observed."""
    return day in _federal_holidays(day.year)


def is_day_off(day: date) -> bool:
    """Whether `day` is a Saturday, a Sunday or an observed US federal holiday."""
    return is_weekend(day) or is_holiday(day)


@lru_cache(maxsize=8_192)
def working_day_before(day: date) -> date:
    """`day` itself, or the last working day before it."""
    while is_day_off(day):
        day -= ONE_DAY
    return day


@lru_cache(maxsize=8_192)
def add_business_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day` (before it, if negative).

    `day` itself is not counted, whether or not it is a working day; zero gives `day`.
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while is_day_off(day):
            day += step
    return day
