"""Plans: which items a resident has and when they are due, stored; and kept true.

The rules are in rules.py, what they mean for one plan in comparing.py; this module
reads and writes, for one resident or for a thousand in the same number of queries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from onboarding.accounts.models import User
from onboarding.checklists import history, rules
from onboarding.checklists.comparing import (
    NEW_FIELDS,
    Change,
    compare,
    follow,
    new_rows,
    notice_of,
)
from onboarding.checklists.definitions import (
    definitions_of,
    moved_by,
    without_texts,
)
from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.feasibility import first_of
from onboarding.checklists.models import (
    Edition,
    Item,
    ItemDefinition,
    Pack,
    Plan,
)
from onboarding.checklists.storing import store, store_and_record
from onboarding.checklists.words import EventKind
from onboarding.lib.bulk import insert_rows
from onboarding.residents.models import Resident

BATCH = 200
# A cohort is moved in one go: the same queries for five people and for a thousand.
REPLAN_BATCH = 1_000
EVERYTHING = Q()


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


def make_plans(
    residents: Sequence[Resident], *, edition: Edition, by: User | None, now: datetime
) -> int:
    """Store the plans of `residents`, who have none yet. Returns how many items."""
    definitions = definitions_of(edition)
    count = 0
    with transaction.atomic(savepoint=False):
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
    residents: Sequence[Resident],
    *,
    by: User | None,
    now: datetime,
    anchors: Collection[str] | None = None,
    told: Sequence[history.Entry] = (),
) -> dict[int, Change]:
    """Bring the plans of `residents` in line with their facts and dates.

    Adds items that now apply, retires those that no longer do, brings retired ones
    back, and moves dates of what is unfinished; finished work stays as it is. Safe to
    call twice. Returns what changed, by primary key of the resident.

    With `anchors`, nothing but the days of these has changed since the last time, so
    only what counts from them is read and compared. `told` is what made this necessary:
    it goes into the history with what followed.
    """
    keys = [resident.pk for resident in residents]
    changes: dict[int, Change] = {}
    with transaction.atomic(savepoint=False):
        for start in range(0, len(keys), REPLAN_BATCH):
            batch = keys[start : start + REPLAN_BATCH]
            held = list(_plans_of(batch).select_for_update(of=("self",)))
            found = _changes(held, anchors)
            plans = {plan.pk: plan for plan in held}
            why = [entry for entry in told if entry.resident in plans]
            store_and_record(found, plans, by=by, now=now, told=why)
            changes |= found
    return changes


def preview(residents: Sequence[Resident]) -> dict[int, Change]:
    """What `replan` would change; writes nothing."""
    return _changes(list(_plans_of([one.pk for one in residents])), None)


def _plans_of(residents: Sequence[int]) -> "QuerySet[Plan]":
    """The plans, always in one order, with what `facts_for` reads of the residents."""
    held = Plan.objects.filter(pk__in=residents).order_by("pk")
    return held.select_related("edition", "resident__cohort__program")


def _changes(
    held: Sequence[Plan], anchors: Collection[str] | None
) -> dict[int, Change]:
    facts = facts_for([plan.resident for plan in held])
    found = _moved(held, facts, anchors) if anchors is not None else {}
    rest = [plan for plan in held if plan.pk not in found]
    return found | _compared(rest, facts) if rest else found


def _moved(
    plans: Sequence[Plan], facts: Mapping[int, Facts], anchors: Collection[str]
) -> dict[int, Change]:
    """What the days of `anchors` alone change: the rest is not even read. One query.

    Leaves out the plans in which more may move: where something counts from an item
    that does, or where somebody agreed that a line counts from these days.
    """
    names = rules.with_followers(anchors)
    simple = [
        (plan, found)
        for plan in plans
        if (found := moved_by(names, plan.edition)) is not None
    ]
    moving = {one for _, found in simple for one in found}
    slugs = {slug for one in moving for slug in (one.slug, *first_of(one.rules))}
    agreed = Q(own_due__anchor__in=names)
    items = _items_of([plan.pk for plan, _ in simple], Q(slug__in=slugs) | agreed)
    changes = {}
    for plan, found in simple:
        held = items.get(plan.pk, [])
        if all((item.own_due or {}).get("anchor") not in names for item in held):
            changes[plan.pk] = follow(plan.resident, facts[plan.pk], found, held)
    return changes


def _compared(plans: Sequence[Plan], facts: Mapping[int, Facts]) -> dict[int, Change]:
    """What has to change, whatever is different by now. Two queries."""
    keys = [plan.pk for plan in plans]
    written: dict[int | None, list[ItemDefinition]] = {}
    for one in without_texts(ItemDefinition.every.filter(only_for__in=keys)):
        written.setdefault(one.only_for_id, []).append(one)
    items = _items_of(keys)
    return {
        plan.pk: compare(
            plan.resident,
            facts[plan.pk],
            [*definitions_of(plan.edition), *written.get(plan.pk, ())],
            items.get(plan.pk, []),
        )
        for plan in plans
    }


def _items_of(residents: Sequence[int], which: Q = EVERYTHING) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    # Not in the order of pages: that takes another table to sort by.
    for item in Item.objects.filter(which, resident__in=residents).order_by("pk"):
        found.setdefault(item.resident_id, []).append(item)
    return found


def release(item: Item, *, now: datetime) -> None:
    """Reschedule the items of the same plan that waited for `item`, just finished."""
    waiting = (
        Item.objects.unfinished()
        .filter(resident=item.resident_id, waiting_for=item.slug)
        .select_related("definition")
    )
    dependents = {one.definition_id: one.definition for one in waiting}
    if not dependents:
        return
    if any(one.due.get("after", item.slug) != item.slug for one in dependents.values()):
        follow_up([item.resident_id], now=now)
        return
    facts = facts_for([item.resident])[item.resident_id]
    held = list(Item.objects.filter(resident=item.resident_id))
    change = follow(item.resident, facts, list(dependents.values()), held)
    store([change], now)


def follow_up(residents: Iterable[int], *, now: datetime) -> None:
    """Bring dates and waits in line after a decision about items of these plans.

    The same as `replan`, without a word in the history: the decision stands there.
    """
    changes = _changes(list(_plans_of(list(residents))), None)
    store(changes.values(), now)


def notice_for(item: Item, facts: Facts) -> datetime | None:
    """When reminders look at `item`, whose owner has to act once more."""
    planned = rules.Schedule(item.due_on, item.not_before_on, item.waiting_for)
    return notice_of(item.owner, planned, facts)
