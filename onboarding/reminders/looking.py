"""What a pass looks at: items whose moment has come, and whose they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from onboarding.checklists.models import Item
from onboarding.checklists.words import Deadline
from onboarding.reminders.calendars import calendars_of, columns
from onboarding.reminders.hours import Calendar, LetterDay
from onboarding.reminders.models import Reminder, Snooze
from onboarding.reminders.stages import current_stage, next_stage_day

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """A resident with things due; `is_here` is false for those who have left."""

    resident: int
    user: int
    is_here: bool
    calendar: Calendar

    def letter_day(self, now: datetime, *, is_pressing: bool = False) -> LetterDay:
        """The day of their next letter at `now`."""
        return self.calendar.first(now, is_pressing=is_pressing)


@dataclass(frozen=True, slots=True)
class Due:
    """One item to look at; `told` is the latest stage told of this due date."""

    item: int
    slug: str
    due_on: date
    begins_on: date | None
    is_legal: bool
    told: int | None
    snoozed_until: date | None
    person: Person

    def stage_on(self, day: date) -> int | None:
        """The stage to tell on `day`, or None where there is nothing new to say.

        The day to which the resident put it off is a stage of its own: they asked.
        """
        policy = self.person.calendar.policy
        if not self.person.is_here or policy.never_reminds(self.slug):
            return None
        if self._waits_on(day):
            return None
        stage = current_stage(self.due_on, day, policy.all_stages)
        if self.snoozed_until is not None:
            asked = (self.snoozed_until - self.due_on).days
            stage = asked if stage is None else max(stage, asked)
        is_new = stage is not None and (self.told is None or stage > self.told)
        return stage if is_new else None

    def next_day(self, day: date) -> date:
        """The day after `day` on which to look at it again."""
        stages = self.person.calendar.policy.all_stages
        usual = next_stage_day(self.due_on, day, stages)
        ends = [d for d in (self.begins_on, self.snoozed_until) if d and d > day]
        return max(ends) if ends else usual

    def _waits_on(self, day: date) -> bool:
        """Whether it cannot be begun on `day`, or was put off beyond it."""
        return any(
            wait is not None and wait > day
            for wait in (self.begins_on, self.snoozed_until)
        )


def read_due(now: datetime) -> list[Due]:
    """The next chunk of items, locked against a second pass."""
    rows = list(_rows(now))
    calendars = calendars_of(rows)
    people = {
        row["resident_id"]: Person(
            row["resident_id"],
            row["user"],
            row["is_active"] and row["left_at"] is None,
            calendars[row["resident_id"]],
        )
        for row in rows
    }
    return [_due(row, people[row["resident_id"]]) for row in rows]


def _rows(now: datetime) -> Iterable[Mapping[str, Any]]:
    told = (
        Reminder.objects.filter(item=OuterRef("pk"), due_on=OuterRef("due_on"))
        .exclude(state=Reminder.State.CANCELLED)
        .order_by("-stage")
    )
    snoozed = Snooze.objects.filter(item=OuterRef("pk"))
    return (
        Item.objects.to_notice(now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("notice_at", "pk")
        .values(
            "pk",
            "slug",
            "resident_id",
            "due_on",
            "not_before_on",
            deadline=F("definition__deadline"),
            told=Subquery(told.values("stage")[:1]),
            snoozed_until=Subquery(snoozed.values("until_on")[:1]),
            user=F("resident__user_id"),
            is_active=F("resident__user__is_active"),
            left_at=F("resident__withdrawn_at"),
            **columns(),
        )[:CHUNK]
    )


def _due(row: Mapping[str, Any], person: Person) -> Due:
    return Due(
        item=row["pk"],
        slug=row["slug"],
        due_on=row["due_on"],
        begins_on=row["not_before_on"],
        is_legal=row["deadline"] == Deadline.LEGAL,
        told=row["told"],
        snoozed_until=row["snoozed_until"],
        person=person,
    )
