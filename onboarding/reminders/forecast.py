"""What one resident's next letters will be, as things stand; and why some wait.

Pure but for the reading: the stages and days are those of the planner (looking.py).
The whole cohort, to the minute, is rehearsal.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Item
from onboarding.lib.dates import ONE_DAY
from onboarding.reminders.calendars import calendar_for
from onboarding.reminders.compose import Once
from onboarding.reminders.looking import Due, Person
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.once import asks_of
from onboarding.residents.models import Resident

AHEAD_DAYS = 14


@dataclass(slots=True)
class Coming:
    """A day on which something would be told; `held` says why it waits for another."""

    day: date
    opens: datetime
    items: list[int] = field(default_factory=list)
    held: str = ""
    asks: list[str] = field(default_factory=list)


def forecast(resident: Resident, facts: Facts, now: datetime) -> list[Coming]:
    """The days of the next two weeks with something to tell, held ones too."""
    calendar = calendar_for(resident, facts.dates)
    today = calendar.where.today(now)
    due = _read(
        resident, Person(resident.pk, resident.user_id, is_here=True, calendar=calendar)
    )
    asks_on, asked = asks_of(resident, facts, now), set[Once | None]()
    first = today
    if now >= calendar.hours(today).closes or _has_left(resident, today):
        first += ONE_DAY
    coming = []
    for day in (first + timedelta(days=n) for n in range(AHEAD_DAYS)):
        told = [one for one in due if one.stage_on(day) is not None]
        asks = [line for line in asks_on(day) if line.once not in asked]
        if not (told or asks):
            continue
        is_pressing = any(one.is_legal and one.due_on < day for one in told)
        held = calendar.why_quiet(day, is_pressing=is_pressing)
        keys = [one.item for one in told]
        said = [line.text for line in asks]
        coming.append(Coming(day, calendar.hours(day).opens, keys, held, said))
        if not held:
            asked.update(line.once for line in asks)
            due = [_after(one, day) for one in due]
    return coming


def _after(one: Due, day: date) -> Due:
    stage = one.stage_on(day)
    return one if stage is None else replace(one, told=stage)


def _has_left(resident: Resident, day: date) -> bool:
    """Whether the letter of `day` has left, so that what is new waits for the next."""
    digests = Letter.objects.filter(
        kind=Letter.Kind.DIGEST, resident=resident, local_day=day
    )
    return digests.exclude(state=Letter.State.PLANNED).exists()


def _read(resident: Resident, person: Person) -> Sequence[Due]:
    told = (
        Reminder.objects.filter(item=OuterRef("pk"), due_on=OuterRef("due_on"))
        .filter(state__in=(Reminder.State.SENT, Reminder.State.FAILED))
        .order_by("-stage")
    )
    items = (
        Item.objects.filter(resident=resident, notice_at__isnull=False)
        .select_related("definition", "snooze")
        .defer("definition__guidance", "definition__sources")
        .annotate(told=Subquery(told.values("stage")[:1]))
        .order_by("due_on", "pk")
    )
    return [
        Due(
            item=item.pk,
            slug=item.slug,
            due_on=item.due_on,
            begins_on=item.not_before_on,
            deadline=item.definition.deadline,
            owner=item.definition.owner,
            told=item.told,
            snoozed_until=item.snooze.until_on if hasattr(item, "snooze") else None,
            person=person,
        )
        for item in items
        if item.due_on is not None
    ]
