"""Putting off what a letter told, by the link in that letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.words import ACTIONABLE, Actor
from onboarding.reminders.models import Letter
from onboarding.reminders.policies import add_quiet_days, quiet_until_monday
from onboarding.reminders.snoozing import days_to_choose, snooze
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a letter, told by its date alone, and the days it can wait for."""

    item: Item
    due: str
    choices: Sequence[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class Postponable:
    """What can be put off by the link in one letter."""

    resident: Resident
    today: date
    tasks: Sequence[Task]

    @property
    def monday(self) -> str:
        """The day on which letters come again, in words."""
        spell = quiet_until_monday(self.resident, self.today)
        return day_words(date.fromordinal(spell.ends_on.toordinal() + 1), self.today)


def postponable(letter: int, now: datetime) -> Postponable | None:
    """What can be put off by the link of `letter` (key), or None."""
    found = (
        Letter.objects.filter(pk=letter, kind=Letter.Kind.DIGEST)
        .filter(resident__withdrawn_at=None, resident__user__is_active=True)
        .select_related("resident__cohort__program", "resident__user")
        .first()
    )
    if found is None or found.resident is None:
        return None
    resident = found.resident
    today = facts_of(resident).today(now)
    items = (
        Item.objects.filter(
            reminders__letter=found,
            state__in=ACTIONABLE,
            due_on__isnull=False,
            definition__owner=Actor.RESIDENT,
        )
        .select_related("definition")
        .distinct()
        .order_by("due_on", "pk")
    )
    tasks = [
        Task(item, day_words(item.due_on, today), days_to_choose(item, today))
        for item in items
        if item.due_on is not None
    ]
    return Postponable(resident, today, tasks)


def put_off(found: Postponable, item: int, until_on: date, now: datetime) -> str | None:
    """Put one of its items off; says so, or None if it is not among them."""
    task = next((task for task in found.tasks if task.item.pk == item), None)
    if task is None:
        return None
    task.item.resident = found.resident
    snooze(task.item, until_on, by=found.resident.user, now=now)
    return (
        f"We will not write about the task due {task.due} before "
        f"{day_words(until_on, found.today)}."
    )


def rest_until_monday(found: Postponable, now: datetime) -> str:
    """No letter before Monday; says so. Twice is as good as once."""
    spell = quiet_until_monday(found.resident, found.today)
    is_kept = found.resident.quiet_spells.filter(
        kind=spell.kind, starts_on__lte=spell.starts_on, ends_on__gte=spell.ends_on
    )
    if not is_kept.exists():
        add_quiet_days(spell, by=found.resident.user, now=now)
    return f"No letter comes before {found.monday}. What is due stays due."
