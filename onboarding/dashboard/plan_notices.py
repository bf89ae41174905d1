"""What a resident reads on their home when a new edition changed their plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onboarding.accounts.models import User
from onboarding.checklists.models import PlanChange
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.lines import Line
from onboarding.checklists.presenting.phrases import counted
from onboarding.dashboard.home import Home

# Part of a change: what is said of one item, of many, and the heading of the list.
_SAID: Mapping[str, tuple[str, str, str]] = {
    "added": ("was added", "were added", "Added"),
    "restored": ("is back", "are back", "Back again"),
    "moved": ("has another date", "have another date", "Another date"),
    "retitled": ("has another name", "have another name", "Another name"),
    "reworded": ("says something new", "say something new", "Says something new"),
    "retired": ("is no longer needed", "are no longer needed", "No longer needed"),
}


@dataclass(frozen=True, slots=True)
class PlanNotice:
    """One change: a sentence, and the items by what happened to them."""

    pk: int
    text: str
    parts: Sequence[tuple[str, Sequence[Line]]]


def plan_notices(home: Home, user: User) -> list[PlanNotice]:
    """The changes that the resident has not put aside, the newest first. One query."""
    found = (
        PlanChange.objects.visible_to(user)
        .unseen()
        .filter(resident=home.resident)
        .select_related("roll_out")
    )
    lines = {line.item.line: line for line in home.lines}
    return [_notice(change, home, lines) for change in found]


def _notice(change: PlanChange, home: Home, lines: Mapping[str, Line]) -> PlanNotice:
    on = day_words(home.facts.today(change.roll_out.at), home.today)
    if change.roll_out.undone_at:
        text = (
            f"The change of your plan on {on} was taken back. Everything is as it was "
            "before."
        )
        return PlanNotice(change.pk, text, ())
    named = {part: list(change.details.get(part, ())) for part in _SAID}
    parts = [
        (heading, [lines[name] for name in named[part] if name in lines])
        for part, (_, _, heading) in _SAID.items()
        if named[part]
    ]
    return PlanNotice(change.pk, f"Your plan changed on {on}: {_counts(named)}.", parts)


def _counts(named: Mapping[str, Sequence[str]]) -> str:
    """`2 items were added, 1 has another date`."""
    said: list[str] = []
    for part, (one, many, _) in _SAID.items():
        count = len(named[part])
        if count:
            number = str(count) if said else counted(count, "item", "items")
            said.append(f"{number} {one if count == 1 else many}")
    return ", ".join(said)
