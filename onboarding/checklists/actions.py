"""What can happen to an item. Safe to call twice: the answer says who did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history, plans
from onboarding.checklists.deciding import Decision, decide
from onboarding.checklists.evidence_files import StoredFile, attach
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Evidence, Item, Plan
from onboarding.checklists.roles import may, may_do, roles_towards
from onboarding.checklists.states import state_of
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import (
    ACTIONABLE,
    EventKind,
    EvidenceKind,
    State,
    StoredState,
)


class RefusedError(Exception):
    """The act is not possible; the message is a sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a person gives, as the item asks for: a day, a text, a file, or nothing."""

    on: date | None = None
    value: str = ""
    file: StoredFile | None = None


NO_PROOF = Proof()
_CHANGED_BY_DECISIONS = (
    "state",
    "due_on",
    "not_before_on",
    "waiting_for",
    "notice_at",
    "completed_on",
    "extended_to",
    "own_owner",
    "own_verifier",
    "waits_since",
)


def complete(item: Item, *, by: User, now: datetime, proof: Proof = NO_PROOF) -> bool:
    """Finish `item`, or send it for a check if it has a verifier and `by` is not one.

    Returns False, changing nothing, if it was submitted or finished already. Raises
    RefusedError if `by` may not, if it is too early, if another item comes first, or
    if `proof` is not what the item asks for.
    """
    roles = roles_towards(by, item.resident)
    if not may_do(item, roles):
        raise RefusedError("Only the person who owns this item can finish it.")
    if item.state not in ACTIONABLE:
        return False
    today = facts_of(item.resident).today(now)
    _refuse_if_not_yet(item, today)
    _refuse_wrong_proof(item, proof)
    if not may(Transition.FINISH, item, roles):
        return _submit(item, by=by, now=now, proof=proof)
    with transaction.atomic():
        held = history.hold([item.resident_id])
        if not _settle(item, min(proof.on or today, today), by=by, now=now):
            return False
        if proof != NO_PROOF:
            evidence = Evidence.objects.create(
                item=item,
                on=proof.on,
                value=proof.value,
                given_by=by,
                given_at=now,
                verdict=Evidence.Verdict.APPROVED,
                **_seen(item, by, proof),
            )
            attach(evidence, proof.file, now=now)
        _record(item, EventKind.COMPLETED, held, by=by, now=now)
        plans.release(item, now=now)
    return True


def approve(item: Item, *, by: User, now: datetime) -> bool:
    """Approve what was submitted. False if it is not waiting for a check any more."""
    return decide_one(item, Decision(Transition.APPROVE), by=by, now=now)


def send_back(item: Item, *, by: User, now: datetime, reason: str) -> bool:
    """Return what was submitted, with a reason for the owner to read.

    False if it is not waiting for a check any more.
    """
    decision = Decision(Transition.SEND_BACK, reason)
    return decide_one(item, decision, by=by, now=now)


def decide_one(item: Item, decision: Decision, *, by: User, now: datetime) -> bool:
    """Do it to `item` alone, which then is as it stands in the database.

    False if somebody was faster, or if it is so already. Raises RefusedError.
    """
    outcome = decide([item], decision, by=by, now=now)
    for _, sentence in outcome.refused:
        raise RefusedError(sentence)
    item.refresh_from_db(fields=_CHANGED_BY_DECISIONS)
    return bool(outcome.done)


def _refuse_if_not_yet(item: Item, today: date) -> None:
    state = state_of(item, today)
    if state == State.WAITING_FOR_ITEM:
        first = Item.objects.select_related("definition").get(
            resident=item.resident_id, slug=item.waiting_for, occurrence=1
        )
        raise RefusedError(f"First finish “{first.definition.title}”.")
    if state == State.TOO_EARLY and item.not_before_on:
        raise RefusedError(
            f"It is too early: this can be done from {item.not_before_on:%B} "
            f"{item.not_before_on.day}, {item.not_before_on.year}."
        )


def _refuse_wrong_proof(item: Item, proof: Proof) -> None:
    kind = item.definition.evidence
    needs_date = {EvidenceKind.DATE, EvidenceKind.FILE, EvidenceKind.IN_PERSON}
    if kind in needs_date and proof.on is None:
        raise RefusedError("Give the date, for example 2027-07-01.")
    if kind == EvidenceKind.NUMBER and not proof.value:
        raise RefusedError("Give the number.")
    if proof.file is not None and kind != EvidenceKind.FILE:
        raise RefusedError("This item takes no files.")


def _submit(item: Item, *, by: User, now: datetime, proof: Proof) -> bool:
    with transaction.atomic():
        held = history.hold([item.resident_id])
        still_open = Item.objects.filter(pk=item.pk, state__in=ACTIONABLE)
        if not still_open.update(
            state=StoredState.SUBMITTED, notice_at=None, waits_since=now
        ):
            return False
        item.state, item.notice_at = StoredState.SUBMITTED, None
        evidence = Evidence.objects.create(
            item=item, on=proof.on, value=proof.value, given_by=by, given_at=now
        )
        attach(evidence, proof.file, now=now)
        _record(item, EventKind.SUBMITTED, held, by=by, now=now)
    return True


def _settle(item: Item, completed_on: date, *, by: User, now: datetime) -> bool:
    still_open = Item.objects.filter(pk=item.pk, state__in=ACTIONABLE)
    changed = still_open.update(
        state=StoredState.DONE,
        completed_on=completed_on,
        settled_at=now,
        settled_by=by,
        waits_since=now,
        notice_at=None,
        waiting_for="",
    )
    if changed:
        item.state, item.completed_on = StoredState.DONE, completed_on
        item.notice_at, item.waiting_for = None, ""
    return bool(changed)


def _seen(item: Item, by: User, proof: Proof) -> dict[str, Any]:
    """That who finishes it has seen it, if it is shown in person."""
    is_seen = item.definition.evidence == EvidenceKind.IN_PERSON
    return {"seen_by": by, "seen_on": proof.on} if is_seen else {}


def _record(
    item: Item,
    kind: EventKind,
    held: Mapping[int, Plan],
    *,
    by: User,
    now: datetime,
) -> None:
    entry = history.Entry(item.resident_id, kind, item.pk)
    history.record([entry], by=by, now=now, held=held)
