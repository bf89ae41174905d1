"""A resident's dates: which there are, whose they are, what depends on them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.checklists.facts import Facts
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words, distance
from onboarding.checklists.presenting.phrases import HAPPENINGS as QUESTIONS
from onboarding.checklists.presenting.phrases import counted
from onboarding.checklists.words import StoredState
from onboarding.residents.anchors import (
    CALENDAR_ANCHORS,
    COHORT_ANCHORS,
    HAPPENINGS,
    Anchor,
)
from onboarding.residents.models import KeyDate


@dataclass(frozen=True, slots=True)
class DateLine:
    """One anchor of one resident on `today`, the day where they are."""

    anchor: Anchor
    day: date | None
    own: KeyDate | None
    decides: int
    waiting: int
    today: date

    @property
    def is_editable(self) -> bool:
        """Whether the resident sets it."""
        return self.anchor not in COHORT_ANCHORS | CALENDAR_ANCHORS

    @property
    def is_settable(self) -> bool:
        """Whether anybody sets it: the others follow from the calendar."""
        return self.anchor not in CALENDAR_ANCHORS

    @property
    def is_happening(self) -> bool:
        """Whether it is set only if and when it happens."""
        return self.anchor in HAPPENINGS

    @property
    def title(self) -> str:
        """Its name, or for a happening what the resident would say."""
        return QUESTIONS[self.anchor][1] if self.is_happening else self.anchor.label

    @property
    def words(self) -> str:
        """The day and how far it is, or that it is not known."""
        if self.day is None:
            return "Not now" if self.is_happening else "No date yet"
        return f"{day_words(self.day, self.today)}, {distance(self.day, self.today)}"

    @property
    def origin(self) -> str:
        """Who says so, and how sure it is; "" while there is no date."""
        if self.day is None:
            return ""
        if self.anchor in CALENDAR_ANCHORS:
            return "The same for everybody"
        if self.own is None or self.is_happening:
            return ""
        sure = "Certain" if self.own.is_confirmed else "An estimate so far"
        return sure if self.is_editable else f"{sure}, set for you alone"

    @property
    def effect(self) -> str:
        """How many items wait for it or count from it; "" for none."""
        if self.day is None and self.waiting:
            verb = "waits" if self.waiting == 1 else "wait"
            return f"{counted(self.waiting, 'item', 'items')} {verb} for it"
        if self.day and self.decides:
            verb = "counts" if self.decides == 1 else "count"
            return f"{counted(self.decides, 'due date', 'due dates')} {verb} from it"
        return ""


def dates_of(
    items: Sequence[Item], facts: Facts, own: Iterable[KeyDate], today: date
) -> list[DateLine]:
    """The dates that matter in a plan, in the order in which they usually come.

    An anchor matters if an item counts from it, if it has a date of the resident's
    own, or if it decides in which time zone they are.
    """
    mine = {key_date.anchor: key_date for key_date in own}
    items = [item for item in items if item.state != StoredState.NOT_APPLICABLE]
    open_items = [item for item in items if item.is_unfinished]
    decides = Counter(str(item.due_rule.get("anchor")) for item in open_items)
    waiting = Counter(item.waiting_for for item in open_items if not item.due_on)
    matter = {Anchor.ARRIVAL_IN_US, Anchor.PROGRAM_START, *mine, *_named_in(items)}
    return [
        DateLine(
            anchor=anchor,
            day=facts.dates.get(anchor),
            own=mine.get(anchor),
            decides=decides[anchor],
            waiting=waiting[anchor],
            today=today,
        )
        for anchor in Anchor
        if anchor in matter
    ]


def _named_in(items: Sequence[Item]) -> set[str]:
    """The anchors that the rules of `items` name."""
    rules = [item.definition.rules for item in items]
    named = [each["due"].get("anchor") for each in rules]
    named += [each["not_before"]["anchor"] for each in rules if "not_before" in each]
    return {anchor for anchor in named if anchor}
