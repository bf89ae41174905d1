"""What is different between two editions, item by item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.checklists.models import ItemDefinition

_COLUMNS = (
    "title",
    "guidance",
    "owner",
    "verifier",
    "deadline",
    "evidence",
    "is_sensitive",
    "competencies",
    "sources",
)
_RULES = ("applies_to", "requires", "due", "not_before", "repeats", "lead_days")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that an item says otherwise now."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that is in one of two editions only, or says something else in each."""

    slug: str
    before: ItemDefinition | None
    after: ItemDefinition | None
    fields: Sequence[FieldChange] = ()

    @property
    def title(self) -> str:
        """The title it has now, or had last."""
        found = self.after or self.before
        return found.title if found else self.slug

    @property
    def is_added(self) -> bool:
        """Whether only the newer edition has it."""
        return self.before is None

    @property
    def is_removed(self) -> bool:
        """Whether only the older edition has it."""
        return self.after is None

    @property
    def is_retitled(self) -> bool:
        """Whether both have it, under different titles."""
        return any(field.name == "title" for field in self.fields)


def differences(
    before: Iterable[ItemDefinition], after: Iterable[ItemDefinition]
) -> dict[str, Difference]:
    """What differs, by slug: in the order of the newer edition, then what is gone.

    The definitions need all their texts and their section.
    """
    old = {definition.slug: definition for definition in before}
    new = {definition.slug: definition for definition in after}
    found: dict[str, Difference] = {}
    for slug, definition in new.items():
        if slug not in old:
            found[slug] = Difference(slug, None, definition)
        elif fields := _fields(old[slug], definition):
            found[slug] = Difference(slug, old[slug], definition, fields)
    for slug in old.keys() - new.keys():
        found[slug] = Difference(slug, old[slug], None)
    return found


def said(definition: ItemDefinition) -> Mapping[str, Any]:
    """Everything that an item says, by name."""
    plain: dict[str, Any] = {name: getattr(definition, name) for name in _COLUMNS}
    plain |= {name: definition.rules.get(name) for name in _RULES}
    return plain | {"section": definition.section.title}


def _fields(before: ItemDefinition, after: ItemDefinition) -> list[FieldChange]:
    old, new = said(before), said(after)
    return [
        FieldChange(name, old[name], new[name])
        for name in new
        if (old[name] or None) != (new[name] or None)
    ]
