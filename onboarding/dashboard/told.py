"""The consequences of a new date or fact in words, for whoever has to say yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.phrases import counted
from onboarding.dashboard.redating import Consequences, Move


@dataclass(frozen=True, slots=True)
class ToldMove:
    """One item that moves: `was` and `will_be` are days in words."""

    title: str
    was: str
    will_be: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What `found` means on `today`, the day where the resident is."""

    found: Consequences
    today: date

    @property
    def headline(self) -> str:
        """How much changes, as a heading: `This moves 12 items, adds 3 items`."""
        found = self.found
        parts = [
            ("moves", len(found.moved)),
            ("adds", len(found.added)),
            ("takes away", len(found.fell_away)),
        ]
        said = [f"{verb} {counted(n, 'item', 'items')}" for verb, n in parts if n]
        return f"This {', '.join(said)}" if said else "No item moves"

    @property
    def moves(self) -> Sequence[ToldMove]:
        """What moves, the first new day first; what has none any more last."""
        return [_told_move(move, self.today) for move in self.found.moved]

    @property
    def overdue(self) -> Sequence[str]:
        """The titles of what becomes overdue."""
        return [one.title for one in self.found.now_overdue]

    @property
    def added(self) -> Sequence[str]:
        """The titles of what comes."""
        return [one.title for one in self.found.added]

    @property
    def fell_away(self) -> Sequence[str]:
        """The titles of what falls away."""
        return [one.title for one in self.found.fell_away]

    @property
    def reminders(self) -> str:
        """How many planned reminders are not sent, as a sentence; "" for none."""
        count = self.found.cancelled_reminders
        if not count:
            return ""
        which = "is" if count == 1 else "are"
        planned = counted(count, "planned reminder", "planned reminders")
        return f"{planned} {which} cancelled; new ones follow the new dates."

    @property
    def start(self) -> str:
        """That not all can be ready for the start, as a sentence; "" if it can."""
        day = self.found.not_ready_before
        if day is None:
            return ""
        words = day_words(day, self.today)
        return f"Not everything can then be ready before {words}."

    @property
    def impossible(self) -> Sequence[str]:
        """Which items cannot be begun by their date, and why, as sentences."""
        return [
            f"“{one.title}” is due {day_words(one.due_on, self.today)}, but cannot be "
            f"begun before {day_words(one.begins_on, self.today)}"
            + (f": “{one.first}” takes until then." if one.first != one.title else ".")
            for one in self.found.impossible
        ]

    @property
    def summary(self) -> str:
        """All of it in one line, for a list of people."""
        found = self.found
        parts = [self.headline.removeprefix("This ").capitalize()]
        if found.now_overdue:
            parts.append(f"{len(found.now_overdue)} overdue at once")
        if found.impossible:
            parts.append(f"{len(found.impossible)} cannot be begun in time")
        if found.cancelled_reminders:
            count = found.cancelled_reminders
            parts.append(f"{counted(count, 'reminder', 'reminders')} cancelled")
        return ", ".join(parts)


def _told_move(move: Move, today: date) -> ToldMove:
    return ToldMove(
        title=move.title,
        was=_day_or_none(move.was, today),
        will_be=_day_or_none(move.now, today),
        is_late=move.is_late,
    )


def _day_or_none(day: date | None, today: date) -> str:
    return day_words(day, today) if day else "no date"
