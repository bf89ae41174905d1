"""What a pass looks at: items whose moment has come, and whose they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from onboarding.checklists.models import Item
from onboarding.checklists.words import Deadline
from onboarding.reminders.calendars import calendars_of, columns
from onboarding.reminders.hours import Calendar, LetterDay
from onboarding.reminders.models import Escalation, Reminder, Snooze
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
    deadline: str
    owner: str
    told: int | None
    snoozed_until: date | None
    person: Person
    rungs: frozenset[str] = frozenset()
    rung_since: date | None = None

    @property
    def is_legal(self) -> bool:
        """Whether its deadline is set by law."""
        return self.deadline == Deadline.LEGAL

    def is_asked_for(self, stage: int) -> bool:
        """Whether `stage` is the day to which the resident put it off."""
        until = self.snoozed_until
        return until is not None and stage == (until - self.due_on).days

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
    due = [_due(row, people[row["resident_id"]]) for row in rows]
    return _with_rungs(due, now)


def _with_rungs(due: list[Due], now: datetime) -> list[Due]:
    """With what the ladder has told of those that are overdue."""
    late = {one.item: one.due_on for one in due if one.due_on < now.date()}
    if not late:
        return due
    rungs: dict[int, set[str]] = {}
    since: dict[int, date] = {}
    for row in Escalation.objects.filter(item__in=late):
        if row.due_on == late[row.item_id]:
            rungs.setdefault(row.item_id, set()).add(row.rung)
            last = max(filter(None, (row.raised_at, row.taken_at))).date()
            since[row.item_id] = max(last, since.get(row.item_id, last))
    return [
        replace(one, rungs=frozenset(rungs[one.item]), rung_since=since.get(one.item))
        if one.item in rungs
        else one
        for one in due
    ]


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
            owner=F("definition__owner"),
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
        deadline=row["deadline"],
        owner=row["owner"],
        told=row["told"],
        snoozed_until=row["snoozed_until"],
        person=person,
    )
