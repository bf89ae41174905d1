"""What became of a letter that was on its way, written down in one transaction each.

Every statement asks whether the letter is still ours: a worker that was away for longer
than its lease must not write over what another one has done since.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from onboarding.reminders.compose import Written
from onboarding.reminders.hours import LetterDay
from onboarding.reminders.models import Letter, LetterQuerySet, Reminder
from onboarding.reminders.outcomes import Refusal, backoff
from onboarding.reminders.roll import roll

# Written by hand, because it is done for every letter: Django takes longer to put such
# statements together than a database to carry them out.
_SENT = """
UPDATE reminders_letter
SET state = 'sent', claimed_at = NULL, sent_at = %s, subject = %s, text = %s,
    problem = ''
WHERE id = %s AND state = 'sending' AND claimed_at = %s
"""
_TOLD = "UPDATE reminders_reminder SET state = 'sent' WHERE state = 'planned'"
# Both in one way to the database and back: a letter goes twice if its worker dies after
# the server's yes and before this arrives. Then it is carried out, whoever has died.
_SENT_AND_TOLD = f"""
WITH letter AS ({_SENT} RETURNING id),
     told AS ({_TOLD} AND letter_id IN (SELECT id FROM letter))
SELECT id FROM letter
"""  # noqa: S608 -- put together from the two above


def claim(
    letters: Sequence[int], now: datetime, admit: Callable[[int, datetime], int]
) -> list[int]:
    """Take those of `letters` that are ready; nobody else gets them for a lease.

    `admit` says how many of so many may leave now: the first ones; the others stay
    planned.
    """
    with transaction.atomic():
        free = Letter.objects.ready(now).filter(pk__in=letters).order_by("pk")
        ready = set(
            free.select_for_update(skip_locked=True).values_list("pk", flat=True)
        )
        found = [pk for pk in letters if pk in ready]
        ours = found[: admit(len(found), now)] if found else []
        if ours:
            Letter.objects.filter(pk__in=ours).update(
                state=Letter.State.SENDING, claimed_at=now, attempts=F("attempts") + 1
            )
    return ours


def settle_sent(letter: Letter, written: Written, now: datetime) -> bool:
    """Sent, with the words as sent. False if it was not ours any more.

    One statement on PostgreSQL; two on SQLite, which is no way from here.
    """
    moment = connection.ops.adapt_datetimefield_value
    words, claimed_at = (written.subject, written.kept), moment(letter.claimed_at)
    values = [moment(now), *words, letter.pk, claimed_at]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_SENT_AND_TOLD, values)
            return cursor.fetchone() is not None
        with transaction.atomic():
            cursor.execute(_SENT, values)
            is_ours = bool(cursor.rowcount)
            if is_ours:
                cursor.execute(f"{_TOLD} AND letter_id = %s", [letter.pk])
    return is_ours


def settle_refused(letter: Letter, refusal: Refusal, now: datetime) -> bool:
    """Planned again for later, or failed; whether it failed."""
    if refusal.ends(letter.attempts):
        with transaction.atomic():
            if _ours(letter).update(
                state=Letter.State.FAILED, claimed_at=None, problem=refusal.problem
            ):
                _planned_in(letter, Reminder.State.FAILED)
        return True
    again = now + backoff(letter.pk, letter.attempts)
    _put_back(letter, again, refusal.problem)
    return False


def settle_empty(letter: Letter, reason: str) -> None:
    """Not needed any more, and neither is what it was to tell."""
    with transaction.atomic():
        if _ours(letter).update(
            state=Letter.State.CANCELLED, claimed_at=None, problem=reason
        ):
            _planned_in(letter, Reminder.State.CANCELLED)


def hold(letter: Letter, reason: str) -> None:
    """Kept back, with all that it tells, until its address works again."""
    _ours(letter).update(
        state=Letter.State.HELD,
        claimed_at=None,
        attempts=F("attempts") - 1,
        problem=reason,
    )


def release(letter: Letter, hours: LetterDay, problem: str | None = None) -> None:
    """Planned as it was: nobody tried to send it. Its hours may be others now."""
    why = {} if problem is None else {"problem": problem}
    _ours(letter).update(
        state=Letter.State.PLANNED,
        claimed_at=None,
        attempts=F("attempts") - 1,
        send_after=hours.opens,
        send_before=hours.closes,
        **why,
    )


def _put_back(letter: Letter, again: datetime, problem: str) -> None:
    """Planned for `again`, or for the next day where that is too late in the day."""
    is_today = again < letter.send_before
    with transaction.atomic():
        is_ours = _ours(letter).update(
            state=Letter.State.PLANNED,
            claimed_at=None,
            problem=problem,
            send_after=again if is_today else letter.send_after,
        )
        if is_ours and not is_today:
            roll([letter.pk], max(again, letter.send_before))


def _planned_in(letter: Letter, state: Reminder.State) -> None:
    planned = Reminder.objects.filter(letter=letter, state=Reminder.State.PLANNED)
    planned.update(state=state)


def _ours(letter: Letter) -> LetterQuerySet:
    return Letter.objects.filter(
        pk=letter.pk, state=Letter.State.SENDING, claimed_at=letter.claimed_at
    )
