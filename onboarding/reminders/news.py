"""What happened to a plan, told in the next daily letter: never one by one.

Asked from the history of checklists. Some events are worth a letter of their own the
next morning; the others come along with whichever letter leaves next (telling.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Subquery
from django.db.models.functions import Coalesce

from onboarding.checklists.models import Event
from onboarding.reminders.calendars import calendars_of, columns
from onboarding.reminders.looking import Person
from onboarding.reminders.models import ReadMark, Reminder
from onboarding.reminders.plan import book
from onboarding.reminders.telling import MOVING

# Values of EventKind. What the resident did themselves is no news to them.
WORTH_A_LETTER = MOVING | {"returned", "answered", "extended", "reopened"}
# What nobody was told within this time is history by now.
NEWS_LASTS = timedelta(days=7)
# No transaction is open for longer.
_SETTLED_AFTER = timedelta(minutes=15)
_CHUNK = 5_000


def plan_news(now: datetime) -> int:
    """Put new events into the letters of the people they concern; counts them.

    One query where nothing has happened.
    """
    mark = ReadMark.objects.filter(pk=1)
    read_to = Coalesce(Subquery(mark.values("read_to")[:1]), 0)
    fresh = list(
        Event.objects.filter(pk__gt=read_to)
        .order_by("pk")
        .values_list("pk", "kind")[:_CHUNK]
    )
    if not fresh:
        return 0
    worthy = [pk for pk, kind in fresh if kind in WORTH_A_LETTER]
    made = _plan(worthy, now) if worthy else 0
    _move_mark(fresh[-1][0], now, is_full=len(fresh) == _CHUNK)
    return made


@transaction.atomic
def _plan(events: Sequence[int], now: datetime) -> int:
    rows: list[Mapping[str, Any]] = list(
        Event.objects.filter(
            pk__in=events, at__lte=now, at__gt=now - NEWS_LASTS, reminders=None
        )
        .filter(resident__withdrawn_at=None, resident__user__is_active=True)
        .exclude(by=F("resident__user"))
        .order_by("pk")
        .values(
            "pk",
            "kind",
            "details",
            "resident_id",
            user=F("resident__user_id"),
            **columns(),
        )
    )
    news = [row for row in rows if _is_news(row)]
    if not news:
        return 0
    people = _people(news)
    days = {pk: person.letter_day(now) for pk, person in people.items()}
    letters, _ = book(days, people)
    Reminder.objects.bulk_create(
        [
            Reminder(event_id=row["pk"], letter_id=letters[row["resident_id"]])
            for row in news
        ],
        ignore_conflicts=True,
    )
    return len(news)


def _people(rows: Iterable[Mapping[str, Any]]) -> dict[int, Person]:
    calendars = calendars_of(rows)
    return {
        row["resident_id"]: Person(
            row["resident_id"], row["user"], True, calendars[row["resident_id"]]
        )
        for row in rows
    }


def _is_news(row: Mapping[str, Any]) -> bool:
    """A plan that was worked out again without a move is none."""
    details = row["details"]
    return row["kind"] not in MOVING or bool(
        details.get("moved") or details.get("added")
    )


def _move_mark(seen_to: int, now: datetime, *, is_full: bool) -> None:
    """Remember what was seen, once every transaction of its time is over."""
    found = ReadMark.objects.filter(pk=1)
    mark = found.first()
    if mark is None:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        ReadMark.objects.bulk_create(
            [ReadMark(pk=1, next_to=min(seen_to, newest), since=now)],
            ignore_conflicts=True,
        )
    elif is_full:
        # So many at once: the oldest of them are settled.
        ReadMark.objects.filter(pk=1).update(
            read_to=seen_to, next_to=seen_to, since=now
        )
    elif now - mark.since >= _SETTLED_AFTER and mark.read_to < seen_to:
        found.update(read_to=mark.next_to, next_to=seen_to, since=now)
