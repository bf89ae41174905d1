"""Items as lines of a list: when, who is next, and why now."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words, distance, length
from onboarding.checklists.presenting.phrases import (
    PEOPLE,
    counted,
    due_rule,
    sentence,
)
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.words import Actor, Deadline, NextActor, State
from onboarding.residents.anchors import HAPPENINGS, Anchor

# Nobody can do anything about these today.
LATER = frozenset({State.WAITING_FOR_DATE, State.WAITING_FOR_ITEM, State.TOO_EARLY})
FINISHED = frozenset({State.DONE, State.WAIVED})
_SOON = frozenset({State.DUE_SOON, State.DUE_TODAY, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Neighbors:
    """What one item must know of the others in the same plan."""

    titles: Mapping[str, str]
    waiting: Mapping[str, int]
    happenings: Mapping[str, Anchor]


@dataclass(frozen=True, slots=True)
class Line:
    """One item on `today`, the day where its resident is."""

    item: Item
    today: date
    state: State
    actor: NextActor
    neighbors: Neighbors

    @property
    def title(self) -> str:
        """The title, with its number if the item repeats."""
        return self.item.title

    @property
    def is_ahead(self) -> bool:
        """Whether it comes back only later, and lists leave it out until then."""
        return self.item.is_ahead_on(self.today)

    @property
    def is_late(self) -> bool:
        """Whether the due day has passed and it is unfinished."""
        return self.item.is_late_on(self.today)

    @property
    def is_finished(self) -> bool:
        """Whether it counts as done."""
        return self.state in FINISHED

    @property
    def is_for_resident(self) -> bool:
        """Whether the resident can and should act today."""
        is_theirs = self.actor == NextActor.RESIDENT and self.state not in LATER
        return is_theirs and not self.is_ahead

    @property
    def is_by_program(self) -> bool:
        """Whether somebody else than the resident does it."""
        return self.item.owner != Actor.RESIDENT

    @property
    def happening(self) -> Anchor | None:
        """What has to happen before it means anything; None for most items."""
        return self.neighbors.happenings.get(self.item.slug)

    @property
    def tone(self) -> str:
        """How it looks: late, soon, done, later or calm. Words always say it too."""
        if self.is_finished:
            return "done"
        if self.is_late and self.state != State.SUBMITTED:
            return "late"
        if self.state in LATER:
            return "later"
        return "soon" if self.state in _SOON else "calm"

    @property
    def when(self) -> str:
        """Its due day and state in words, for one line of text."""
        say = _WHEN.get(self.state)
        return say(self) if say else self.due

    @property
    def due(self) -> str:
        """`Due Thu, July 1, in 12 days`, or that there is no date yet."""
        day = self.item.due_on
        if day is None:
            return "No due date yet"
        if self.is_late:
            for_days = length((self.today - day).days)
            return f"Overdue since {day_words(day, self.today)} ({for_days})"
        return f"Due {day_words(day, self.today)}, {distance(day, self.today)}"

    @property
    def waits_for(self) -> str:
        """The label of the date or the title of the item that comes first."""
        slug = self.item.waiting_for
        if slug in Anchor.values:
            return Anchor(slug).label
        return self.neighbors.titles.get(slug, "")

    @property
    def waits_for_date(self) -> bool:
        """Whether a key date is missing."""
        return self.actor == NextActor.DATE

    @property
    def reviewer(self) -> str:
        """Who checks it, to the resident: `your coordinator`."""
        return PEOPLE[self.item.reviewer]

    @property
    def rule(self) -> str:
        """Where its date comes from, as a sentence."""
        return sentence(due_rule(self.item.due_rule, self.neighbors.titles))

    @property
    def why_now(self) -> str:
        """One or two sentences: why it stands at the top."""
        reason = self.rule
        is_legal = self.item.definition.deadline == Deadline.LEGAL
        if self.state == State.RETURNED:
            reason = "It came back to you: something is missing."
        elif self.state == State.SUBMITTED:
            reason = "Please look at it and say whether it is right."
        elif self.is_late and is_legal:
            reason = "The law sets this date, so please do it first."
        elif self.is_late:
            reason = _STILL[self.item.definition.deadline]
        elif is_legal:
            reason = f"Set by law: {reason[0].lower()}{reason[1:]}"
        return f"{reason} {self.unlocks}".strip()

    @property
    def unlocks(self) -> str:
        """How many others wait for it, as a sentence, or "" if none does."""
        count = self.neighbors.waiting.get(self.item.slug, 0)
        if not count:
            return ""
        verb = "waits" if count == 1 else "wait"
        return f"{counted(count, 'other item', 'other items')} {verb} for it."


def lines_of(items: Sequence[Item], today: date) -> list[Line]:
    """All `items` of one plan as lines, in their order; reads nothing."""
    neighbors = Neighbors(
        titles={item.slug: item.definition.title for item in items},
        waiting=Counter(i.waiting_for for i in items if i.is_unfinished),
        happenings=_happenings(items),
    )
    return [line_of(item, today, neighbors) for item in items]


def line_of(item: Item, today: date, neighbors: Neighbors) -> Line:
    """One item as a line."""
    state = state_of(item, today)
    return Line(item, today, state, next_actor(item, state), neighbors)


def most_pressing(lines: Iterable[Line]) -> list[Line]:
    """What the resident can do today: overdue by law, overdue, then by due date."""
    return sorted((line for line in lines if line.is_for_resident), key=_pressure)


def _pressure(line: Line) -> tuple[int, date, int]:
    definition = line.item.definition
    rank = 2
    if line.is_late:
        rank = 0 if definition.deadline == Deadline.LEGAL else 1
    return rank, line.item.due_on or date.max, definition.position


def _happenings(items: Sequence[Item]) -> dict[str, Anchor]:
    """Items, by slug, that wait for a happening: themselves or what they follow."""
    unplanned = {i.slug: i.waiting_for for i in items if _has_no_date(i)}
    causes = {slug: _first_cause(slug, unplanned) for slug in unplanned}
    return {s: Anchor(cause) for s, cause in causes.items() if cause in HAPPENINGS}


def _first_cause(slug: str, waiting_for: Mapping[str, str]) -> str:
    """What stands at the beginning of a chain of items that wait for each other."""
    for _ in waiting_for:  # no chain is longer, so this ends even in a circle
        if slug not in waiting_for:
            break
        slug = waiting_for[slug]
    return slug


def _has_no_date(item: Item) -> bool:
    return item.is_unfinished and item.due_on is None


def _settled(line: Line) -> str:
    day = line.item.completed_on
    return f"Done on {day_words(day, line.today)}" if day else "Done"


def _early(line: Line) -> str:
    day = line.item.not_before_on
    start = f"Can be done from {day_words(day, line.today)}. " if day else ""
    return f"{start}{line.due}"


_STILL: Mapping[str, str] = {
    Deadline.INSTITUTION: "Your program waits for this.",
    Deadline.PRACTICE: "It is still worth doing.",
}
_WHEN: Mapping[State, Callable[[Line], str]] = {
    State.DONE: _settled,
    State.WAIVED: lambda line: "Waived: it need not be done",
    State.NOT_APPLICABLE: lambda line: "Does not apply any more",
    State.SUBMITTED: lambda line: f"{sentence(line.reviewer)[:-1]} checks it",
    State.RETURNED: lambda line: f"Sent back. {line.due}",
    State.TOO_EARLY: _early,
}
