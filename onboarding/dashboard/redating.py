"""What a new key date does to a resident's plan and to their reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.enrollment import set_key_dates
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.states import state_of
from onboarding.checklists.words import State
from onboarding.reminders.models import Reminder
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Move:
    """One item whose due day is another one now; None: it has no date."""

    slug: str
    was: date | None
    now: date | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What moved, what is newly overdue, how many planned reminders fall away."""

    moved: list[Move]
    now_overdue: list[str]
    cancelled_reminders: int


def set_key_date(
    resident: Resident,
    anchor: str,
    on: date | None,
    *,
    by: User | None,
    now: datetime,
    is_preview: bool = False,
) -> Consequences:
    """Set (None: clear) one key date; items move with it, finished ones do not.

    A preview says the same and leaves the database as it was.
    """
    with transaction.atomic():
        overdue_before = set(_overdue(resident, now))
        change = set_key_dates(resident, {anchor: on}, by=by, now=now)
        moved = [Move(item.slug, was, item.due_on) for item, was in change.moved]
        fresh = Resident.objects.select_related("cohort__program").get(pk=resident.pk)
        overdue = _overdue(fresh, now)
        # A reminder belongs to one due date: that of a moved item tells nobody.
        items = [item.pk for item, _ in change.moved]
        planned = Reminder.objects.filter(item__in=items, state=Reminder.State.PLANNED)
        cancelled = planned.count()
        if is_preview:
            transaction.set_rollback(True)
    newly = [slug for slug in overdue if slug not in overdue_before]
    return Consequences(moved, newly, cancelled)


def _overdue(resident: Resident, now: datetime) -> list[str]:
    today = facts_of(resident).today(now)
    items = Item.objects.unfinished().filter(resident=resident)
    return [item.slug for item in items if state_of(item, today) == State.OVERDUE]
