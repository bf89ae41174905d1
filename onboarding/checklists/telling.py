"""What the history is told of changed facts: dates, answers, the category.

The entry before the last of the same kind tells what stood there before.
"""

from collections.abc import Mapping
from datetime import date

from onboarding.checklists.history import Entry
from onboarding.checklists.words import EventKind


def told_dates(
    resident: int, days: Mapping[str, date | None], *, is_cohort: bool = False
) -> list[Entry]:
    """One entry for each date that was set, or cleared by None."""
    whose = {"cohort": True} if is_cohort else {}
    return [
        Entry(
            resident,
            EventKind.DATE_CLEARED if day is None else EventKind.DATE_SET,
            details={
                "anchor": str(anchor),
                "to": day.isoformat() if day else None,
                **whose,
            },
        )
        for anchor, day in days.items()
    ]


def told_answers(resident: int, answers: Mapping[str, bool | None]) -> list[Entry]:
    """One entry for each switch; None: not answered any more."""
    return [
        Entry(
            resident,
            EventKind.SWITCH_CHANGED,
            details={"switch": str(name), "to": is_on},
        )
        for name, is_on in answers.items()
    ]


def told_category(resident: int, before: str, after: str) -> list[Entry]:
    """An entry if the category is another one now."""
    if before == after:
        return []
    details = {"from": before, "to": after}
    return [Entry(resident, EventKind.CATEGORY_CHANGED, details=details)]
