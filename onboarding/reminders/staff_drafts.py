"""Letters to staff before they are written: what still waits when they leave."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from onboarding.checklists.words import ACTIONABLE, Deadline
from onboarding.lib.dates import ONE_DAY, instant, local_day
from onboarding.reminders.calendars import policy_of
from onboarding.reminders.compose import Task, Written
from onboarding.reminders.compose_staff import (
    WEEKLY_SUBJECT,
    Overdue,
    Weekly,
    compose_overdue,
    compose_weekly,
    overdue_subject,
)
from onboarding.reminders.hours import LetterDay
from onboarding.reminders.models import LAST_HOUR, Correspondent, Escalation, Letter
from onboarding.reminders.waiting import waiting_for
from onboarding.residents.models import Program


@dataclass(slots=True)
class WeeklyDraft:
    """A weekly letter before it is written."""

    letter: Letter
    hours: LetterDay
    now: datetime

    @property
    def address(self) -> str:
        """Where to send it."""
        return self.letter.recipient.email

    def why_not(self, now: datetime) -> str:  # noqa: ARG002 -- as every draft has it
        """Why it is not needed any more, or nothing."""
        reader = self.letter.recipient
        if not reader.is_active:
            return "Their account is switched off."
        left = Correspondent.objects.filter(user=reader, has_weekly_letter=False)
        if left.exists():
            return "They do not want the weekly letter."
        return "" if waiting_for(reader, self.now) else "Nothing waits any more."

    @property
    def subject(self) -> str:
        """What its subject says."""
        return WEEKLY_SUBJECT

    def write(self) -> Written:
        """The letter."""
        reader = self.letter.recipient
        return compose_weekly(
            Weekly(reader.pk, reader.name, waiting_for(reader, self.now))
        )


@dataclass(slots=True)
class OverdueDraft:
    """A letter about one resident's overdue items before it is written."""

    letter: Letter
    hours: LetterDay
    today: date

    @property
    def address(self) -> str:
        """Where to send it."""
        return self.letter.recipient.email

    def why_not(self, now: datetime) -> str:  # noqa: ARG002 -- as every draft has it
        """Why it is not needed any more, or nothing."""
        resident = self.letter.resident
        if not self.letter.recipient.is_active:
            return "Their account is switched off."
        if resident is None or resident.withdrawn_at is not None:
            return "The resident has left the program."
        if not self._rows():
            return "It was finished, moved or taken by somebody before it left."
        return ""

    @property
    def subject(self) -> str:
        """What its subject says."""
        return overdue_subject(len(self._rows()))

    def write(self) -> Written:
        """The letter."""
        resident, reader = self.letter.resident, self.letter.recipient
        if resident is None:
            raise ValueError("A letter of this kind has a resident.")
        rows = self._rows()
        is_for_director = any(r["rung"] == Escalation.Rung.DIRECTOR for r in rows)
        mine = reverse("reminders:mine", args=[resident.pk])
        return compose_overdue(
            Overdue(
                name=reader.name,
                resident=resident.pk,
                resident_name=resident.spoken_name,
                today=self.today,
                # Private items are not the director's to open.
                tasks=[_task(row, mine if is_for_director else "") for row in rows],
                is_for_director=is_for_director,
                mine_path=mine,
            )
        )

    def _rows(self) -> list[dict[str, Any]]:
        """What is still overdue, and nobody else's already."""
        rows = self.letter.escalations.filter(
            item__state__in=ACTIONABLE, taken_by=None
        ).values(
            "rung",
            "due_on",
            "item_id",
            "item__due_on",
            "item__definition__title",
            "item__definition__is_sensitive",
            "item__definition__deadline",
            "item__definition__section__title",
        )
        return [dict(row) for row in rows if row["item__due_on"] == row["due_on"]]


def weekly_draft(letter: Letter, now: datetime) -> WeeklyDraft:
    """The draft of a weekly letter. One query, and those of what waits."""
    programs = Program.objects.with_role(letter.recipient).select_related("policy")
    return WeeklyDraft(
        letter, _hours(letter, programs.order_by("pk").first(), now), now
    )


def overdue_draft(letter: Letter, today: date, now: datetime) -> OverdueDraft:
    """The draft of a letter about the resident of `letter`."""
    program = letter.resident.cohort.program if letter.resident else None
    return OverdueDraft(letter, _hours(letter, program, now), today)


def _hours(letter: Letter, program: Program | None, now: datetime) -> LetterDay:
    """Today's or tomorrow's hours at the program, until the letter is too old."""
    zone = program.time_zone if program else "UTC"
    hour = policy_of(program).hour if program else LAST_HOUR // 2
    day = local_day(now, zone)
    if now >= instant(day, LAST_HOUR, zone):
        day += ONE_DAY
    opens = instant(day, hour, zone)
    return LetterDay(day, opens, max(letter.send_before, opens + ONE_DAY / 24))


def _task(row: dict[str, Any], instead: str) -> Task:
    """One overdue item; a private one leads to the page `instead`, if there is one."""
    is_private = row["item__definition__is_sensitive"]
    page = reverse("checklists:item-detail", args=[row["item_id"]])
    return Task(
        title=row["item__definition__title"],
        section=row["item__definition__section__title"],
        is_sensitive=is_private,
        is_legal=row["item__definition__deadline"] == Deadline.LEGAL,
        due_on=row["due_on"],
        path=instead if instead and is_private else page,
    )
