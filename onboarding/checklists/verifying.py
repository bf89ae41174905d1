"""Checking the histories: whether any entry was changed, removed or slipped in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from onboarding.checklists.history import digest_of
from onboarding.checklists.models import Event, Plan

# In the order that digest_of wants, then what it must come to.
_CONTENT = (
    "resident_id",
    "item_id",
    "kind",
    "by_id",
    "at",
    "reason",
    "details",
    "sequence",
    "previous",
)
_CHUNK = 2000
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of one resident (key) that does not hold: which, and why."""

    resident: int
    sequence: int
    problem: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many histories and entries were read, and what is broken."""

    residents: int
    entries: int
    broken: tuple[Break, ...]


def verify() -> Verdict:
    """Read every entry of every resident once. Two queries, in little memory."""
    heads: dict[int, tuple[int, str]] = {
        pk: (length, digest)
        for pk, length, digest in Plan.objects.order_by().values_list(
            "pk", "history_length", "history_digest"
        )
    }
    residents, entries, broken = 0, 0, []
    for resident, rows in groupby(_entries(), key=itemgetter(0)):
        chain = list(rows)
        residents, entries = residents + 1, entries + len(chain)
        found = _first_break(chain, heads.pop(resident, None))
        if found:
            broken.append(found)
    # Every plan begins with an entry: these have lost all of theirs.
    broken += [
        Break(resident, 1, "Its entries are gone, all of them.")
        for resident, (length, _) in heads.items()
        if length
    ]
    lost = sum(1 for length, _ in heads.values() if length)
    broken.sort(key=lambda each: each.resident)
    return Verdict(residents + lost, entries, tuple(broken))


def _entries() -> Iterator[_Row]:
    ordered = Event.objects.order_by("resident_id", "sequence")
    return iter(ordered.values_list(*_CONTENT, "digest").iterator(_CHUNK))


def _first_break(chain: Iterable[_Row], head: tuple[int, str] | None) -> Break | None:
    """What is wrong with the entries of one resident, in order; None: nothing."""
    expected, before = 1, ""
    resident = 0
    for *content, digest in chain:
        resident, sequence, previous = content[0], content[7], content[8]
        if sequence != expected:
            return Break(resident, expected, "This entry is missing.")
        if previous != before:
            return Break(resident, sequence, "It does not follow the entry before it.")
        if digest_of(content) != digest:
            return Break(resident, sequence, "It was changed after it was written.")
        expected, before = expected + 1, digest
    length = head[0] if head else 0
    if length >= expected:
        return Break(resident, expected, "This entry is missing, the last one known.")
    if (length, head[1] if head else "") != (expected - 1, before):
        return Break(resident, expected - 1, "It was added behind the portal’s back.")
    return None
