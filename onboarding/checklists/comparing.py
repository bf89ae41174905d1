"""What a plan should be, next to what it is: compares and computes, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from onboarding.checklists import rules
from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.words import Actor, StoredState
from onboarding.residents.models import Resident

# The items of one plan by slug and occurrence.
_Lines = dict[str, dict[int, Item]]
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
    """How far `items`, all of one plan, are: what comes first, and since when."""
    unfinished, completed_on = set(), {}
    for item in items:
        if item.occurrence > 1:
            continue
        if item.is_unfinished:
            unfinished.add(item.slug)
        elif item.finished_on:
            completed_on[item.slug] = item.finished_on
    return rules.Progress(unfinished, completed_on)


def new_rows(
    resident: int, facts: Facts, definitions: Sequence[ItemDefinition]
) -> Iterable[tuple[object, ...]]:
    """The values of NEW_FIELDS for each item of a plan that does not exist yet."""
    wanted = [one for one in definitions if _applies(one, facts)]
    progress = _progress_with(definitions, wanted, {}, facts)
    for definition in wanted:
        planned = _series(definition, facts, progress, {})
        for number, dates in planned.items():
            yield (
                resident,
                definition.pk,
                definition.slug,
                number,
                StoredState.OPEN.value,
                dates.due_on,
                dates.not_before_on,
                dates.waiting_for,
                notice_of(definition.owner, dates, facts),
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
    lines = _by_slug(held)
    wanted = [one for one in definitions if _is_wanted(one, facts, lines)]
    progress = _progress_with(definitions, wanted, lines, facts)
    change = _compare(resident, facts, wanted, lines, progress)
    kept = {definition.slug for definition in wanted}
    for definition in definitions:
        if definition.slug not in kept:
            own = dict(lines.get(definition.slug, {}))
            _move_extras(own, definition, facts, progress, change)
            _retire(own.values(), change)
    return change


def follow(
    resident: Resident,
    facts: Facts,
    dependents: Sequence[ItemDefinition],
    held: Sequence[Item],
) -> Change:
    """What has to change in the items of `dependents`; the rest stays as it is.

    `held` has at least these and what comes before them.
    """
    lines = _by_slug(held)
    wanted = [one for one in dependents if _is_wanted(one, facts, lines)]
    return _compare(resident, facts, wanted, lines, progress_of(held))


def _compare(
    resident: Resident,
    facts: Facts,
    wanted: Sequence[ItemDefinition],
    lines: _Lines,
    progress: rules.Progress,
) -> Change:
    change = Change()
    for definition in wanted:
        own = dict(lines.get(definition.slug, {}))
        _move_extras(own, definition, facts, progress, change)
        finished = {n: _counts_for(item) for n, item in own.items() if item.is_finished}
        planned = _series(definition, facts, progress, finished)
        for number, dates in planned.items():
            item = _kept(own.pop(number, None), resident, definition, number, change)
            if item.own_due:
                dates = own_schedule(item, definition, facts, progress)
            _move(item, definition, facts, dates, change)
        _retire(own.values(), change)
    return change


def _move_extras(
    own: dict[int, Item],
    definition: ItemDefinition,
    facts: Facts,
    progress: rules.Progress,
    change: Change,
) -> None:
    """Take out of `own` the rounds that somebody agreed upon, and move them.

    They are neither made nor retired here.
    """
    if definition.rules.get("repeats"):
        return
    for number in [n for n, item in own.items() if item.is_extra]:
        item = own.pop(number)
        if item.is_unfinished:
            dates = own_schedule(item, definition, facts, progress)
            _move(item, definition, facts, dates, change)


def _by_slug(held: Iterable[Item]) -> _Lines:
    """The items of one plan by slug and occurrence."""
    lines: _Lines = {}
    for item in held:
        lines.setdefault(item.slug, {})[item.occurrence] = item
    return lines


def _applies(definition: ItemDefinition, facts: Facts) -> bool:
    return rules.applies(definition.rules.get("applies_to", {}), facts)


def _is_wanted(definition: ItemDefinition, facts: Facts, lines: _Lines) -> bool:
    """Whether its conditions hold, or somebody put it into this plan all the same."""
    there = lines.get(definition.slug, {}).values()
    return _applies(definition, facts) or any(item.is_added for item in there)


def _series(
    definition: ItemDefinition,
    facts: Facts,
    progress: rules.Progress,
    finished: Mapping[int, date | None],
) -> dict[int, rules.Schedule]:
    return rules.series(
        definition.rules, definition.deadline, facts, progress, finished
    )


def _progress_with(
    definitions: Sequence[ItemDefinition],
    wanted: Sequence[ItemDefinition],
    lines: _Lines,
    facts: Facts,
) -> rules.Progress:
    """How far a plan of the `wanted` items is, those that it does not have included."""
    unfinished, completed_on = set(), {}
    for definition in wanted:
        item = lines.get(definition.slug, {}).get(1)
        if item is None or not item.is_finished:
            unfinished.add(definition.slug)
        elif item.finished_on:
            completed_on[definition.slug] = item.finished_on
    progress = rules.Progress(unfinished, completed_on, {})
    here = {definition.slug for definition in wanted}
    gone = {one.slug: one for one in definitions if one.slug not in here}
    for definition in wanted:
        if after := definition.rules["due"].get("after"):
            progress = _with_stand_in(after, progress, gone, lines, facts)
    return progress


def _with_stand_in(
    slug: str,
    progress: rules.Progress,
    gone: Mapping[str, ItemDefinition],
    lines: _Lines,
    facts: Facts,
) -> rules.Progress:
    """A day for `slug` if it does not apply: when it was done, or would have been due.

    Whatever counts from it would otherwise wait for something that nobody will do.
    """
    definition = gone.get(slug)
    if definition is None:
        return progress
    item = lines.get(slug, {}).get(1)
    if item is not None and item.is_finished and item.finished_on:
        return replace(
            progress, completed_on={**progress.completed_on, slug: item.finished_on}
        )
    due = definition.rules["due"]
    if before := due.get("after"):
        progress = _with_stand_in(before, progress, gone, lines, facts)
    planned = rules.schedule({"due": due}, definition.deadline, facts, progress)
    if planned.due_on is None:
        return replace(
            progress, instead={**progress.instead, slug: planned.waiting_for}
        )
    return replace(
        progress, completed_on={**progress.completed_on, slug: planned.due_on}
    )


def _counts_for(item: Item) -> date | None:
    """The day for which a finished occurrence counts."""
    return item.due_on or item.finished_on


def _retire(items: Iterable[Item], change: Change) -> None:
    change.retired.extend(item for item in items if item.is_unfinished)


def _kept(
    item: Item | None,
    resident: Resident,
    definition: ItemDefinition,
    number: int,
    change: Change,
) -> Item:
    """An occurrence that is wanted: as it was, brought back, or new."""
    if item is None:
        item = Item(
            resident=resident,
            definition=definition,
            slug=definition.slug,
            occurrence=number,
        )
        change.added.append(item)
    elif item.state == StoredState.NOT_APPLICABLE:
        item.state = StoredState.OPEN
        change.restored.append(item)
    return item


def own_schedule(
    item: Item, definition: ItemDefinition, facts: Facts, progress: rules.Progress
) -> rules.Schedule:
    """The dates of `item` by the rule that was agreed for it alone."""
    asked = definition.rules | {"due": item.due_rule}
    return rules.schedule(asked, definition.deadline, facts, progress)


def _move(
    item: Item,
    definition: ItemDefinition,
    facts: Facts,
    planned: rules.Schedule,
    change: Change,
) -> None:
    """Reschedule one unfinished item and note what that does to a stored one."""
    before = item.due_on
    if reschedule(item, definition, facts, planned) and item.pk:
        change.rewritten.append(item)
        if item.due_on != before:
            change.moved.append((item, before))


def reschedule(
    item: Item, definition: ItemDefinition, facts: Facts, planned: rules.Schedule
) -> bool:
    """Give `item` its dates; whether anything is different now."""
    planned = extended(item, planned)
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
