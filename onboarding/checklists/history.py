"""Adding to the history of residents, one entry or thousands, and checking it.

The history of a resident begins with their plan. Its entries form a chain: each has a
number, the digest of the one before and a digest of its own content, and the plan
remembers the last one. Whoever changes, removes or inserts a row behind our back breaks
the chain; the database refuses to do it in our sight (lib/append_only.py).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.models import Event, Plan
from onboarding.checklists.words import EventKind
from onboarding.lib.bulk import insert_rows

_COLUMNS = (
    "resident",
    "item",
    "kind",
    "by",
    "at",
    "reason",
    "details",
    "sequence",
    "previous",
    "digest",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to a resident's plan, or to one item of it (primary keys).

    `details` holds numbers, days and slugs only; `reason` is what a person wrote.
    """

    resident: int
    kind: EventKind
    item: int | None = None
    reason: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


def record(
    entries: Sequence[Entry],
    *,
    by: User | None,
    now: datetime,
    held: Mapping[int, Plan] | None = None,
) -> None:
    """Add `entries` to the histories of their residents, in this order.

    One query, and one more to lock the plans unless the caller `held` them (see
    `hold`). Residents without a plan have no history yet: their entries are left out.
    Belongs into the transaction of the act that it tells about.
    """
    if not entries:
        return
    with transaction.atomic(savepoint=False):
        plans = hold({e.resident for e in entries}) if held is None else held
        rows = [
            _row(entry, plans[entry.resident], by, now)
            for entry in entries
            if entry.resident in plans
        ]
        insert_rows(Event, _COLUMNS, rows)


def hold(residents: Iterable[int]) -> dict[int, Plan]:
    """The plans of `residents` by key; until the transaction ends, they are ours.

    Nobody else changes these plans or adds to these histories meanwhile. Finishing an
    item while its plan is being moved would otherwise write dates onto work that is
    done.
    """
    held = Plan.objects.select_for_update().filter(pk__in=set(residents))
    return {plan.pk: plan for plan in held.order_by("pk")}


def digest_of(content: Sequence[object]) -> str:
    """SHA-256 of the columns of an entry, in the order of the table, without its own.

    `content`: resident, item, kind, by, at, reason, details, sequence, previous.
    """
    plain = [
        value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value
        for value in content
    ]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(
    entry: Entry, plan: Plan, by: User | None, now: datetime
) -> tuple[object, ...]:
    """The values of _COLUMNS; moves the head of `plan`, as the database does too."""
    content = (
        entry.resident,
        entry.item,
        str(entry.kind),
        by.pk if by else None,
        now,
        entry.reason,
        dict(entry.details),
        plan.history_length + 1,
        plan.history_digest,
    )
    plan.history_length += 1
    plan.history_digest = digest_of(content)
    return (*content, plan.history_digest)
