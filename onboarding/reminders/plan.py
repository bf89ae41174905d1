"""From items to letters: the reminders that should exist by now. Sends nothing.

A pass reads only items whose `notice_at` has come and moves that on to the next day on
which the program's policy may have something to say, so its cost grows with what is due
and not with how many residents there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from onboarding.accounts.models import Invitation
from onboarding.checklists.models import Item
from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.lib.bulk import insert_rows, set_rows
from onboarding.lib.dates import instant
from onboarding.reminders.hours import LetterDay
from onboarding.reminders.ladder import next_rung_day, raise_escalations
from onboarding.reminders.looking import CHUNK, Due, Person, read_due
from onboarding.reminders.models import Letter, Reminder
from onboarding.residents.models import Resident

People = Mapping[int, Person]
Days = dict[int, LetterDay]
_TELLING = ("item", "stage", "due_on", "ask", "letter", "asked_by", "state")


@dataclass(frozen=True, slots=True)
class Planned:
    """How many reminders were made for residents, and how many letters to staff."""

    reminders: int = 0
    staff_letters: int = 0

    def __bool__(self) -> bool:
        return bool(self.reminders or self.staff_letters)


def plan_items(now: datetime) -> Planned:
    """Make the reminders owed at `now`, each in a letter, and tell what is overdue."""
    reminders = staff_letters = 0
    while True:
        seen, made, told = _plan_chunk(now)
        reminders += made
        staff_letters += told
        if seen < CHUNK:
            return Planned(reminders, staff_letters)


def plan_reminders(now: datetime) -> int:
    """The same; counts the reminders."""
    return plan_items(now).reminders


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


def book(wanted: Days, people: People) -> tuple[dict[int, int], Days]:
    """A planned letter for each resident, and the day it is for, by resident.

    Where the letter of the wanted day has left already it is the next day's. To be
    called in a transaction.
    """
    letters: dict[int, int] = {}
    days: Days = {}
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
            pk: people[pk].calendar.after(day)
            for pk, day in wanted.items()
            if pk not in letters
        }
    return letters, days


@transaction.atomic
def _plan_chunk(now: datetime) -> tuple[int, int, int]:
    """How many items were looked at, and what came of them: reminders, letters."""
    due = read_due(now)
    if not due:
        return 0, 0, 0
    people = {one.person.resident: one.person for one in due}
    days = _letter_days(due, people, now)
    with_news = {
        one.person.resident
        for one in due
        if one.stage_on(days[one.person.resident].day) is not None
    }
    letters, booked = book({pk: days[pk] for pk in with_news}, people)
    days |= booked
    made = insert_rows(
        Reminder, _TELLING, _reminders(due, days, letters), only_new=True
    )
    told = raise_escalations(due, now)
    set_rows(Item, ["notice_at"], _next_notices(due, days))
    return len(due), made, told


def _letter_days(due: Iterable[Due], people: People, now: datetime) -> Days:
    """The day of each person's next letter.

    A deadline of law that is over does not wait for the end of a weekend.
    """
    days = {pk: person.letter_day(now) for pk, person in people.items()}
    for one in due:
        if not one.is_legal:
            continue
        person = one.person
        pressing = person.letter_day(now, is_pressing=True)
        is_sooner = pressing.day < days[person.resident].day
        if is_sooner and one.due_on < pressing.day and one.stage_on(pressing.day):
            days[person.resident] = pressing
    return days


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
    due: Iterable[Due], days: Days, letters: Mapping[int, int]
) -> list[tuple[Any, ...]]:
    """What goes into `letters`, in the order of _TELLING: each stage as it will be on
    the letter's day.
    """
    stages = ((one, one.stage_on(days[one.person.resident].day)) for one in due)
    return [
        (
            one.item,
            stage,
            one.due_on,
            "",
            letters[one.person.resident],
            one.person.user if one.is_asked_for(stage) else None,
            Reminder.State.PLANNED,
        )
        for one, stage in stages
        if stage is not None and one.person.resident in letters
    ]


def _next_notices(due: Iterable[Due], days: Days) -> list[tuple[int, datetime]]:
    """When to look at each item again: also at those of people who get no letters."""
    notices = []
    for one in due:
        today = days[one.person.resident].day
        day = min(d for d in (one.next_day(today), next_rung_day(one, today)) if d)
        zone = one.person.calendar.where.zone_on(day)
        notices.append((one.item, instant(day, NOTICE_HOUR, zone)))
    return notices
