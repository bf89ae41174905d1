"""Putting right what an earlier pass could not finish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.reminders.agenda import Agenda
from onboarding.reminders.models import MAX_ATTEMPTS, Letter, Reminder
from onboarding.reminders.roll import roll

LOST_WORKER = "The process that was sending it stopped; it may have arrived."

# Why letters that are for no day of a resident are given up past their hours.
_TOO_OLD = {
    Letter.Kind.INVITATION: "The invitation expired before it left.",
    Letter.Kind.STAFF: "It could not be sent for days, and the next one says it all.",
    Letter.Kind.ESCALATION: "It could not be sent for days.",
}


@dataclass(frozen=True, slots=True)
class Swept:
    """How many letters were taken back from dead workers, given up, or not needed."""

    taken_back: int = 0
    failed: int = 0
    cancelled: int = 0

    def __bool__(self) -> bool:
        return bool(self.taken_back or self.failed or self.cancelled)


def sweep(agenda: Agenda, now: datetime) -> Swept:
    """Take back what dead workers held, and roll what missed its hours."""
    taken_back, failed = _take_back(agenda.stuck, now) if agenda.stuck else (0, 0)
    owed = [*agenda.late, *agenda.stuck]
    cancelled = _move_on(owed, now) if owed else 0
    return Swept(taken_back, failed, cancelled)


@transaction.atomic
def _take_back(keys: Sequence[int], now: datetime) -> tuple[int, int]:
    """How many are planned again, and how many have been tried often enough."""
    stuck = Letter.objects.stuck(now).filter(pk__in=keys)
    hopeless = list(
        stuck.filter(attempts__gte=MAX_ATTEMPTS)
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    if hopeless:
        Letter.objects.filter(pk__in=hopeless).update(
            state=Letter.State.FAILED, claimed_at=None, problem=LOST_WORKER
        )
        Reminder.objects.filter(
            letter__in=hopeless, state=Reminder.State.PLANNED
        ).update(state=Reminder.State.FAILED)
    back = stuck.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=Letter.State.PLANNED, claimed_at=None, problem=LOST_WORKER
    )
    return back, len(hopeless)


def _move_on(keys: Sequence[int], now: datetime) -> int:
    """Roll digests past their hours; cancel invitations that have expired, counted."""
    late = Letter.objects.filter(
        pk__in=keys, state=Letter.State.PLANNED, send_before__lte=now
    )
    cancelled = sum(
        late.filter(kind=kind).update(state=Letter.State.CANCELLED, problem=problem)
        for kind, problem in _TOO_OLD.items()
    )
    roll(list(late.values_list("pk", flat=True)), now)
    return cancelled
