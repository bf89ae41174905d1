"""What a plan should be, next to what it is: compares and computes, writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from onboarding.checklists import rules
from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.words import Actor, StoredState
from onboarding.residents.models import Resident

# The columns of a new item, in the order of `new_rows`.
NEW_FIELDS = (
    "resident",
    "definition",
    "slug",
    "occurrence",
    "state",
    "due_on",
    "not_before_on",
    "waiting_for",
    "notice_at",
)


@dataclass(slots=True)
class Change:
    """What replanning does to one resident's stored items."""

    added: list[Item] = field(default_factory=list)
    moved: list[tuple[Item, date | None]] = field(default_factory=list)
    retired: list[Item] = field(default_factory=list)
    restored: list[Item] = field(default_factory=list)
    # Rescheduled in any way, moved or not: waits, windows, notices.
    rewritten: list[Item] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.retired or self.restored or self.rewritten)


def progress_of(items: Iterable[Item]) -> rules.Progress:
    """How far `items`, all of one plan, are."""
    unfinished, completed_on = set(), {}
    for item in items:
        if item.is_unfinished:
            unfinished.add(item.slug)
        elif item.finished_on:
            completed_on[item.slug] = item.finished_on
    return rules.Progress(unfinished, completed_on)


def new_rows(
    resident: int, facts: Facts, definitions: Sequence[ItemDefinition]
) -> Iterable[tuple[object, ...]]:
    """The values of NEW_FIELDS for each item of a plan that does not exist yet."""
    wanted = [
        definition
        for definition in definitions
        if rules.applies(definition.rules.get("applies_to", {}), facts)
    ]
    progress = rules.Progress({definition.slug for definition in wanted}, {})
    for definition in wanted:
        planned = rules.schedule(definition.rules, definition.deadline, facts, progress)
        yield (
            resident,
            definition.pk,
            definition.slug,
            1,
            StoredState.OPEN.value,
            planned.due_on,
            planned.not_before_on,
            planned.waiting_for,
            notice_of(definition.owner, planned, facts),
        )


def notice_of(owner: str, planned: rules.Schedule, facts: Facts) -> datetime | None:
    """When reminders look at an open item: never at one that staff own."""
    return rules.notice_at(planned, facts) if owner == Actor.RESIDENT else None


def compare(
    resident: Resident,
    facts: Facts,
    definitions: Sequence[ItemDefinition],
    held: Sequence[Item],
) -> Change:
    """What has to change so that `held` is the plan that `facts` ask for."""
    change = Change()
    by_slug = {item.slug: item for item in held if not item.is_extra}
    by_definition = {definition.slug: definition for definition in definitions}
    wanted: list[tuple[Item, ItemDefinition]] = []
    for definition in definitions:
        item = by_slug.get(definition.slug)
        if rules.applies(definition.rules.get("applies_to", {}), facts):
            wanted.append((_kept(item, resident, definition, change), definition))
        elif item is not None and item.is_unfinished:
            change.retired.append(item)
    progress = progress_of(item for item, _ in wanted)
    for item, definition in wanted:
        if item.is_unfinished:
            _move(item, definition, facts, progress, change)
    # Rounds that somebody agreed upon are neither made nor retired here: only moved.
    for item in held:
        extra = by_definition.get(item.slug) if item.is_extra else None
        if extra and item.is_unfinished:
            _move(item, extra, facts, progress, change)
    return change


def _kept(
    item: Item | None, resident: Resident, definition: ItemDefinition, change: Change
) -> Item:
    """The item of an applicable definition: as it was, brought back, or new."""
    if item is None:
        item = Item(resident=resident, definition=definition, slug=definition.slug)
        change.added.append(item)
    elif item.state == StoredState.NOT_APPLICABLE:
        item.state = StoredState.OPEN
        change.restored.append(item)
    return item


def _move(
    item: Item,
    definition: ItemDefinition,
    facts: Facts,
    progress: rules.Progress,
    change: Change,
) -> None:
    """Reschedule one unfinished item and note what that does to a stored one."""
    before = item.due_on
    if reschedule(item, definition, facts, progress) and item.pk:
        change.rewritten.append(item)
        if item.due_on != before:
            change.moved.append((item, before))


def reschedule(
    item: Item, definition: ItemDefinition, facts: Facts, progress: rules.Progress
) -> bool:
    """Give `item` its dates; whether anything is different now."""
    asked = definition.rules | ({"due": item.own_due} if item.own_due else {})
    planned = extended(
        item, rules.schedule(asked, definition.deadline, facts, progress)
    )
    can_act = item.state != StoredState.SUBMITTED
    owner = item.own_owner or definition.owner
    notice = notice_of(owner, planned, facts) if can_act else None
    # Reminders may have moved the notice on; only new dates start it again.
    is_same = (planned.due_on, planned.not_before_on, planned.waiting_for) == (
        item.due_on,
        item.not_before_on,
        item.waiting_for,
    )
    if is_same and item.pk and (notice is None) == (item.notice_at is None):
        return False
    if (planned.waiting_for, planned.due_on is None) != (
        item.waiting_for,
        item.due_on is None,
    ):
        # It waits for somebody else from the moment that this is stored.
        item.waits_since = None
    item.due_on, item.not_before_on = planned.due_on, planned.not_before_on
    item.waiting_for, item.notice_at = planned.waiting_for, notice
    return True


def extended(item: Item, planned: rules.Schedule) -> rules.Schedule:
    """The dates of `item` with the later day that somebody granted, if it is later."""
    until = item.extended_to
    if until is None or planned.due_on is None or until <= planned.due_on:
        return planned
    return replace(planned, due_on=until)
