"""A program's own items and changes in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onboarding.checklists.editions.editing import Desk
from onboarding.checklists.editions.merging import WHOLE, Conflict
from onboarding.checklists.models import ProgramChoiceEvent
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.wording import NAMES, said
from onboarding.checklists.words import ChoiceKind
from onboarding.lib.dates import local_day


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One item that is not as it is shipped: its title, and what is different."""

    slug: str
    title: str
    kind: ChoiceKind
    what: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """Something that both changed, in words of both."""

    slug: str
    key: str
    title: str
    name: str
    was: str
    ours: str
    theirs: str


def choice_lines(desk: Desk) -> list[ChoiceLine]:
    """What the program has of its own: added first, then changed, then off."""
    order = list(ChoiceKind)
    found = []
    for slug, choice in desk.choices.items():
        entry = desk.entry(slug) or choice.shipped or {}
        kind = ChoiceKind(choice.kind)
        # PostgreSQL keeps the keys of JSON in an order of its own.
        named = {_name(key) for key in choice.says}
        what = ", ".join(name for name in NAMES.values() if name in named)
        found.append(
            ChoiceLine(
                slug,
                str(entry.get("title", slug)),
                kind,
                what if kind == ChoiceKind.CHANGED else "",
            )
        )
    return sorted(found, key=lambda line: order.index(line.kind))


def conflict_lines(conflicts: Iterable[Conflict]) -> list[ConflictLine]:
    """`conflicts` for somebody who decides."""
    return [_conflict(each) for each in conflicts]


def _conflict(conflict: Conflict) -> ConflictLine:
    if conflict.key == WHOLE:
        theirs = (
            "The new edition brings an item of this name"
            if conflict.theirs
            else "The new edition no longer has this item"
        )
        ours = "Your item stays as it is"
        return ConflictLine(
            conflict.slug, WHOLE, conflict.title, "Item", "", ours, theirs
        )
    key = conflict.key
    return ConflictLine(
        conflict.slug,
        key,
        conflict.title,
        _name(key),
        was=said(key, conflict.was),
        ours=said(key, conflict.ours),
        theirs=said(key, conflict.theirs),
    )


def told(event: ProgramChoiceEvent, desk: Desk, today: date) -> str:
    """`Dana Whitcombe, Tue, May 4: “Sign your contract”, changed by the program`."""
    on = day_words(local_day(event.at, desk.program.time_zone), today)
    entry = desk.entry(event.slug) or {}
    title = event.says.get("title") or entry.get("title") or event.slug
    what = ChoiceKind(event.kind).label if event.kind else "As shipped again"
    return f"{event.by or 'Acclimate'}, {on}: “{title}”, {what[0].lower()}{what[1:]}"


def _name(key: str) -> str:
    return NAMES.get("is_sensitive" if key == "sensitive" else key, key)
