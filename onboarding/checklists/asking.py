"""Questions about items: asked by the resident, answered by the program."""

from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item, Question
from onboarding.checklists.roles import can, roles_towards
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import Actor, EventKind


def ask(item: Item, *, by: User, now: datetime, text: str) -> Question:
    """Ask about `item`. The same question, still open, is not asked twice.

    What was answered before counts as read. Raises RefusedError.
    """
    if not can(Transition.ASK, item, roles_towards(by, item.resident)):
        raise RefusedError("Only the resident can ask about this item.")
    text = text.strip()
    if not text:
        raise RefusedError("Write your question.")
    with transaction.atomic():
        held = history.hold([item.resident_id])
        asked = Question.objects.filter(item=item)
        twin = asked.unanswered().filter(text=text).first()
        if twin:
            return twin
        asked.unread().update(read_at=now)
        question = Question.objects.create(
            item=item, text=text, asked_by=by, asked_at=now
        )
        entry = _entry(question, item, EventKind.ASKED)
        history.record([entry], by=by, now=now, held=held)
    return question


def answer(question: Question, *, by: User, now: datetime, text: str) -> bool:
    """Answer `question`. False if somebody was faster. Raises RefusedError."""
    item = question.item
    if not can(Transition.ANSWER, item, roles_towards(by, item.resident)):
        raise RefusedError("Only the program can answer this question.")
    text = text.strip()
    if not text:
        raise RefusedError("Write the answer.")
    with transaction.atomic():
        held = history.hold([item.resident_id])
        still_open = Question.objects.unanswered().filter(pk=question.pk)
        if not still_open.update(answer=text, answered_by=by, answered_at=now):
            return False
        entry = _entry(question, item, EventKind.ANSWERED)
        history.record([entry], by=by, now=now, held=held)
    return True


def put_away(question: Question, *, by: User, now: datetime) -> bool:
    """The resident has read the answer. False if they had before, or there is none."""
    if Actor.RESIDENT not in roles_towards(by, question.item.resident):
        raise RefusedError("Only the person who asked can put the answer away.")
    unread = Question.objects.unread().filter(pk=question.pk)
    return bool(unread.update(read_at=now))


def _entry(question: Question, item: Item, kind: EventKind) -> history.Entry:
    # The words stand with the question: a history that is never erased has none.
    return history.Entry(
        item.resident_id, kind, item.pk, details={"question": question.pk}
    )
