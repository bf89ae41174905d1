"""What another edition does to one plan: compares and computes, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onboarding.checklists.comparing import Change, compare
from onboarding.checklists.editions.differences import Difference
from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Edition, Item, ItemDefinition
from onboarding.checklists.words import ACTIONABLE, StoredState
from onboarding.residents.models import Resident

# What takes over the wording of the new edition. What was submitted or finished stays
# as it was when the person did it.
_FOLLOWS = frozenset({*ACTIONABLE, StoredState.NOT_APPLICABLE})


@dataclass(slots=True)
class Move:
    """One plan on its way from the edition `before` to another."""

    resident: Resident
    before: Edition
    change: Change = field(default_factory=Change)
    # Items that belong to a definition of the new edition now.
    rehung: list[Item] = field(default_factory=list)
    retitled: list[tuple[Item, str]] = field(default_factory=list)
    reworded: list[Item] = field(default_factory=list)
    left_alone: list[Item] = field(default_factory=list)

    @property
    def details(self) -> dict[str, Any]:
        """What changes, by the lines of the items, as JSON keeps it."""
        return {
            "added": _lines(self.change.added),
            "moved": {
                item.line: [_iso(before), _iso(item.due_on)]
                for item, before in self.change.moved
            },
            "retitled": _lines(item for item, _ in self.retitled),
            "reworded": _lines(self.reworded),
            "retired": _lines(self.change.retired),
            "restored": _lines(self.change.restored),
            "left_alone": _lines(self.left_alone),
        }

    @property
    def is_noticed(self) -> bool:
        """Whether the resident sees any difference."""
        return any(
            found for part, found in self.details.items() if part != "left_alone"
        )


def move(
    plan: tuple[Resident, Edition, Facts],
    held: Sequence[Item],
    definitions: Sequence[ItemDefinition],
    differs: Mapping[str, Difference],
) -> Move:
    """What becomes of `held`, the items of a plan, with `definitions` instead.

    `differs`: what is different in the new edition.
    """
    resident, before, facts = plan
    found = Move(resident, before)
    new = {definition.slug: definition for definition in definitions}
    gone: list[Item] = []
    for item in held:
        definition = new.get(item.slug)
        if item.state not in _FOLLOWS:
            if item.slug in differs:
                found.left_alone.append(item)
        elif definition is not None:
            _rehang(item, definition, differs.get(item.slug), found)
        elif item.definition.only_for_id:
            # Written for this person: no edition knows it.
            continue
        elif item.is_extra:
            # Somebody agreed upon it with the resident: no edition takes it away.
            found.left_alone.append(item)
        elif item.state != StoredState.NOT_APPLICABLE:
            gone.append(item)
    found.change = compare(resident, facts, definitions, held)
    found.change.retired += gone
    # Whoever does not get to see it learns nothing about its words.
    hidden = {item.pk for item in [*found.change.retired, *found.change.restored]}
    found.retitled = [each for each in found.retitled if each[0].pk not in hidden]
    found.reworded = [item for item in found.reworded if item.pk not in hidden]
    return found


def _rehang(
    item: Item,
    definition: ItemDefinition,
    difference: Difference | None,
    found: Move,
) -> None:
    """Let `item` say what `definition` says, and note what the resident sees of it."""
    item.definition = definition
    found.rehung.append(item)
    if difference is None or item.state == StoredState.NOT_APPLICABLE:
        return
    if difference.is_retitled and difference.before:
        found.retitled.append((item, difference.before.title))
    elif any(field.name not in _UNSEEN for field in difference.fields):
        found.reworded.append(item)


# A new due rule shows as a date that moves, or not at all.
_UNSEEN = frozenset(
    {"due", "not_before", "applies_to", "requires", "lead_days", "competencies"}
)


def _lines(items: Iterable[Item]) -> list[str]:
    return [item.line for item in items]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
