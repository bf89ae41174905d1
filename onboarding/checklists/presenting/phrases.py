"""The fixed words of items as parts of a sentence."""

from collections.abc import Mapping
from typing import Any

from onboarding.checklists.words import Actor, Deadline
from onboarding.residents.anchors import Anchor

# Reads after "14 days before …" and after "on …".
ANCHORS: Mapping[str, str] = {
    Anchor.MATCH_DAY: "Match Day",
    Anchor.CONTRACT_SIGNED: "the day you sign your contract",
    Anchor.DS2019_RECEIVED: "the day your DS-2019 or approval notice arrives",
    Anchor.VISA_INTERVIEW: "your visa interview",
    Anchor.ARRIVAL_IN_US: "the day you arrive in the United States",
    Anchor.ORIENTATION_START: "the first day of orientation",
    Anchor.HIRE_DATE: "your first day of paid work",
    Anchor.PROGRAM_START: "the first day of the program",
    Anchor.DS2019_END_DATE: "the end date on your DS-2019",
    Anchor.H1B_END_DATE: "the end date of your H-1B",
    Anchor.EAD_END_DATE: "the end date of your work permit card",
    Anchor.LICENSE_EXPIRY: "the day your training license expires",
    Anchor.PASSPORT_EXPIRY: "the day your passport expires",
    Anchor.ACADEMIC_YEAR: "the first day of the academic year",
    Anchor.TAX_DAY: "Tax Day",
    Anchor.ADDRESS_CHANGE: "the day your address changes",
    Anchor.TRAVEL_DEPARTURE: "the day you leave for travel abroad",
    Anchor.TRAINING_CHANGE: "the day your training changes",
}

# What happens to people; the button that leads to its date, and the heading above.
HAPPENINGS: Mapping[str, tuple[str, str]] = {
    Anchor.ADDRESS_CHANGE: ("If your address changes", "My address changes"),
    Anchor.TRAVEL_DEPARTURE: ("If you travel abroad", "I will travel abroad"),
    Anchor.TRAINING_CHANGE: ("If your training changes", "My training changes"),
}

# To the resident, about the people around them.
PEOPLE: Mapping[str, str] = {
    Actor.RESIDENT: "you",
    Actor.COORDINATOR: "your coordinator",
    Actor.PROGRAM_DIRECTOR: "your program director",
    Actor.GME_OFFICE: "the GME office",
    Actor.FACULTY: "a faculty member",
    Actor.PEER_MENTOR: "your peer mentor",
}

_OFTEN: Mapping[int, str] = {1: "every month", 12: "every year"}

DEADLINES: Mapping[str, str] = {
    Deadline.LEGAL: "Set by law. It does not move on weekends or holidays.",
    Deadline.INSTITUTION: "Set by the hospital. On a weekend or holiday, it moves to "
    "the working day before.",
    Deadline.PRACTICE: "Good practice, not a law. On a weekend or holiday, it moves to "
    "the working day before.",
}


def due_rule(due: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Where a due date comes from: `14 days before your visa interview`.

    `titles` has the titles of the plan's items by slug.
    """
    if "on" in due:
        return "on a day that your program set"
    if "after" in due:
        after = f"“{titles.get(due['after'], due['after'])}” is done"
        offset = _offset(due)
        return f"{offset} {after}" if offset != "on" else f"as soon as {after}"
    return f"{_offset(due)} {ANCHORS[due['anchor']]}"


def repeat_rule(repeats: Mapping[str, Any]) -> str:
    """How often and until when: `Comes back every month until … .`"""
    months = repeats["every_months"]
    often = _OFTEN.get(months, f"every {months} months")
    until = ANCHORS.get(repeats["until"], "the end of the program")
    return f"Comes back {often} until {until}."


def sentence(words: str) -> str:
    """`words` with a capital letter in front and a full stop behind."""
    return f"{words[:1].upper()}{words[1:]}."


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: `1 item`, `2 items`."""
    return f"{count} {one if count == 1 else many}"


def _offset(due: Mapping[str, Any]) -> str:
    """`14 days before`, `3 working days after`, or `on` for none at all."""
    count = due.get("business_days", due.get("days", 0))
    if not count:
        return "on"
    kind = "working day" if "business_days" in due else "day"
    length = counted(abs(count), kind, f"{kind}s")
    return f"{length} {'after' if count > 0 else 'before'}"
