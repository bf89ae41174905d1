"""A program's own items and changes, put into a shipped edition.

Items are mappings as pack files have them. A change keeps, beside what the program
says, the whole item as it was shipped when the program last decided: so a newer edition
can tell what the program changed from what the publisher changed. Where both changed
the same thing, the program's choice is kept and the conflict is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onboarding.checklists.words import ChoiceKind

Entry = Mapping[str, Any]
# The conflict is not about one key but about the item as a whole.
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a program wants with one item.

    `says` is the whole item (own), or the keys that are different, null for those that
    are left out (changed). `shipped` is the item as it was when they decided.
    """

    kind: str
    slug: str
    says: Entry = field(default_factory=dict)
    shipped: Entry | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """The publisher and the program changed the same thing; the program's is kept."""

    slug: str
    title: str
    key: str
    was: Any
    ours: Any
    theirs: Any


@dataclass(slots=True)
class Merged:
    """The items of an edition with the choices of a program in them."""

    items: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    # Slugs of items that no longer wait for one that is switched off.
    freed: list[str] = field(default_factory=list)


def merge(shipped: Sequence[Entry], choices: Iterable[Choice]) -> Merged:
    """`shipped`, in order, with `choices`; nobody has checked that it fits together."""
    by_slug = {choice.slug: choice for choice in choices}
    off = {slug for slug, each in by_slug.items() if each.kind == ChoiceKind.OFF}
    found = Merged()
    for entry in shipped:
        choice = by_slug.pop(entry["slug"], None)
        if choice is None:
            found.items.append(dict(entry))
        elif choice.kind == ChoiceKind.OWN:
            found.items.append(dict(choice.says))
            found.conflicts.append(_whole(choice, choice.says, entry))
        elif choice.kind == ChoiceKind.CHANGED:
            found.items.append(_changed(entry, choice, found.conflicts))
    for choice in by_slug.values():
        if choice.kind == ChoiceKind.OWN:
            found.items.append(dict(choice.says))
        elif choice.kind == ChoiceKind.CHANGED:
            ours = apply(choice.shipped or {}, choice.says)
            found.items.append(ours)
            found.conflicts.append(_whole(choice, ours, None))
    _stop_waiting_for(off, found)
    return found


def apply(entry: Entry, says: Entry) -> dict[str, Any]:
    """`entry` with what `says` says instead; null leaves a key out."""
    merged = {key: says.get(key, value) for key, value in entry.items()}
    merged |= {key: value for key, value in says.items() if key not in entry}
    return {key: value for key, value in merged.items() if value is not None}


def changes(shipped: Entry, wanted: Entry) -> dict[str, Any]:
    """What `wanted` says otherwise than `shipped`; null for what it leaves out."""
    keys = [*wanted, *(key for key in shipped if key not in wanted)]
    return {key: wanted.get(key) for key in keys if wanted.get(key) != shipped.get(key)}


def _changed(entry: Entry, choice: Choice, conflicts: list[Conflict]) -> dict[str, Any]:
    """A shipped item with the program's changes, which win where both changed."""
    merged = apply(entry, choice.says)
    before = choice.shipped or {}
    for key, ours in choice.says.items():
        was, theirs = before.get(key), entry.get(key)
        if theirs not in (was, ours):
            conflicts.append(
                Conflict(choice.slug, merged["title"], key, was, ours, theirs)
            )
    return merged


def _whole(choice: Choice, ours: Entry, theirs: Entry | None) -> Conflict:
    return Conflict(
        choice.slug, ours["title"], WHOLE, choice.shipped, dict(ours), theirs
    )


def _stop_waiting_for(off: set[str], found: Merged) -> None:
    """Nothing waits for what is switched off: it counts as done."""
    for item in found.items:
        required = item.get("requires") or []
        kept = [slug for slug in required if slug not in off]
        if len(kept) < len(required):
            item["requires"] = kept
            found.freed.append(item["slug"])
