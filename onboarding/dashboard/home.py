"""The resident's home: what next, what this week, and how far the journey is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onboarding.accounts.models import User
from onboarding.checklists.facts import Facts, facts_of
from onboarding.checklists.models import Evidence, Item
from onboarding.checklists.presenting.days import day_words, distance
from onboarding.checklists.presenting.lines import Line, lines_of, most_pressing
from onboarding.checklists.presenting.own import items_of, residency_of
from onboarding.checklists.words import Deadline, NextActor, State
from onboarding.dashboard.journey import (
    Happening,
    Progress,
    happenings_of,
    sections_of,
)
from onboarding.learning.hints import Hint, hint_of, with_hints
from onboarding.learning.judging import to_judge
from onboarding.milestones.hints import OwnView, own_view_of, with_own_view
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Resident

NEXT_THINGS = 3
_WEEK = timedelta(days=6)
_MONTHS = 12
# So long after an activity the home asks whether it was useful.
_JUST_NOW = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Home:
    """One resident's plan on `today`, the day where they are."""

    resident: Resident
    facts: Facts
    today: date
    lines: Sequence[Line]

    @property
    def stage(self) -> str:
        """Where they are between Match Day and the end of the program's years."""
        orientation = self.facts.dates[Anchor.ORIENTATION_START]
        start = self.facts.dates[Anchor.PROGRAM_START]
        if self.today < orientation:
            return _ahead("Orientation starts", orientation, self.today)
        if self.today < start:
            return _ahead("The program starts", start, self.today)
        return _month_of_program(start, self.today)

    @property
    def pressing(self) -> list[Line]:
        """All that the resident can do today, most pressing first."""
        return most_pressing(self.lines)

    @property
    def next_things(self) -> list[Line]:
        """The three that come first."""
        return self.pressing[:NEXT_THINGS]

    @property
    def week_ends(self) -> str:
        """The last of the seven days from today on, in words."""
        return day_words(self.today + _WEEK, self.today)

    @property
    def also_this_week(self) -> list[Line]:
        """What else is due within seven days, or was, after the next three things."""
        last = self.today + _WEEK
        rest = self.pressing[NEXT_THINGS:]
        return [line for line in rest if line.item.due_on and line.item.due_on <= last]

    @property
    def sent_back(self) -> list[Line]:
        """What came back to the resident with a reason."""
        return [line for line in self.pressing if line.state == State.RETURNED]

    @property
    def answered(self) -> list[Line]:
        """What they asked about, with an answer that they have not put away."""
        return [
            line for line in self.lines if getattr(line.item, "has_new_answer", False)
        ]

    @property
    def asked(self) -> list[Line]:
        """What they asked about and nobody has answered yet."""
        return [
            line
            for line in self.lines
            if getattr(line.item, "has_open_question", False)
        ]

    @property
    def in_check(self) -> list[Line]:
        """What the resident sent and somebody else looks at."""
        return [
            line
            for line in self.lines
            if line.state == State.SUBMITTED and line.actor != NextActor.RESIDENT
            if not line.is_by_program
        ]

    @property
    def sections(self) -> list[Progress]:
        """The journey, in the order of the pack."""
        return sections_of(self.lines)

    @property
    def overall(self) -> Progress:
        """The whole journey as one."""
        lines = [line for section in self.sections for line in section.lines]
        return Progress("", "All of it", lines)

    def in_section(self, slug: str) -> list[Line]:
        """The lines of the section called `slug`, none if there is no such section."""
        return [
            line for line in self.lines if line.item.definition.section.slug == slug
        ]

    @property
    def hint(self) -> Hint | None:
        """What of learning waits for them."""
        return hint_of(self.resident, self.facts.dates, self.today)

    @property
    def own_view(self) -> OwnView | None:
        """The view of themselves that their program asks for."""
        return own_view_of(self.resident, self.today)

    @property
    def happenings(self) -> list[Happening]:
        """What may happen, with the items that then need doing."""
        return happenings_of(self.lines)


def home_of(user: User, now: datetime) -> Home | None:
    """The home of the newest residency of `user`, or None. Four queries."""
    resident = residency_of(user, with_own_view(with_hints(Resident.objects.all())))
    if resident is None:
        return None
    facts = facts_of(resident)
    today = facts.today(now)
    return Home(resident, facts, today, lines_of(items_of(resident, user), today))


def with_reasons(lines: Sequence[Line], user: User) -> list[tuple[Line, str]]:
    """Each of `lines`, all sent back, with the reason. One query if there are any."""
    if not lines:
        return []
    found = Evidence.objects.visible_to(user).filter(
        item__in=[line.item.pk for line in lines], verdict=Evidence.Verdict.RETURNED
    )
    newest_last = found.order_by("reviewed_at", "pk")
    reasons = dict(newest_last.values_list("item_id", "reason"))
    return [(line, reasons.get(line.item.pk, "")) for line in lines]


def just_finished(home: Home, user: User, now: datetime) -> list[Item]:
    """Activities to say of whether they were useful; asked only if there may be any."""
    since = now - _JUST_NOW
    if not any(_is_fresh(line.item, since) for line in home.lines):
        return []
    return to_judge(home.resident, user, now, since=since)


def _is_fresh(item: Item, since: datetime) -> bool:
    is_practice = item.definition.deadline == Deadline.PRACTICE
    return is_practice and bool(item.settled_at and item.settled_at >= since)


def _ahead(what: str, day: date, today: date) -> str:
    return f"{what} {distance(day, today)}, on {day_words(day, today)}."


def _month_of_program(start: date, today: date) -> str:
    """`Month 3 of the program.`; from the second year on with the year."""
    passed = (today.year - start.year) * _MONTHS + today.month - start.month
    passed -= today.day < start.day
    year, month = divmod(passed, _MONTHS)
    first = f"Year {year + 1}, month" if year else "Month"
    return f"{first} {month + 1} of the program."
