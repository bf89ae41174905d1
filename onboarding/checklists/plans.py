"""Plans: which items a resident has and when they are due, stored; and kept true.

The rules are in rules.py, what they mean for one plan in comparing.py; this module
reads and writes, for one resident or for a thousand in the same number of queries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

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
from onboarding.residents.anchors import Anchor
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


def definitions_of(
    editions: Collection[int] | QuerySet[Plan, Any], which: Q = EVERYTHING
) -> dict[int, list[ItemDefinition]]:
    """The definitions of each edition, in order, without the texts that pages show.

    `editions` are keys, or a question for them that is asked along. One query.
    """
    found = ItemDefinition.objects.filter(which, section__edition__in=editions)
    by_edition: dict[int, list[ItemDefinition]] = {}
    for definition in _without_texts(found):
        by_edition.setdefault(definition.section.edition_id, []).append(definition)
    return by_edition


def _definitions_for(held: Sequence[Plan]) -> dict[int, list[ItemDefinition]]:
    """The same by plan (key), with what was written for its resident. One query."""
    editions = {plan.edition_id for plan in held}
    found = ItemDefinition.every.filter(
        Q(only_for=None, section__edition__in=editions)
        | Q(only_for__in=[plan.pk for plan in held])
    )
    shared: dict[int, list[ItemDefinition]] = {}
    own: dict[int, list[ItemDefinition]] = {}
    for definition in _without_texts(found):
        if definition.only_for_id:
            own.setdefault(definition.only_for_id, []).append(definition)
        else:
            shared.setdefault(definition.section.edition_id, []).append(definition)
    return {
        plan.pk: [*shared.get(plan.edition_id, ()), *own.get(plan.pk, ())]
        for plan in held
    }


def _without_texts(
    found: "QuerySet[ItemDefinition]",
) -> "QuerySet[ItemDefinition]":
    light = found.select_related("section").order_by("position")
    return light.defer("guidance", "sources", "competencies", "section__title")


def make_plans(
    residents: Sequence[Resident], *, edition: Edition, by: User | None, now: datetime
) -> int:
    """Store the plans of `residents`, who have none yet. Returns how many items."""
    definitions = definitions_of([edition.pk]).get(edition.pk, [])
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
    return held.select_related("resident__cohort__program")


def _changes(
    held: Sequence[Plan], anchors: Collection[str] | None
) -> dict[int, Change]:
    facts = facts_for([plan.resident for plan in held])
    if anchors is not None:
        return _changes_from(held, facts, anchors)
    definitions = _definitions_for(held)
    items = _items_of([plan.pk for plan in held], Q())
    return {
        plan.pk: compare(
            plan.resident,
            facts[plan.pk],
            definitions[plan.pk],
            items.get(plan.pk, []),
        )
        for plan in held
    }


def _changes_from(
    plans: Sequence[Plan], facts: Mapping[int, Facts], anchors: Collection[str]
) -> dict[int, Change]:
    """What the days of `anchors` alone change: the rest is not even read."""
    keys = [plan.pk for plan in plans]
    names = _with_followers(anchors)
    agreed = Item.objects.filter(resident__in=keys, own_due__anchor__in=names)
    which = _counts_from(names) | Q(slug__in=agreed.order_by().values("slug"))
    editions = {plan.edition_id for plan in plans}
    # What counts from an item that does not apply counts from its date: where that can
    # be, all is read, in the same query.
    chained = ItemDefinition.objects.filter(
        section__edition__in=editions, rules__due__has_key="after"
    )
    which |= Q(section__edition__in=chained.order_by().values("section__edition"))
    definitions = definitions_of(editions, which)
    every = [one for found in definitions.values() for one in found]
    whole = {one.section.edition_id for one in every if "after" in one.due}
    slugs = {one.slug for one in every}
    slugs.update(slug for one in every for slug in first_of(one.rules))
    items = _items_of(keys, EVERYTHING if whole else Q(slug__in=slugs))
    return {
        plan.pk: (compare if plan.edition_id in whole else follow)(
            plan.resident,
            facts[plan.pk],
            definitions.get(plan.edition_id, []),
            items.get(plan.pk, []),
        )
        for plan in plans
    }


def _with_followers(anchors: Collection[str]) -> set[str]:
    """`anchors` and the days that follow from them."""
    names = set(anchors)
    if Anchor.ORIENTATION_START in names:
        # Unless somebody set the first day of paid work, it is the same.
        names.add(Anchor.HIRE_DATE)
    if Anchor.PROGRAM_START in names:
        names.add(rules.PROGRAM_END)
    return names


def _counts_from(names: Collection[str]) -> Q:
    """The definitions whose dates follow from one of `names`."""
    return (
        Q(rules__due__anchor__in=names)
        | Q(rules__not_before__anchor__in=names)
        | Q(rules__repeats__until__in=names)
    )


def _items_of(residents: Sequence[int], which: Q) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    for item in Item.objects.filter(which, resident__in=residents):
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
