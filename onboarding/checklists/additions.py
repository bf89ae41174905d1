"""What a resident and the faculty agree on beside what the pack gives everybody.

One more round of an activity, or an earlier day for it. Nothing is ever taken away.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.comparing import own_schedule, progress_of, reschedule
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Agreement, Item, Plan
from onboarding.checklists.roles import roles_towards
from onboarding.checklists.words import ACTIONABLE, Actor, EventKind, StoredState
from onboarding.residents.models import Resident

_MAY_AGREE = frozenset({Actor.FACULTY, Actor.PROGRAM_DIRECTOR, Actor.COORDINATOR})


def add_round(
    resident: Resident,
    slug: str,
    *,
    due: Mapping[str, Any],
    reason: str,
    by: User,
    now: datetime,
) -> Item:
    """Put the activity `slug` into the plan of `resident` once more.

    `due` is a rule such as {"anchor": "program_start", "days": 60}: the date moves with
    its anchor. A round that is there and not finished yet is returned as it is, so it
    is safe to call twice. Raises RefusedError if `by` may not, or if the plan has no
    such activity.
    """
    _refuse_unless_may(by, resident)
    with transaction.atomic():
        held = history.hold([resident.pk])
        rounds = list(_rounds(resident, slug))
        if not rounds or rounds[0].definition.rules.get("repeats"):
            raise RefusedError("This plan has no such activity to add once more.")
        last = rounds[-1]
        if last.is_extra and last.is_unfinished:
            return last
        item = Item(
            resident=resident,
            definition=last.definition,
            slug=slug,
            occurrence=last.occurrence + 1,
            own_due=dict(due),
            waits_since=now,
        )
        _schedule(item, resident)
        item.save(force_insert=True)
        _note(item, EventKind.ADDED, held, reason=reason, by=by, now=now)
    return item


def pull_forward(
    item: Item, *, due: Mapping[str, Any], reason: str, by: User, now: datetime
) -> bool:
    """Let `item` be due by the rule `due` instead of later.

    False, changing nothing, if it is finished or submitted, or due by then already.
    """
    resident = item.resident
    _refuse_unless_may(by, resident)
    with transaction.atomic():
        held = history.hold([resident.pk])
        item.refresh_from_db(fields=["state", "due_on", "own_due"])
        if item.state not in ACTIONABLE:
            return False
        before, item.own_due = item.due_on, dict(due)
        _schedule(item, resident)
        if item.due_on is None or (before is not None and item.due_on >= before):
            return False
        item.save(
            update_fields=[
                "own_due",
                "due_on",
                "not_before_on",
                "waiting_for",
                "notice_at",
            ]
        )
        _note(item, EventKind.AGREED, held, reason=reason, by=by, now=now)
    return True


def _refuse_unless_may(user: User, resident: Resident) -> None:
    if not roles_towards(user, resident) & _MAY_AGREE:
        raise RefusedError("Only a faculty mentor or the program can agree to this.")


def _rounds(resident: Resident, slug: str) -> "list[Item]":
    """Every round of the activity that applies, the first one first."""
    found = Item.objects.filter(resident=resident, slug=slug)
    applying = found.exclude(state=StoredState.NOT_APPLICABLE)
    return list(applying.select_related("definition").order_by("occurrence"))


def _schedule(item: Item, resident: Resident) -> None:
    """Give `item` the dates of its own rule."""
    facts = facts_of(resident)
    progress = progress_of(Item.objects.from_pack().filter(resident=resident))
    planned = own_schedule(item, item.definition, facts, progress)
    reschedule(item, item.definition, facts, planned)


def _note(
    item: Item,
    kind: EventKind,
    held: Mapping[int, Plan],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    Agreement.objects.update_or_create(
        item=item, defaults={"reason": reason, "by": by, "at": now}
    )
    entry = history.Entry(item.resident_id, kind, item.pk, reason)
    history.record([entry], by=by, now=now, held=held)
