"""The demo's residents as rows of an import file, dates counted from today."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.text import slugify

from onboarding.dashboard.demo.places import ABROAD, CANADA, HOMES_IN_THE_US, Place

# The story stands in the middle: what is due 45 days before the program is due today.
START_IN_DAYS = 45
ORIENTATION_IN_DAYS = 28
MATCHED_DAYS_AGO = 59


@dataclass(frozen=True, slots=True)
class Persona:
    """One kind of resident. `days`: key dates, in days from today."""

    category: str
    days: Mapping[str, int] = field(default_factory=dict)
    yes: tuple[str, ...] = ()
    lives_in_us: bool = False
    is_canadian: bool = False


_WAITING_TO_INTERVIEW = {
    "contract_signed": -44,
    "ds2019_received": -9,
    "visa_interview": 7,
    "arrival_in_us": 24,
    "passport_expiry": 900,
}
PERSONAS = (
    Persona("j1", _WAITING_TO_INTERVIEW, ("new_to_us", "has_family_coming")),
    Persona(
        "h1b",
        {
            "contract_signed": -46,
            "ds2019_received": -3,
            "visa_interview": 9,
            "arrival_in_us": 33,
            "h1b_end_date": 1120,
            "passport_expiry": 1300,
        },
        ("new_to_us", "step3_passed"),
    ),
    Persona("j1", {"contract_signed": -40, "passport_expiry": 420}, ("new_to_us",)),
    Persona("us_citizen", {"contract_signed": -45}, ("has_ssn", "step3_passed")),
    Persona(
        "j1",
        {
            "contract_signed": -50,
            "ds2019_received": -30,
            "visa_interview": -18,
            "arrival_in_us": -3,
            "ds2019_end_date": 409,
            "passport_expiry": 1500,
        },
        ("new_to_us",),
    ),
    Persona("lpr", {"contract_signed": -43}, ("has_ssn",), lives_in_us=True),
    Persona(
        "ead",
        {"contract_signed": -41, "ead_end_date": 200, "passport_expiry": 700},
        ("has_ssn",),
        lives_in_us=True,
    ),
    Persona(
        "j1",
        {"contract_signed": -45, "ds2019_received": -4, "passport_expiry": 1100},
        ("canadian_citizen", "new_to_us"),
        is_canadian=True,
    ),
    Persona(
        "h1b",
        {"contract_signed": -38, "h1b_end_date": 1120, "passport_expiry": 800},
        ("new_to_us", "step3_passed", "has_family_coming"),
    ),
    Persona("refugee_asylee", {"contract_signed": -42}, ("has_ssn",), lives_in_us=True),
    Persona(
        "j1",
        {
            "contract_signed": -47,
            "ds2019_received": -22,
            "visa_interview": -4,
            "passport_expiry": 600,
        },
        ("new_to_us", "late_arrival", "extra_time_needed"),
    ),
    Persona("other", {"contract_signed": -39, "passport_expiry": 1000}, ("new_to_us",)),
)


@dataclass(frozen=True, slots=True)
class Casting:
    """Who plays in one program: `first` shifts personas, homes and names."""

    first: int
    resident_email: str
    mail_domain: str
    faculty_mentor: str = ""
    peer_mentor: str = ""


def rows(count: int, casting: Casting, today: date) -> list[dict[str, str]]:
    """`count` rows; the first has the address that people try first."""
    return [_row(index, casting, today) for index in range(count)]


def as_csv(people: Sequence[Mapping[str, str]]) -> bytes:
    """A file of `people` as a coordinator would send it."""
    columns = {name: None for person in people for name in person}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def _row(index: int, casting: Casting, today: date) -> dict[str, str]:
    number = index + casting.first
    persona = PERSONAS[number % len(PERSONAS)]
    place, nth = _home(number, persona)
    # All combinations come before one comes again.
    given = place.given[nth % len(place.given)]
    family = place.family[(nth + nth // len(place.given)) % len(place.family)]
    address = slugify(f"{given} {family} {number}")
    # The second and third time around, people take their steps some days later.
    later = timedelta(days=index // len(PERSONAS) % 4)
    dates = {
        name: (today + timedelta(days=days) + later).isoformat()
        for name, days in persona.days.items()
    }
    return {
        "email": f"{address}@{casting.mail_domain}"
        if index
        else casting.resident_email,
        "given_name": given,
        "family_name": family,
        "category": persona.category,
        "aamc_id": f"{10_482_913 + 7_919 * number:08d}",
        "medical_school": place.school,
        "medical_school_country": place.country,
        "graduation_year": str(today.year - 1 - number % 6),
        "time_zone": _zone(number, persona, place),
        "faculty_mentor": casting.faculty_mentor if index % 2 == 0 else "",
        "peer_mentor": casting.peer_mentor if index % 3 == 0 else "",
        **dict.fromkeys(persona.yes, "yes"),
        **dates,
    }


def _home(number: int, persona: Persona) -> tuple[Place, int]:
    """Where they come from, and the how manieth from there they are, about."""
    if persona.is_canadian:
        return CANADA, number // len(PERSONAS)
    turn, home = divmod(number, len(ABROAD))
    return ABROAD[home], turn + home


def _zone(number: int, persona: Persona, place: Place) -> str:
    if persona.lives_in_us:
        return HOMES_IN_THE_US[number // 2 % len(HOMES_IN_THE_US)]
    return place.zone
