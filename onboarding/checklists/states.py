"""From what is stored to what people see: the state of an item and who is next.

Pure functions of an item and a day; the day is the one where the resident is.
"""

from datetime import date, datetime, timedelta

from onboarding.checklists.models import Item
from onboarding.checklists.words import (
    DUE_SOON_DAYS,
    NextActor,
    State,
    StoredState,
)
from onboarding.residents.anchors import Anchor


def state_of(item: Item, today: date) -> State:
    """The derived state: the first that fits, in the order of interfaces §5."""
    if item.state != StoredState.OPEN:
        return State(item.state)
    if item.due_on is None:
        return State.WAITING_FOR_DATE
    if item.waiting_for:
        return State.WAITING_FOR_ITEM
    if item.not_before_on is not None and item.not_before_on > today:
        return State.TOO_EARLY
    return _state_by_due_day(item.due_on, today)


def _state_by_due_day(due_on: date, today: date) -> State:
    if due_on < today:
        return State.OVERDUE
    if due_on == today:
        return State.DUE_TODAY
    is_soon = due_on - today <= timedelta(days=DUE_SOON_DAYS)
    return State.DUE_SOON if is_soon else State.OPEN


def days_waited(item: Item, today: date, now: datetime) -> int:
    """For how many whole days `item` has waited for its next actor; 0 if for nobody.

    What is open is waited for from the day when it is due soon; while it is too early,
    nobody is waited for. `today` is the day where the resident is at `now`.
    """
    if item.waits_since is None or not item.is_unfinished:
        return 0
    days = [(now - item.waits_since).days]
    if item.state == StoredState.OPEN:
        soon = item.due_on - timedelta(days=DUE_SOON_DAYS) if item.due_on else None
        days += [(today - day).days for day in (item.not_before_on, soon) if day]
    return max(0, min(days))


def next_actor(item: Item, state: State) -> NextActor:
    """Whom `item` waits for while it is in `state`: always exactly one answer."""
    if state in {State.DONE, State.WAIVED, State.NOT_APPLICABLE}:
        return NextActor.NOBODY
    if state == State.SUBMITTED:
        return NextActor(item.reviewer)
    if state == State.WAITING_FOR_DATE:
        is_date = item.waiting_for in Anchor.values
        return NextActor.DATE if is_date else NextActor.ITEM
    if state == State.WAITING_FOR_ITEM:
        return NextActor.ITEM
    return NextActor(item.owner)
