"""Editions in words: what is different in one, and what it does to a person's plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.checklists.editions.moving import Move
from onboarding.checklists.models import Item, PlanChange
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.phrases import counted

# Headings, in the order in which a page shows them; what the summary says of them.
PARTS: Mapping[str, tuple[str, str]] = {
    "added": ("Added", "added"),
    "restored": ("Brought back", "brought back"),
    "moved": ("Another date", "with another date"),
    "retitled": ("Another title", "with another title"),
    "reworded": ("Other words or terms", "with other words or terms"),
    "retired": ("No longer needed", "no longer needed"),
    "left_alone": ("Left alone: done or sent for a check", "left alone"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Some items under one heading, each as a line of text."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class PersonMove:
    """What happens, or happened, to one resident's plan."""

    name: str
    resident: int
    before: str
    summary: str
    parts: Sequence[Part]


def person_move(move: Move, today: date) -> PersonMove:
    """A previewed move; `today` is a day there, for years that go without saying."""
    was = {item.pk: title for item, title in move.retitled}
    lines: dict[str, list[str]] = {
        "added": [_added(item, today) for item in move.change.added],
        "restored": [str(item) for item in move.change.restored],
        "moved": [
            f"{item}: {_day(before, today)} → {_day(item.due_on, today)}"
            for item, before in move.change.moved
        ],
        "retitled": [f"{was[item.pk]} → {item}" for item, _ in move.retitled],
        "reworded": [str(item) for item in move.reworded],
        "retired": [str(item) for item in move.change.retired],
        "left_alone": [str(item) for item in move.left_alone],
    }
    return PersonMove(
        name=str(move.resident),
        resident=move.resident.pk,
        before=move.before.label,
        summary=summary(lines),
        parts=_parts(lines),
    )


def person_change(
    change: PlanChange, titles: Mapping[str, str], today: date
) -> PersonMove:
    """A change that was made; `titles` has those of both editions by slug."""
    lines: dict[str, list[str]] = {}
    for part in PARTS:
        found = change.details.get(part, ())
        if isinstance(found, dict):
            lines[part] = [
                f"{_title(line, titles)}: {_iso(was, today)} → {_iso(will_be, today)}"
                for line, (was, will_be) in found.items()
            ]
        else:
            lines[part] = [_title(line, titles) for line in found]
    return PersonMove(
        name=str(change.resident),
        resident=change.resident_id,
        before=change.before.label,
        summary=summary(lines),
        parts=_parts(lines),
    )


def summary(lines: Mapping[str, Sequence[Any]]) -> str:
    """`2 items added, 1 with another date`, or that nothing changes."""
    counts = [(len(lines[part]), words) for part, (_, words) in PARTS.items()]
    said = [f"{count} {words}" for count, words in counts if count]
    if not said:
        return "Nothing changes"
    first = next(count for count, _ in counts if count)
    noun = counted(first, "item", "items")
    return ", ".join([said[0].replace(str(first), noun, 1), *said[1:]])


def _parts(lines: Mapping[str, Sequence[str]]) -> list[Part]:
    return [
        Part(heading, lines[part])
        for part, (heading, _) in PARTS.items()
        if lines[part]
    ]


def _added(item: Item, today: date) -> str:
    return f"{item}, due {_day(item.due_on, today)}" if item.due_on else str(item)


def _title(line: str, titles: Mapping[str, str]) -> str:
    slug, _, number = line.partition("/")
    times = f" (no. {number})" if number else ""
    return f"{titles.get(slug, slug)}{times}"


def _iso(day: str | None, today: date) -> str:
    return _day(date.fromisoformat(day) if day else None, today)


def _day(day: date | None, today: date) -> str:
    return day_words(day, today) if day else "no date"


def in_total(people: Iterable[Mapping[str, Any]]) -> str:
    """The numbers of all `people`, the details of a change each, in one sentence."""
    every = list(people)
    counts = {
        part: [None] * sum(len(details[part]) for details in every) for part in PARTS
    }
    return f"{summary(counts)}."
