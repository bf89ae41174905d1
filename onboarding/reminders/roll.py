"""Letters that missed their day go to the next one that is free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from onboarding.lib.bulk import set_rows
from onboarding.lib.dates import ONE_DAY
from onboarding.reminders.calendars import calendars_of, columns
from onboarding.reminders.hours import Calendar, LetterDay
from onboarding.reminders.models import Letter, Reminder

_Row = Mapping[str, Any]
# Other digests of the same people, by resident and day.
_Taken = dict[tuple[int, date], _Row]


@dataclass(slots=True)
class _Moves:
    """What has to be written."""

    days: list[tuple[int, date, datetime, datetime]] = field(default_factory=list)
    heirs: dict[int, int] = field(default_factory=dict)
    dropped: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)

    def move(self, letter: int, day: LetterDay) -> None:
        """Put `letter` on `day` and in its hours."""
        self.days.append((letter, day.day, day.opens, day.closes))


@transaction.atomic
def roll(letters: Sequence[int], now: datetime) -> None:
    """Give planned digests the first letter day at `now` that nothing has left on.

    A letter keeps its row, and with it its Message-ID: an attempt may have arrived.
    What had been planned for that day is put into it; several late letters of one
    person become one.
    """
    late = list(
        Letter.objects.filter(
            pk__in=letters, kind=Letter.Kind.DIGEST, state=Letter.State.PLANNED
        )
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("resident_id", "-attempts", "pk")
        .values("pk", "resident_id", "attempts", **columns())
    )
    if not late:
        return
    # Nowhere is it earlier than the day before the one in UTC.
    taken = _read_taken(late, now.date() - ONE_DAY)
    moves, calendars = _Moves(), calendars_of(late)
    for resident, theirs in groupby(late, key=itemgetter("resident_id")):
        _decide(list(theirs), taken, calendars[resident], now, moves)
    _write(moves)


def _read_taken(late: Iterable[_Row], since: date) -> _Taken:
    others = (
        Letter.objects.filter(
            kind=Letter.Kind.DIGEST,
            resident__in={row["resident_id"] for row in late},
            local_day__gte=since,
        )
        .exclude(pk__in=[row["pk"] for row in late])
        .select_for_update()
        .order_by("pk")
    )
    rows = others.values("pk", "resident_id", "local_day", "state", "attempts")
    return {(row["resident_id"], row["local_day"]): row for row in rows}


def _decide(
    late: Sequence[_Row],
    taken: _Taken,
    calendar: Calendar,
    now: datetime,
    moves: _Moves,
) -> None:
    """One person's late letters: the most tried one goes on and takes the others in."""
    heir, *rest = late
    day = calendar.first(now)
    while (other := taken.get((heir["resident_id"], day.day))) and not _is_new(other):
        day = calendar.after(day)
    moves.move(heir["pk"], day)
    for row in rest:
        moves.heirs[row["pk"]] = heir["pk"]
        moves.merged.append(row["pk"])
    if other:
        moves.heirs[other["pk"]] = heir["pk"]
        moves.dropped.append(other["pk"])


def _is_new(row: _Row) -> bool:
    return bool(row["state"] == Letter.State.PLANNED and row["attempts"] == 0)


def _write(moves: _Moves) -> None:
    if moves.heirs:
        moving = Reminder.objects.filter(
            letter__in=moves.heirs, state=Reminder.State.PLANNED
        ).values_list("pk", "letter_id")
        set_rows(Reminder, ["letter"], [(pk, moves.heirs[old]) for pk, old in moving])
        Letter.objects.filter(pk__in=moves.merged).update(
            state=Letter.State.CANCELLED, problem="Put together with a later letter."
        )
        # Nobody has seen these, and their day is needed.
        Letter.objects.filter(pk__in=moves.dropped).delete()
    set_rows(Letter, ["local_day", "send_after", "send_before"], moves.days)
