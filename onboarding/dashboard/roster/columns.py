"""The columns of an import file and how each is read (interfaces §4).

A reader turns the text of a cell into a value, or raises ValidationError with a
sentence. No sentence repeats what stood in the cell where that may be private.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django_countries import countries

from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.lib.written_days import parse_day
from onboarding.residents.anchors import IMPORT_ANCHORS, Category, SwitchName
from onboarding.residents.models import Credentials, Resident

CLEAR = "clear"
_FORMULA_STARTS = ("=", "+", "-", "@")
# Persian and Indian names need these two invisible characters between letters.
_JOINERS = "\u200c\u200d"
_LONGEST_EMAIL = 254
_PGY = range(1, 10)
_GRADUATION = range(1950, 2101)


class Target(Enum):
    """Which record a column belongs to."""

    ACCOUNT = auto()
    RESIDENT = auto()
    MENTOR = auto()
    CREDENTIALS = auto()
    SWITCH = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `empty` is what the word `clear` leaves behind."""

    name: str
    target: Target
    read: Callable[[str], Any]
    empty: Any = ""
    is_required: bool = False
    is_word: bool = False

    def value_of(self, text: str) -> Any:  # noqa: ANN401 -- whatever the column holds
        """The value that `text`, not empty, stands for. Raises ValidationError."""
        refuse_strange_characters(text)
        if self.is_clearing(text):
            if self.is_required:
                raise ValidationError("This cannot be empty: write the new value.")
            return self.empty
        return self.read(text)

    def is_clearing(self, text: str) -> bool:
        """Whether `text` is the word that empties. In names, “Clear” is a name."""
        return text == CLEAR or (not self.is_word and text.lower() == CLEAR)


def refuse_strange_characters(text: str) -> None:
    """Raise ValidationError for line breaks, NUL and other characters nobody sees."""
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and character not in _JOINERS:
            raise ValidationError(
                "This cell has a line break or an invisible character "
                f"(U+{ord(character):04X}): remove it."
            )


def read_email(text: str) -> str:
    """An address in small letters."""
    address = text.lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError("This is not an e-mail address.") from None
    if len(address) > _LONGEST_EMAIL:
        raise ValidationError(f"An address has at most {_LONGEST_EMAIL} characters.")
    return address


def _reads_text(model: type[Model], name: str) -> Callable[[str], str]:
    """A reader of text as long as the field `name` of `model` takes."""
    longest: int = model._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]

    def read(text: str) -> str:
        if text.startswith(_FORMULA_STARTS):
            raise ValidationError(
                "This begins with =, +, - or @, as a formula does: write it without."
            )
        refuse_private_numbers(text)
        if len(text) > longest:
            raise ValidationError(
                f"This has {len(text)} characters; at most {longest} fit."
            )
        return text

    return read


def _reads_number(allowed: range, example: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        refuse_private_numbers(text)
        is_number = text.isascii() and text.isdigit()
        if not is_number or int(text[:10]) not in allowed:
            raise ValidationError(
                f"Write a number from {allowed[0]} to {allowed[-1]}, like {example}."
            )
        return int(text)

    return read


def _read_category(text: str) -> str:
    word = text.lower()
    if word not in Category.values:
        raise ValidationError(
            f"This is not a category: write one of {', '.join(Category.values)}."
        )
    return word


def _read_switch(text: str) -> bool:
    word = text.lower()
    if word not in {"yes", "no"}:
        raise ValidationError("Write yes or no, or leave the cell empty.")
    return word == "yes"


@cache
def _time_zones() -> dict[str, str]:
    """All IANA zones by their names in small letters; listing them reads the disk."""
    return {name.lower(): name for name in available_timezones()}


def _read_time_zone(text: str) -> str:
    refuse_private_numbers(text)
    zones = _time_zones()
    if text in zones.values():
        return text
    near = get_close_matches(text.lower(), zones, n=1, cutoff=0.7)
    hint = f"did you mean {zones[near[0]]}?" if near else "write it like Asia/Karachi."
    raise ValidationError(f"This is not an IANA time zone: {hint}")


def _read_country(text: str) -> str:
    code = text.upper()
    if code not in dict(countries):
        raise ValidationError(
            "Write the country as two letters (ISO 3166), like PK for Pakistan."
        )
    return code


def _text(
    model: type[Model], name: str, target: Target, *, is_required: bool = False
) -> Column:
    read = _reads_text(model, name)
    return Column(name, target, read, is_required=is_required, is_word=True)


_ALL = (
    Column("email", Target.ACCOUNT, read_email, is_required=True),
    _text(Resident, "given_name", Target.RESIDENT, is_required=True),
    _text(Resident, "family_name", Target.RESIDENT, is_required=True),
    Column("category", Target.RESIDENT, _read_category, is_required=True),
    _text(Resident, "preferred_name", Target.RESIDENT),
    Column("hospital_email", Target.RESIDENT, read_email),
    _text(Credentials, "aamc_id", Target.CREDENTIALS),
    _text(Credentials, "medical_school", Target.CREDENTIALS),
    Column("medical_school_country", Target.CREDENTIALS, _read_country),
    Column(
        "graduation_year",
        Target.CREDENTIALS,
        _reads_number(_GRADUATION, "2024"),
        empty=None,
    ),
    Column("pgy", Target.RESIDENT, _reads_number(_PGY, "1"), empty=1),
    Column("time_zone", Target.RESIDENT, _read_time_zone),
    Column("faculty_mentor", Target.MENTOR, read_email, empty=None),
    Column("peer_mentor", Target.MENTOR, read_email, empty=None),
    *(
        Column(name, Target.SWITCH, _read_switch, empty=None)
        for name in SwitchName.values
    ),
    *(
        Column(str(anchor.value), Target.DATE, parse_day, empty=None)
        for anchor in IMPORT_ANCHORS
    ),
)
COLUMNS = {column.name: column for column in _ALL}
REQUIRED = tuple(column.name for column in _ALL if column.is_required)


def nearest_name(name: str) -> str:
    """The known column whose name is most like `name`."""
    return get_close_matches(name.lower(), COLUMNS, n=1, cutoff=0.0)[0]
