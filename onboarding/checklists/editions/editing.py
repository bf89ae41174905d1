"""What a program may do with the items of one shipped edition, checked as a pack is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from onboarding.accounts.models import User
from onboarding.checklists.editions import choosing
from onboarding.checklists.editions.merging import (
    WHOLE,
    Choice,
    Conflict,
    apply,
    changes,
)
from onboarding.checklists.editions.targets import merged_items
from onboarding.checklists.models import Edition
from onboarding.checklists.packs.folder import Content, with_items
from onboarding.checklists.packs.problems import Problem, RefusedPackError
from onboarding.checklists.packs.stored import content_of
from onboarding.checklists.words import ChoiceKind
from onboarding.residents.models import Program

Entry = Mapping[str, Any]


@dataclass(slots=True)
class Desk:
    """The items of a shipped edition, and what a program wants with them."""

    program: Program
    edition: Edition
    base: Content
    choices: dict[str, Choice] = field(default_factory=dict)

    @property
    def shipped(self) -> dict[str, dict[str, Any]]:
        """The items as they are shipped, by slug, in order."""
        plain = (i.model_dump(mode="json", exclude_unset=True) for i in self.base.items)
        return {item["slug"]: item for item in plain}

    def entry(self, slug: str) -> dict[str, Any] | None:
        """The item as the program wants it; None if there is no such item."""
        shipped, choice = self.shipped.get(slug), self.choices.get(slug)
        if choice is None or choice.kind == ChoiceKind.OFF:
            return shipped
        if choice.kind == ChoiceKind.OWN:
            return dict(choice.says)
        return apply(shipped or choice.shipped or {}, choice.says)

    def problems_with(self, choices: Mapping[str, Choice]) -> Sequence[Problem]:
        """What would be wrong with the edition if the program had `choices`."""
        merged = merged_items(self.base, list(choices.values()))
        try:
            with_items(self.base, self.edition.label, merged.items)
        except RefusedPackError as refused:
            return refused.problems
        return ()


def desk_of(program: Program, edition: Edition) -> Desk:
    """Everything to decide on. Raises NoFilesError (packs/stored.py)."""
    found = choosing.choices_of(program, edition.pack)
    by_slug = {choice.slug: choice for choice in found}
    return Desk(program, edition, content_of(edition), by_slug)


def wanted(desk: Desk, entry: Entry) -> Choice | None:
    """The choice that makes an item say `entry`; None if it is shipped like that."""
    slug = str(entry["slug"])
    shipped = desk.shipped.get(slug)
    if shipped is None:
        return Choice(ChoiceKind.OWN, slug, entry)
    says = changes(shipped, entry)
    return Choice(ChoiceKind.CHANGED, slug, says, shipped) if says else None


def switched_off(desk: Desk, slug: str) -> Choice:
    """The choice to do without a shipped item."""
    return Choice(ChoiceKind.OFF, slug, {}, desk.shipped[slug])


def save(
    desk: Desk, slug: str, choice: Choice | None, *, by: User, now: datetime
) -> Sequence[Problem]:
    """Store `choice` for `slug`, or without one go back to what is shipped.

    Stores nothing if that would make a pack that is refused: returns why.
    """
    choices = {key: each for key, each in desk.choices.items() if key != slug}
    if choice is not None:
        choices[slug] = choice
    problems = desk.problems_with(choices)
    if problems:
        return problems
    pack = desk.edition.pack
    if choice is None:
        choosing.take_back(desk.program, pack, slug, by=by, now=now)
    else:
        choosing.choose(desk.program, pack, choice, by=by, now=now)
    desk.choices = choices
    return ()


def settled(desk: Desk, conflict: Conflict, *, is_ours: bool) -> Choice | None:
    """The choice after a conflict was decided; None: as it is shipped."""
    choice = desk.choices[conflict.slug]
    if conflict.key == WHOLE:
        return wanted(desk, conflict.ours) if is_ours else None
    if is_ours:
        return replace(choice, shipped=_with(choice, conflict))
    says = {key: value for key, value in choice.says.items() if key != conflict.key}
    return replace(choice, says=says) if says else None


def _with(choice: Choice, conflict: Conflict) -> Entry:
    """What was shipped, with the key of `conflict` as it is shipped now."""
    return apply(choice.shipped or {}, {conflict.key: conflict.theirs})
