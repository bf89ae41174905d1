"""On which day, and in which hours of it, a letter may leave. No clock, no database."""

from dataclasses import dataclass
from datetime import date, datetime

from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.lib.dates import ONE_DAY, instant
from onboarding.residents.whereabouts import Whereabouts

# Letters leave from NOTICE_HOUR up to this hour where the person is.
LAST_HOUR = 21


@dataclass(frozen=True, slots=True)
class LetterDay:
    """A local day and its hours for letters: from `opens` (UTC) until `closes`."""

    day: date
    opens: datetime
    closes: datetime


def letter_day(where: Whereabouts, day: date) -> LetterDay:
    """The hours of `day` where the person is on that day."""
    zone = where.zone_on(day)
    return LetterDay(
        day, instant(day, NOTICE_HOUR, zone), instant(day, LAST_HOUR, zone)
    )


def first_letter_day(where: Whereabouts, now: datetime) -> LetterDay:
    """The day of the next letter at `now`: today, or tomorrow in the evening."""
    today = letter_day(where, where.today(now))
    return today if now < today.closes else day_after(where, today)


def day_after(where: Whereabouts, one: LetterDay) -> LetterDay:
    """The letter day that follows `one`."""
    return letter_day(where, one.day + ONE_DAY)
