"""Values of a pack that must agree with each other.

They are checked on what the files say, whatever else is wrong with it, so that one
reading reports everything; what has the wrong type is left to the schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from onboarding.checklists.packs.problems import Problem, quoted
from onboarding.checklists.packs.reading import Document, Where
from onboarding.checklists.packs.schema import MOST_DAYS
from onboarding.checklists.rules import shift
from onboarding.lib.telling_words import has_telling_word

_UNITS = ("days", "business_days")
# A whole year of days to count from: weekends and holidays fall differently each time.
_STARTS = tuple(date(2027, 1, 1) + timedelta(days=n) for n in range(365))


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a file, as read."""

    document: Document
    where: Where
    raw: Mapping[str | int, Any]

    @property
    def slug(self) -> str | None:
        """Its slug, if it is text."""
        slug = self.raw.get("slug")
        return slug if isinstance(slug, str) else None

    def problem(self, message: str, *where: str | int) -> Problem:
        """What is wrong with it; `where` leads to the line from the entry on."""
        return self.document.problem((*self.where, *where), message)


def entries_of(document: Document, *where: str) -> list[Entry]:
    """The mappings of the list at `where`; none if there is no such list."""
    values = document.at(where)
    return [
        Entry(document, (*where, index), raw)
        for index, raw in enumerate(values if isinstance(values, list) else ())
        if isinstance(raw, dict)
    ]


def slugs_used_twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Each slug that an earlier entry has."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.slug is None:
            continue
        earlier = first.setdefault(entry.slug, entry)
        if earlier is not entry:
            line = earlier.document.line_of((*earlier.where, "slug"))
            place = f"{earlier.document.file}, line {line}"
            message = f"The slug {quoted(entry.slug)} is used already in {place}."
            yield entry.problem(message, "slug")


def telling_titles(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Titles that would say something private in a letter (interfaces §5)."""
    for entry in entries:
        title = entry.raw.get("title")
        if entry.raw.get("sensitive") is True or not isinstance(title, str):
            continue
        if has_telling_word(title):
            is_item = "sensitive" in entry.raw
            remedy = "reword it or set “sensitive: true”" if is_item else "reword it"
            message = f"The title {quoted(title)} tells something private; {remedy}."
            yield entry.problem(message, "title")


def contradictions(entry: Entry) -> Iterator[Problem]:
    """What does not agree within one item: its due rule and its window."""
    due, window = entry.raw.get("due"), entry.raw.get("not_before")
    if isinstance(due, dict):
        yield from _due_kinds(entry, due)
    if isinstance(window, dict) and _both_units(window):
        yield entry.problem(
            "“not_before” has both “days” and “business_days”; keep one.", "not_before"
        )
    for key in ("not_before", "repeats"):
        if key in entry.raw and entry.raw[key] is None:
            yield entry.problem(f"“{key}” has no value.", key)
    if isinstance(due, dict) and isinstance(window, dict) and _opens_late(due, window):
        yield entry.problem(
            "“not_before” is after “due”: nobody could do this in time.", "not_before"
        )


def _due_kinds(entry: Entry, due: Mapping[str, Any]) -> Iterator[Problem]:
    if "anchor" in due and "after" in due:
        message = "“due” has both “anchor” and “after”; keep one."
        yield entry.problem(message, "due")
    if "anchor" not in due and "after" not in due:
        message = "“due” needs an “anchor” or, with “after”, another item."
        yield entry.problem(message, "due")
    if _both_units(due):
        message = "“due” has both “days” and “business_days”; keep one."
        yield entry.problem(message, "due")


def _both_units(rule: Mapping[str, Any]) -> bool:
    return all(unit in rule for unit in _UNITS)


def _opens_late(due: Mapping[str, Any], window: Mapping[str, Any]) -> bool:
    """Whether, from any day of a year, the window opens after the due day."""
    is_same = isinstance(due.get("anchor"), str) and due["anchor"] == window.get(
        "anchor"
    )
    if not is_same or not (_is_countable(due) and _is_countable(window)):
        return False
    return any(shift(day, window) > shift(day, due) for day in _STARTS)


def _is_countable(rule: Mapping[str, Any]) -> bool:
    counts = [rule[unit] for unit in _UNITS if unit in rule]
    return len(counts) < len(_UNITS) and all(
        type(count) is int and abs(count) <= MOST_DAYS for count in counts
    )


def cycles(items: Sequence[Entry]) -> Iterator[Problem]:
    """Each circle of items that wait for each other by `requires` or `due.after`."""
    by_slug = {entry.slug: entry for entry in items if entry.slug is not None}
    waits = {slug: set(_waits_for(entry)) for slug, entry in by_slug.items()}
    while circle := _circle(waits):
        for slug, following in pairwise(circle):
            waits[slug].discard(following)
        yield _circle_problem(circle, by_slug)


def _circle_problem(circle: Sequence[str], by_slug: Mapping[str, Entry]) -> Problem:
    """Told from the item that the pack names first."""
    order = list(by_slug)
    ring = circle[:-1]
    start = ring.index(min(ring, key=order.index))
    told = [*ring[start:], *ring[: start + 1]]
    first = by_slug[told[0]]
    required = first.raw.get("requires")
    in_list = isinstance(required, list) and told[1] in required
    message = f"These items wait for each other: {' -> '.join(told)}."
    return first.problem(message, "requires" if in_list else "due")


def _circle(waits: Mapping[str, set[str]]) -> list[str]:
    """A circle in `waits`, its first slug repeated at the end; empty without one."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        # graphlib lists what comes first before what waits for it.
        return list(reversed(error.args[1]))
    return []


def _waits_for(entry: Entry) -> Iterator[str]:
    required, due = entry.raw.get("requires"), entry.raw.get("due")
    for slug in required if isinstance(required, list) else ():
        if isinstance(slug, str):
            yield slug
    if isinstance(due, dict) and isinstance(due.get("after"), str):
        yield due["after"]


def falling_levels(entry: Entry) -> Iterator[Problem]:
    """A level that is expected to fall from one occasion to the next."""
    expected = entry.raw.get("expected")
    if not isinstance(expected, dict):
        return
    levels = [expected.get(name) for name in ("arrival", "month_6", "month_12")]
    numbers = [level for level in levels if isinstance(level, int | float)]
    if numbers != sorted(numbers):
        message = "“expected” falls from one occasion to the next."
        yield entry.problem(message, "expected")
