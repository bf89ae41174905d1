"""From items to letters: the reminders that should exist by now. Sends nothing.

A pass reads only items whose `notice_at` has come and moves that on to their next
stage, so its cost grows with what is due and not with how many residents there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from onboarding.accounts.models import Invitation
from onboarding.checklists.models import Item
from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.lib.bulk import set_rows
from onboarding.lib.dates import instant
from onboarding.reminders.hours import LetterDay, day_after, first_letter_day
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.stages import current_stage, next_stage_day
from onboarding.residents.models import Resident
from onboarding.residents.whereabouts import Whereabouts, columns, whereabouts_of

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class _Due:
    """One item to look at; `told` is the latest stage told of this due date."""

    item: int
    resident: int
    due_on: date
    told: int | None
    is_here: bool

    def stage_on(self, day: date) -> int | None:
        """The stage to tell on `day`, or None where there is nothing new to say."""
        stage = current_stage(self.due_on, day)
        is_new = stage is not None and (self.told is None or stage > self.told)
        return stage if is_new and self.is_here else None


@dataclass(frozen=True, slots=True)
class _Person:
    """A resident who gets a letter."""

    user: int
    where: Whereabouts


def plan_reminders(now: datetime) -> int:
    """Make the reminders that are owed at `now`, each in a letter; counts them."""
    planned = 0
    while True:
        seen, made = _plan_chunk(now)
        planned += made
        if seen < CHUNK:
            return planned


def plan_invitations(invitations: Sequence[int], now: datetime) -> int:
    """Make the letters of new invitations; counts them.

    A coordinator has just asked for them: they leave at any hour until they expire.
    """
    place = Resident.objects.filter(user=OuterRef("user_id")).order_by("-pk")
    found = Invitation.objects.filter(pk__in=invitations).annotate(
        resident_id=Subquery(place.values("pk")[:1])
    )
    letters = [
        Letter(
            kind=Letter.Kind.INVITATION,
            recipient_id=invitation.user_id,
            resident_id=invitation.resident_id,
            invitation=invitation,
            local_day=now.date(),
            send_after=now,
            send_before=invitation.expires_at,
        )
        for invitation in found
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


@transaction.atomic
def _plan_chunk(now: datetime) -> tuple[int, int]:
    """How many items were looked at, and how many reminders came of them."""
    due, people = _read_due(now)
    if not due:
        return 0, 0
    days = {pk: first_letter_day(p.where, now) for pk, p in people.items()}
    with_news = {
        one.resident for one in due if one.stage_on(days[one.resident].day) is not None
    }
    letters, booked = _book({pk: days[pk] for pk in with_news}, people)
    days |= booked
    reminders = _reminders(due, days, letters)
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    set_rows(Item, ["notice_at"], _next_notices(due, days, people))
    return len(due), len(reminders)


def _read_due(now: datetime) -> tuple[list[_Due], dict[int, _Person]]:
    """The next chunk of items, locked against a second pass, and whose they are."""
    told = (
        Reminder.objects.filter(item=OuterRef("pk"), due_on=OuterRef("due_on"))
        .exclude(state=Reminder.State.CANCELLED)
        .order_by("-stage")
    )
    rows: Iterable[Mapping[str, Any]] = (
        Item.objects.to_notice(now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("notice_at", "pk")
        .values(
            "pk",
            "resident_id",
            "due_on",
            told=Subquery(told.values("stage")[:1]),
            user=F("resident__user_id"),
            is_active=F("resident__user__is_active"),
            left_at=F("resident__withdrawn_at"),
            **columns(),
        )[:CHUNK]
    )
    due: list[_Due] = []
    people: dict[int, _Person] = {}
    for row in rows:
        resident = row["resident_id"]
        is_here = row["is_active"] and row["left_at"] is None
        due.append(_Due(row["pk"], resident, row["due_on"], row["told"], is_here))
        if resident not in people:
            people[resident] = _Person(row["user"], whereabouts_of(row))
    return due, people


def _book(
    wanted: dict[int, LetterDay], people: dict[int, _Person]
) -> tuple[dict[int, int], dict[int, LetterDay]]:
    """A planned letter for each resident, and the day it is for, by resident.

    Where the letter of the wanted day has left already it is the next day's.
    """
    letters: dict[int, int] = {}
    days: dict[int, LetterDay] = {}
    while wanted:
        Letter.objects.bulk_create(
            # In one order, or two passes at once could wait for each other.
            [_digest(pk, people[pk].user, wanted[pk]) for pk in sorted(wanted)],
            ignore_conflicts=True,
        )
        # Locked, so that no worker takes a letter while reminders are put into it.
        found = Letter.objects.filter(
            kind=Letter.Kind.DIGEST,
            resident__in=wanted,
            local_day__in={day.day for day in wanted.values()},
        ).select_for_update()
        for pk, resident, day, state in found.order_by("pk").values_list(
            "pk", "resident_id", "local_day", "state"
        ):
            if day == wanted[resident].day and state == Letter.State.PLANNED:
                letters[resident], days[resident] = pk, wanted[resident]
        wanted = {
            pk: day_after(people[pk].where, day)
            for pk, day in wanted.items()
            if pk not in letters
        }
    return letters, days


def _digest(resident: int, user: int, day: LetterDay) -> Letter:
    return Letter(
        kind=Letter.Kind.DIGEST,
        resident_id=resident,
        recipient_id=user,
        local_day=day.day,
        send_after=day.opens,
        send_before=day.closes,
    )


def _reminders(
    due: Iterable[_Due], days: dict[int, LetterDay], letters: dict[int, int]
) -> list[Reminder]:
    """What goes into `letters`: each stage as it will be on the letter's day."""
    stages = ((one, one.stage_on(days[one.resident].day)) for one in due)
    return [
        Reminder(
            item_id=one.item,
            stage=stage,
            due_on=one.due_on,
            letter_id=letters[one.resident],
        )
        for one, stage in stages
        if stage is not None and one.resident in letters
    ]


def _next_notices(
    due: Iterable[_Due], days: dict[int, LetterDay], people: dict[int, _Person]
) -> list[tuple[int, datetime]]:
    """When to look at each item again: also at those of people who get no letters."""
    notices = []
    for one in due:
        day = next_stage_day(one.due_on, days[one.resident].day)
        zone = people[one.resident].where.zone_on(day)
        notices.append((one.item, instant(day, NOTICE_HOUR, zone)))
    return notices
