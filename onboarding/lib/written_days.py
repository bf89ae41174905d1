"""Days as people write them, in files and on the command line."""

import re
from datetime import date

from django.core.exceptions import ValidationError

# Beyond these years a date is a slip, and counting from it may leave the calendar.
EARLIEST, LATEST = 2000, 2099
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST_MONTH_NAME = 3
_MONTHS_IN_A_YEAR = 12
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTH_NAMED_FIRST = re.compile(
    r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII | re.IGNORECASE
)
_DAY_THEN_MONTH_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s-]([a-z]+)\.?,?[\s-](\d{4})", re.ASCII | re.IGNORECASE
)


def parse_day(text: str) -> date:
    """The day that `text` names: 2027-07-01, July 1, 2027, 1 Jul 2027 or 25/12/2027.

    Raises ValidationError, with a sentence, for what is not a date, for a day that does
    not exist, and for what can be read in two ways (03/04/2027): no date is guessed.
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _YEAR_LAST.fullmatch(text):
        return _day(found[4], *_month_and_day(text, found[1], found[3]))
    if found := _MONTH_NAMED_FIRST.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    if found := _DAY_THEN_MONTH_NAME.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1])
    raise ValidationError("This is not a date: write it like 2027-07-01.")


def _month_and_day(text: str, first: str, second: str) -> tuple[str, str]:
    """Which of two numbers is the month; refuses if either could be."""
    if first == second or int(second) > _MONTHS_IN_A_YEAR:
        return first, second
    if int(first) > _MONTHS_IN_A_YEAR:
        return second, first
    raise ValidationError(
        f"{text} can be read in two ways (month first or day first): write it like "
        "2027-07-01."
    )


def _month(name: str) -> str:
    """The number of the month that `name` is, or is short for."""
    if len(name) >= _SHORTEST_MONTH_NAME:
        for number, month in enumerate(_MONTHS, start=1):
            if month.startswith(name.lower()):
                return str(number)
    raise ValidationError("This is not a date: write it like 2027-07-01.")


def _day(year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(
            f"There is no day {int(day)} of month {int(month)} in {year}."
        ) from None
    if not EARLIEST <= found.year <= LATEST:
        raise ValidationError(f"{year} cannot be right: check the year.")
    return found
