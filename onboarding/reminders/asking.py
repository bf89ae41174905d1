"""A coordinator's "remind now": in the next daily letter, whatever the stages say."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.words import ACTIONABLE, Actor
from onboarding.reminders.calendars import calendars_of, columns
from onboarding.reminders.looking import Person
from onboarding.reminders.models import Reminder, Snooze
from onboarding.reminders.plan import book


@transaction.atomic
def remind_now(items: Iterable[int], *, by: User, now: datetime) -> int:
    """Put those of `items` (keys) that their residents can do into the next letter.

    It leaves in the hours of their day, and there is still one letter a day. Returns
    how many were put there; asking twice on a day adds nothing.
    """
    rows = _read(items)
    calendars = calendars_of(rows)
    people = {
        row["resident_id"]: Person(
            row["resident_id"], row["user"], True, calendars[row["resident_id"]]
        )
        for row in rows
    }
    days = {pk: person.letter_day(now) for pk, person in people.items()}
    ready = [row for row in rows if _can_begin(row, days[row["resident_id"]].day)]
    wanted = {row["resident_id"]: days[row["resident_id"]] for row in ready}
    letters, booked = book(wanted, people)
    keys = [row["pk"] for row in ready]
    Snooze.objects.filter(item__in=keys).delete()
    asked = Reminder.objects.filter(item__in=keys)
    before = asked.count()
    Reminder.objects.bulk_create(
        [
            Reminder(
                item_id=row["pk"],
                stage=(booked[row["resident_id"]].day - row["due_on"]).days,
                due_on=row["due_on"],
                letter_id=letters[row["resident_id"]],
                asked_by=by,
            )
            for row in ready
        ],
        ignore_conflicts=True,
    )
    return asked.count() - before


def _read(items: Iterable[int]) -> list[Mapping[str, Any]]:
    """Those of `items` that a resident has to do and can, locked against a pass."""
    found = Item.objects.filter(
        pk__in=items,
        state__in=ACTIONABLE,
        due_on__isnull=False,
        waiting_for="",
        definition__owner=Actor.RESIDENT,
        resident__withdrawn_at=None,
        resident__user__is_active=True,
    )
    rows = found.select_for_update(of=("self",)).order_by("pk")
    return list(
        rows.values(
            "pk",
            "resident_id",
            "due_on",
            "not_before_on",
            user=F("resident__user_id"),
            **columns(),
        )
    )


def _can_begin(row: Mapping[str, Any], day: date) -> bool:
    return row["not_before_on"] is None or row["not_before_on"] <= day
