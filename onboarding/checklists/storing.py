"""Writing what comparing.py found: in as many statements for one plan as for many."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from onboarding.accounts.models import User
from onboarding.checklists import history
from onboarding.checklists.comparing import Change
from onboarding.checklists.models import Evidence, Item, Plan
from onboarding.checklists.words import EventKind, StoredState
from onboarding.lib.bulk import set_rows

_SCHEDULE = ("due_on", "not_before_on", "waiting_for", "notice_at", "waits_since")


def store_and_record(
    changes: Mapping[int, Change],
    held: Mapping[int, Plan],
    *,
    by: User | None,
    now: datetime,
    told: Sequence[history.Entry] = (),
) -> None:
    """Store `changes` and one event for each resident whose plan changed.

    `told` is what made them change, and stands before them in the history.
    """
    store(changes.values(), now)
    planned = [_entry(pk, change) for pk, change in changes.items() if change]
    history.record(
        [*told, *planned],
        by=by,
        now=now,
        held=held,
    )


def store(changes: Iterable[Change], now: datetime) -> None:
    """Store `changes`; the history is somebody else's."""
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


def _store_schedules(items: Sequence[Item], now: datetime) -> None:
    for item in items:
        item.waits_since = item.waits_since or now
    set_rows(
        Item,
        _SCHEDULE,
        [(item.pk, *(getattr(item, name) for name in _SCHEDULE)) for item in items],
    )
