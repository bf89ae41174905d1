"""What a program gets from an edition: as it is, or with its own items in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.editions.choosing import choices_of
from onboarding.checklists.editions.merging import Choice, Conflict, Merged, merge
from onboarding.checklists.editions.rolling import Order, definitions_in, roll_out
from onboarding.checklists.models import Edition, ItemDefinition, RollOut
from onboarding.checklists.packs.folder import Content, with_items
from onboarding.checklists.packs.loading import definitions_from, store
from onboarding.checklists.packs.problems import Problem, RefusedPackError
from onboarding.checklists.packs.stored import content_of
from onboarding.residents.models import Program, Resident

_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Target:
    """What would be rolled out.

    `edition` is stored already: that very edition, or the shipped one in which the
    program's choices are put to make a new one of `content`. With `problems` it fits
    together badly, and nothing can be rolled out.
    """

    program: Program
    edition: Edition
    definitions: Sequence[ItemDefinition] = ()
    content: Content | None = None
    conflicts: Sequence[Conflict] = ()
    freed: Sequence[str] = ()
    problems: Sequence[Problem] = ()

    @property
    def label(self) -> str:
        """The name of the edition that people will have."""
        return self.content.manifest.edition if self.content else self.edition.label


def target_for(program: Program, edition: Edition) -> Target:
    """What `program` gets from `edition`. Raises NoFilesError (packs/stored.py)."""
    choices = [] if edition.program_id else choices_of(program, edition.pack)
    if not choices:
        return _as_it_is(program, edition)
    base = content_of(edition)
    merged = merged_items(base, choices)
    try:
        content = with_items(base, _label(program, edition), merged.items)
    except RefusedPackError as refused:
        target = Target(program, edition, problems=refused.problems)
    else:
        same = _with_same_items(program, edition, content)
        target = (
            _as_it_is(program, same)
            if same
            else Target(program, edition, definitions_from(content), content)
        )
    return replace(target, conflicts=merged.conflicts, freed=merged.freed)


def merged_items(base: Content, choices: Sequence[Choice]) -> Merged:
    """The items of `base` with `choices`, as the schema reads them."""
    shipped = [item.model_dump(mode="json", exclude_unset=True) for item in base.items]
    merged = merge(shipped, choices)
    merged.items = [as_read(item) for item in merged.items]
    return merged


def as_read(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item from JSON with days where a file has days."""
    sources = [
        source | {"checked_on": date.fromisoformat(source["checked_on"])}
        for source in item.get("sources", ())
    ]
    return {**item, "sources": sources}


def give(
    target: Target,
    audience: str,
    residents: Sequence[Resident],
    *,
    by: User | None,
    now: datetime,
) -> RollOut:
    """Store the edition if it is a new one, and roll it out: all of it or nothing."""
    with transaction.atomic():
        edition = target.edition
        if target.content:
            edition = store(
                edition.pack,
                target.content,
                now,
                own={"program": target.program, "base": target.edition},
            )
        order = Order(target.program, edition, audience, residents)
        return roll_out(order, by=by, now=now)


def _as_it_is(program: Program, edition: Edition) -> Target:
    found = definitions_in([edition.pk]).get(edition.pk, [])
    return Target(program, edition, found)


def _with_same_items(
    program: Program, base: Edition, content: Content
) -> Edition | None:
    """The newest edition that the program made of `base`, if it says the same."""
    last = Edition.objects.filter(program=program, base=base).first()
    is_same = last and last.files.items == content.plain()["items"]
    return last if is_same else None


def _label(program: Program, base: Edition) -> str:
    """`2026.12+im-riverside.3`: a name that no edition has yet."""
    taken = set(base.pack.editions.values_list("label", flat=True))
    for number in count(1):
        ending = f".{number}"
        stem = f"{base.label}+{program.slug}"[: _LONGEST_LABEL - len(ending)]
        if stem + ending not in taken:
            return stem + ending
    raise AssertionError  # count never ends
