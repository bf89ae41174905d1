"""Plans: which items a resident has and when they are due, stored; and kept true.

The rules are in rules.py, what they mean for one plan in comparing.py; this module
reads and writes, for one resident or for a thousand in the same number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history, rules
from onboarding.checklists.comparing import (
    NEW_FIELDS,
    Change,
    compare,
    new_rows,
    notice_of,
    progress_of,
    reschedule,
)
from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.models import (
    Edition,
    Evidence,
    Item,
    ItemDefinition,
    Pack,
    Plan,
)
from onboarding.checklists.words import EventKind, StoredState
from onboarding.lib.bulk import insert_rows, set_rows
from onboarding.residents.models import Resident

BATCH = 200
_SCHEDULE = ("due_on", "not_before_on", "waiting_for", "notice_at", "waits_since")


class NoPackError(Exception):
    """There is nothing to make a plan from; the message says what to do."""


def newest_edition() -> Edition:
    """The edition that new residents get. Raises NoPackError if none is loaded."""
    pack = Pack.objects.order_by("pk").first()
    edition = pack.newest if pack else None
    if edition is None:
        raise NoPackError(
            "No pack is loaded: run “manage.py load_pack onboarding/packs/us-img”."
        )
    return edition


def definitions_of(editions: Iterable[int]) -> dict[int, list[ItemDefinition]]:
    """The definitions of each edition, in order, without the texts that pages show."""
    found = (
        ItemDefinition.objects.filter(section__edition__in=set(editions))
        .select_related("section")
        .defer("guidance", "sources", "competencies", "section__title")
        .order_by("position")
    )
    by_edition: dict[int, list[ItemDefinition]] = {}
    for definition in found:
        by_edition.setdefault(definition.section.edition_id, []).append(definition)
    return by_edition


def make_plans(
    residents: Sequence[Resident], *, edition: Edition, by: User | None, now: datetime
) -> int:
    """Store the plans of `residents`, who have none yet. Returns how many items."""
    definitions = definitions_of([edition.pk]).get(edition.pk, [])
    count = 0
    with transaction.atomic():
        for start in range(0, len(residents), BATCH):
            batch = residents[start : start + BATCH]
            facts = facts_for(batch)
            rows = [
                (*row, now)
                for resident in batch
                for row in new_rows(resident.pk, facts[resident.pk], definitions)
            ]
            plans = Plan.objects.bulk_create(
                Plan(resident=resident, edition=edition, made_at=now)
                for resident in batch
            )
            count += insert_rows(Item, (*NEW_FIELDS, "waits_since"), rows)
            history.record(
                [history.Entry(r.pk, EventKind.ENROLLED) for r in batch],
                by=by,
                now=now,
                held={plan.pk: plan for plan in plans},
            )
    return count


def replan(
    residents: Sequence[Resident], *, by: User | None, now: datetime
) -> dict[int, Change]:
    """Bring the plans of `residents` in line with their facts and dates.

    Adds items that now apply, retires those that no longer do, brings retired ones
    back, and moves dates of what is unfinished; finished work stays as it is. Safe to
    call twice. Returns what changed, by primary key of the resident.
    """
    changes: dict[int, Change] = {}
    with transaction.atomic():
        for start in range(0, len(residents), BATCH):
            batch = residents[start : start + BATCH]
            held = history.hold(resident.pk for resident in batch)
            found = compare_all(batch, held)
            _write(found, held, by=by, now=now)
            changes |= found
    return changes


def preview(residents: Sequence[Resident]) -> dict[int, Change]:
    """What `replan` would change; writes nothing."""
    return compare_all(
        residents, Plan.objects.in_bulk([resident.pk for resident in residents])
    )


def compare_all(
    residents: Sequence[Resident], plans: Mapping[int, Plan]
) -> dict[int, Change]:
    """What the facts of `residents` ask for, next to what they have."""
    facts = facts_for(residents)
    definitions = definitions_of(plan.edition_id for plan in plans.values())
    held: dict[int, list[Item]] = {}
    for item in Item.objects.filter(resident__in=residents):
        held.setdefault(item.resident_id, []).append(item)
    return {
        resident.pk: compare(
            resident,
            facts[resident.pk],
            definitions.get(plans[resident.pk].edition_id, []),
            held.get(resident.pk, []),
        )
        for resident in residents
        if resident.pk in plans
    }


def release(item: Item, *, now: datetime) -> None:
    """Reschedule the items of the same plan that waited for `item`, just finished."""
    waiting = list(
        Item.objects.unfinished()
        .filter(resident=item.resident_id, waiting_for=item.slug)
        .select_related("definition")
    )
    if not waiting:
        return
    facts = facts_for([item.resident])[item.resident_id]
    progress = progress_of(Item.objects.from_pack().filter(resident=item.resident_id))
    for dependent in waiting:
        reschedule(dependent, dependent.definition, facts, progress)
    _store_schedules(waiting, now)


def follow_up(residents: Iterable[int], *, now: datetime) -> None:
    """Bring dates and waits in line after a decision about items of these plans.

    The same as `replan`, without a word in the history: the decision stands there.
    """
    people = Resident.objects.filter(pk__in=set(residents))
    plans = Plan.objects.in_bulk(set(residents))
    changes = compare_all(list(people.select_related("cohort__program")), plans)
    store(changes.values(), now)


def notice_for(item: Item, facts: Facts) -> datetime | None:
    """When reminders look at `item`, whose owner has to act once more."""
    planned = rules.Schedule(item.due_on, item.not_before_on, item.waiting_for)
    return notice_of(item.owner, planned, facts)


def _write(
    changes: Mapping[int, Change],
    held: Mapping[int, Plan],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Store `changes` and one event for each resident whose plan changed."""
    store(changes.values(), now)
    history.record(
        [_entry(pk, change) for pk, change in changes.items() if change],
        by=by,
        now=now,
        held=held,
    )


def store(changes: Iterable[Change], now: datetime) -> None:
    """Write what `changes` say about items; whoever calls it adds to the history."""
    every = list(changes)
    added = [item for change in every for item in change.added]
    for item in added:
        item.waits_since = now
    Item.objects.bulk_create(added)
    _retire([item for change in every for item in change.retired])
    restored = [item for change in every for item in change.restored]
    _restore(restored, now)
    back = {item.pk for item in restored}
    _store_schedules(
        [i for change in every for i in change.rewritten if i.pk not in back], now
    )


def _store_schedules(items: Sequence[Item], now: datetime) -> None:
    for item in items:
        item.waits_since = item.waits_since or now
    set_rows(
        Item,
        _SCHEDULE,
        [(item.pk, *(getattr(item, name) for name in _SCHEDULE)) for item in items],
    )


def _entry(resident: int, change: Change) -> history.Entry:
    """What a change did, item by item; a move by the days before and after."""
    return history.Entry(
        resident,
        EventKind.REPLANNED,
        details={
            "added": [item.line for item in change.added],
            "moved": {
                item.line: [_iso(before), _iso(item.due_on)]
                for item, before in change.moved
            },
            "retired": [item.line for item in change.retired],
            "restored": [item.line for item in change.restored],
        },
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _retire(items: Sequence[Item]) -> None:
    if items:
        Item.objects.filter(pk__in=[item.pk for item in items]).update(
            state=StoredState.NOT_APPLICABLE, notice_at=None, waiting_for=""
        )


def _restore(items: Sequence[Item], now: datetime) -> None:
    """Back to where they were: what was submitted or sent back is so again."""
    if not items:
        return
    keys = [item.pk for item in items]
    last: dict[int, str] = dict(
        Evidence.objects.filter(item__in=keys)
        .order_by("given_at", "pk")
        .values_list("item_id", "verdict")
    )
    states = {
        Evidence.Verdict.PENDING: StoredState.SUBMITTED,
        Evidence.Verdict.RETURNED: StoredState.RETURNED,
    }
    for item in items:
        item.waits_since = now
        item.state = states.get(last.get(item.pk, ""), StoredState.OPEN)  # type: ignore[call-overload]
        if item.state == StoredState.SUBMITTED:
            item.notice_at = None
    # State and dates in one statement: the constraints see no half of it.
    set_rows(
        Item,
        ("state", *_SCHEDULE),
        [
            (item.pk, item.state, *(getattr(item, name) for name in _SCHEDULE))
            for item in items
        ],
    )
