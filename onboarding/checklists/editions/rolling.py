"""Giving an edition to residents who have a plan already, and taking it back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history, plans
from onboarding.checklists.editions.differences import Difference, differences
from onboarding.checklists.editions.moving import Move, move
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import (
    Edition,
    Event,
    Item,
    ItemDefinition,
    Plan,
    PlanChange,
    RollOut,
)
from onboarding.checklists.storing import store
from onboarding.checklists.words import EventKind
from onboarding.lib.bulk import set_rows
from onboarding.residents.models import Program, Resident


class UndoRefusedError(Exception):
    """A roll-out cannot be undone; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is given to whom: an edition for residents of one program."""

    program: Program
    edition: Edition
    audience: str
    residents: Sequence[Resident]


def definitions_in(editions: Iterable[int]) -> dict[int, list[ItemDefinition]]:
    """The definitions of each edition with all their texts, in order. One query."""
    found = ItemDefinition.objects.filter(section__edition__in=set(editions))
    by_edition: dict[int, list[ItemDefinition]] = {}
    for definition in found.select_related("section").order_by("position"):
        by_edition.setdefault(definition.section.edition_id, []).append(definition)
    return by_edition


def preview(
    residents: Sequence[Resident], definitions: Sequence[ItemDefinition]
) -> list[Move]:
    """What `definitions` would do to the plans of `residents`; writes nothing."""
    moves: list[Move] = []
    known: dict[int, Mapping[str, Difference]] = {}
    for start in range(0, len(residents), plans.BATCH):
        batch = residents[start : start + plans.BATCH]
        moves += _moves(batch, definitions, known)
    return moves


def fingerprint(moves: Iterable[Move]) -> str:
    """What was previewed, in short: is it still the same when somebody says yes?"""
    plain = [(each.resident.pk, each.before.pk, each.details) for each in moves]
    text = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def roll_out(order: Order, *, by: User | None, now: datetime) -> RollOut:
    """Give the edition of `order`: all of it or nothing.

    Whoever has it already, has no plan or has left is not touched.
    """
    definitions = definitions_in([order.edition.pk]).get(order.edition.pk, [])
    known: dict[int, Mapping[str, Difference]] = {}
    with transaction.atomic():
        made = RollOut.objects.create(
            program=order.program,
            edition=order.edition,
            audience=order.audience,
            by=by,
            at=now,
        )
        for start in range(0, len(order.residents), plans.BATCH):
            batch = order.residents[start : start + plans.BATCH]
            held = history.hold(resident.pk for resident in batch)
            moves = [
                each
                for each in _moves(batch, definitions, known)
                if each.before != order.edition
            ]
            _store(moves, order.edition, now)
            PlanChange.objects.bulk_create(
                PlanChange(
                    roll_out=made,
                    resident=each.resident,
                    before=each.before,
                    details=each.details,
                    # Nothing to tell: nothing to put aside.
                    seen_at=None if each.is_noticed else now,
                )
                for each in moves
            )
            told = _entries(moves, EventKind.ROLLED_OUT, order.edition)
            history.record(told, by=by, now=now, held=held)
    return made


def _moves(
    residents: Sequence[Resident],
    definitions: Sequence[ItemDefinition],
    known: dict[int, Mapping[str, Difference]],
) -> list[Move]:
    """The moves of a batch; `known` remembers what differs from which edition."""
    held_plans = Plan.objects.select_related("edition__pack").in_bulk(
        [resident.pk for resident in residents if resident.withdrawn_at is None]
    )
    new = {plan.edition_id for plan in held_plans.values()} - known.keys()
    for edition, old in definitions_in(new).items() if new else ():
        known[edition] = differences(old, definitions)
    facts = facts_for(residents)
    held: dict[int, list[Item]] = {}
    for item in Item.objects.filter(resident__in=held_plans).select_related(
        "definition"
    ):
        held.setdefault(item.resident_id, []).append(item)
    return [
        move(
            (resident, held_plans[resident.pk].edition, facts[resident.pk]),
            held.get(resident.pk, []),
            definitions,
            known.get(held_plans[resident.pk].edition_id, {}),
        )
        for resident in residents
        if resident.pk in held_plans
    ]


def _store(moves: Sequence[Move], edition: Edition, now: datetime) -> None:
    store([each.change for each in moves], now)
    rows = [(i.pk, i.definition_id) for each in moves for i in each.rehung if i.pk]
    set_rows(Item, ("definition",), rows)
    keys = [each.resident.pk for each in moves]
    Plan.objects.filter(pk__in=keys).update(edition=edition)


def _entries(
    moves: Sequence[Move], kind: EventKind, edition: Edition
) -> list[history.Entry]:
    return [
        history.Entry(
            each.resident.pk,
            kind,
            details={"edition": edition.label, **each.details},
        )
        for each in moves
    ]


# -- Taking it back --------------------------------------------------------------------


def why_not_undone(roll_out: RollOut) -> str:
    """Why `roll_out` cannot be undone (any more), as a sentence; "" if it can."""
    if roll_out.undone_at:
        return "It has been undone already."
    changes = list(roll_out.changes.select_related("resident__plan"))
    is_own = roll_out.edition.program_id is not None
    if not changes and not is_own:
        return "It reached nobody’s plan, so there is nothing to undo."
    later = [c for c in changes if c.resident.plan.edition_id != roll_out.edition_id]
    if later:
        return f"{_people(later)} got another edition since. Undo that roll-out first."
    return (is_own and _joined_since(roll_out)) or _acts_since(roll_out, changes)


def _joined_since(roll_out: RollOut) -> str:
    """That somebody began with the edition which this roll-out gives to new people."""
    also = RollOut.objects.filter(
        program=roll_out.program_id, edition=roll_out.edition_id, undone_at=None
    )
    if also.exclude(pk=roll_out.pk).exists():
        return ""
    began = Plan.objects.filter(
        edition=roll_out.edition_id, resident__cohort__program=roll_out.program_id
    ).exclude(resident__plan_changes__roll_out__edition=roll_out.edition_id)
    count = began.count()
    if not count:
        return ""
    have = "1 resident has" if count == 1 else f"{count} residents have"
    return f"{have} begun with this edition since; it cannot be taken from them."


def _acts_since(roll_out: RollOut, changes: Sequence[PlanChange]) -> str:
    """Who did something about an item that the roll-out touched, as a sentence."""
    touched = {change.resident_id: change.touched for change in changes}
    acts = Event.objects.filter(
        resident__plan_changes__roll_out=roll_out,
        at__gte=roll_out.at,
        item__isnull=False,
    ).select_related("item")
    acted = {
        act.resident_id
        for act in acts
        if act.item and act.item.line in touched[act.resident_id]
    }
    if not acted:
        return ""
    people = _people([c for c in changes if c.resident_id in acted])
    return (
        f"Somebody has acted since on items that it changed, for {people}. What they "
        "did would lose its meaning."
    )


def _people(changes: Sequence[PlanChange]) -> str:
    """`Amina Yusuf`, or `Amina Yusuf and 2 others`."""
    first, others = str(changes[0].resident), len(changes) - 1
    if not others:
        return first
    return f"{first} and {others} other{'s' if others > 1 else ''}"


def undo(roll_out: RollOut, *, by: User, now: datetime) -> bool:
    """Give everybody back the edition they had. False if that was done already.

    Raises UndoRefusedError if somebody has acted on what the roll-out touched. Items
    that it added stay as not applicable: a letter may have told about them.
    """
    with transaction.atomic():
        held = RollOut.objects.select_for_update().get(pk=roll_out.pk)
        if held.undone_at:
            return False
        changes = list(
            held.changes.select_related(
                "before__pack", "resident__cohort__program"
            ).order_by("before", "resident")
        )
        plans_held = history.hold(change.resident_id for change in changes)
        reason = why_not_undone(held)
        if reason:
            raise UndoRefusedError(reason)
        groups: dict[Edition, list[Resident]] = {}
        for change in changes:
            groups.setdefault(change.before, []).append(change.resident)
        for edition, residents in groups.items():
            moves = _take_back(edition, residents, now)
            told = _entries(moves, EventKind.TAKEN_BACK, edition)
            history.record(told, by=by, now=now, held=plans_held)
        _tell_again(changes, now)
        RollOut.objects.filter(pk=held.pk).update(undone_by=by, undone_at=now)
    roll_out.undone_by, roll_out.undone_at = by, now
    return True


def _take_back(
    edition: Edition, residents: Sequence[Resident], now: datetime
) -> list[Move]:
    """Move `residents` to `edition`; returns what that did."""
    definitions = definitions_in([edition.pk]).get(edition.pk, [])
    known: dict[int, Mapping[str, Difference]] = {}
    every: list[Move] = []
    for start in range(0, len(residents), plans.BATCH):
        moves = _moves(residents[start : start + plans.BATCH], definitions, known)
        _store(moves, edition, now)
        every += moves
    return every


def _tell_again(changes: Sequence[PlanChange], now: datetime) -> None:
    """Whoever has read that the plan changed is to read that it changed back.

    Whoever has not, or saw no difference, need not read either.
    """
    told = [each.pk for each in changes if each.seen_at and each.touched]
    rest = [each.pk for each in changes if each.pk not in set(told)]
    PlanChange.objects.filter(pk__in=told).update(seen_at=None)
    PlanChange.objects.filter(pk__in=rest).update(seen_at=now)
