"""What people may do to letters."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.roll import roll
from onboarding.reminders.weekly import STAFF_LETTER_LASTS


@transaction.atomic
def send_again(letters: Sequence[int], now: datetime) -> int:
    """Plan failed letters (primary keys) once more; how many there were.

    They leave in the next hours in which the person may get a letter. An invitation
    that no longer works stays failed: a new one is the remedy.
    """
    works = Q(
        invitation__used_at=None,
        invitation__revoked_at=None,
        invitation__expires_at__gt=now,
    )
    no_invitation = ~Q(kind=Letter.Kind.INVITATION)
    failed = Letter.objects.filter(
        no_invitation | works, pk__in=letters, state=Letter.State.FAILED
    )
    again = list(failed.select_for_update(of=("self",)).values_list("pk", flat=True))
    Reminder.objects.filter(letter__in=again, state=Reminder.State.FAILED).update(
        state=Reminder.State.PLANNED
    )
    Letter.objects.filter(pk__in=again).update(
        state=Letter.State.PLANNED, attempts=0, problem=""
    )
    roll(again, now)
    to_staff = (Letter.Kind.STAFF, Letter.Kind.ESCALATION)
    Letter.objects.filter(pk__in=again, kind__in=to_staff).update(
        send_after=now, send_before=now + STAFF_LETTER_LASTS
    )
    return len(again)
