"""Everything that the page of one item says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Agreement, Item
from onboarding.checklists.presenting import phrases
from onboarding.checklists.presenting.files import FileLine, files_of
from onboarding.checklists.presenting.lines import Line, lines_of
from onboarding.checklists.presenting.own import items_of
from onboarding.checklists.presenting.pace import pace_of
from onboarding.checklists.presenting.story import (
    Chapter,
    Reader,
    last_reason,
    story_of,
)
from onboarding.checklists.presenting.thread import Exchange, thread_of
from onboarding.checklists.roles import (
    can,
    may,
    may_do,
    may_open_files,
    may_read,
)
from onboarding.checklists.transitions import DECISIONS, Transition
from onboarding.checklists.words import ACTIONABLE, Actor, Deadline, State
from onboarding.lib.dates import is_day_off
from onboarding.residents.anchors import HAPPENINGS

_WEEK = 7
MOST_NEXT_TIMES = 3
# In these states the owner can finish the item; the rest are past it or not there yet.
_NOT_YET = frozenset({State.WAITING_FOR_ITEM, State.TOO_EARLY})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; `address` is "" unless it can be opened."""

    name: str
    year: str
    address: str
    checked: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item as one person sees it. `first` and `then` are its neighbors.

    `again` has its other occurrences, if it repeats.
    """

    line: Line
    roles: frozenset[str]
    first: Sequence[Line]
    then: Sequence[Line]
    again: Sequence[Line]
    story: Sequence[Chapter]
    thread: Sequence[Exchange]
    files: Sequence[FileLine] = ()
    # Why it is here once more, or due earlier than for others; mostly "".
    agreed: str = ""
    # That it cannot be ready in time, and what to do; mostly "".
    pace: str = ""

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.line.item

    @property
    def is_own(self) -> bool:
        """Whether its resident reads it."""
        return Actor.RESIDENT in self.roles

    @property
    def can_be_finished(self) -> bool:
        """Whether the form is shown: the reader may, and nothing is in the way."""
        if self.item.state not in ACTIONABLE or not may_do(self.item, self.roles):
            return False
        return self.line.state not in _NOT_YET and not self.waits_for_happening

    @property
    def can_be_reviewed(self) -> bool:
        """Whether the reader may approve it or send it back now."""
        return can(Transition.APPROVE, self.item, self.roles)

    @property
    def decisions(self) -> list[Transition]:
        """What the reader can decide now."""
        return [each for each in DECISIONS if can(each, self.item, self.roles)]

    @property
    def can_be_decided(self) -> bool:
        """Whether the reader can change what is asked, beside checking it."""
        return bool(set(self.decisions) - {Transition.APPROVE, Transition.SEND_BACK})

    @property
    def can_ask(self) -> bool:
        """Whether the reader can ask a question."""
        return can(Transition.ASK, self.item, self.roles)

    @property
    def can_answer(self) -> bool:
        """Whether the reader can answer one."""
        return can(Transition.ANSWER, self.item, self.roles)

    @property
    def may_open_files(self) -> bool:
        """Whether the reader may have what was uploaded."""
        return may_open_files(self.item, self.roles)

    @property
    def needs_check(self) -> bool:
        """Whether somebody else looks at it before it counts as done."""
        can_finish = may(Transition.FINISH, self.item, self.roles)
        return bool(self.item.verifier) and not can_finish

    @property
    def waits_for_happening(self) -> bool:
        """Whether it means something only after its happening has a date."""
        return self.item.due_on is None and self.item.waiting_for in HAPPENINGS

    @property
    def happening_button(self) -> str:
        """What the resident says when it happens: `My address changes`."""
        return phrases.HAPPENINGS[self.item.waiting_for][1]

    @property
    def reason(self) -> str:
        """Why it was sent back, while it is."""
        return last_reason(self.story) if self.line.state == State.RETURNED else ""

    @property
    def owner(self) -> str:
        """Who does it, to the resident."""
        return phrases.PEOPLE[self.item.owner]

    @property
    def checker(self) -> str:
        """Who checks it, to the resident; "" if nobody does."""
        verifier = self.item.verifier
        return phrases.PEOPLE[verifier] if verifier else ""

    @property
    def repeats(self) -> str:
        """How often it comes back and until when, as a sentence; "" if it does not."""
        repeats = self.item.definition.rules.get("repeats")
        return phrases.repeat_rule(repeats) if repeats else ""

    @property
    def next_times(self) -> Sequence[Line]:
        """The next occurrences after this one that are not finished, three at most."""
        later = [
            line
            for line in self.again
            if line.item.occurrence > self.item.occurrence and not line.is_finished
        ]
        return later[:MOST_NEXT_TIMES]

    @property
    def deadline(self) -> str:
        """Who set the deadline, and what that means on a day off."""
        if self.item.definition.only_for_id:
            return "It does not move when other dates do."
        return phrases.DEADLINES[self.item.definition.deadline]

    @property
    def day_off(self) -> str:
        """A warning if a deadline of law falls on a day when offices are closed."""
        day = self.item.due_on
        is_legal = self.item.definition.deadline == Deadline.LEGAL
        if not (day and is_legal and self.item.is_unfinished and is_day_off(day)):
            return ""
        return f"{day:%A}, {day:%B} {day.day} is a day off, so do it before."

    @property
    def lead_time(self) -> str:
        """How long it usually takes; "" if nobody knows."""
        days = self.item.definition.rules.get("lead_days")
        if not days:
            return ""
        weeks, rest = divmod(days, _WEEK)
        return (
            phrases.counted(days, "day", "days")
            if rest
            else phrases.counted(weeks, "week", "weeks")
        )

    @property
    def competencies(self) -> list[str]:
        """The titles of the competencies that it helps with."""
        titles = self.item.definition.section.edition.competencies
        slugs = self.item.definition.competencies
        return [titles[slug] for slug in slugs if slug in titles]

    @property
    def sources(self) -> list[Source]:
        """Where its facts come from, in the order of the pack."""
        return [_source(each) for each in self.item.definition.sources]


def page_of(
    item: Item, user: User, roles: frozenset[str], *, now: datetime
) -> ItemPage:
    """The page of `item`, found with its story, for `user` who has `roles`.

    Six queries, whatever the size of the plan; one more if it was agreed upon, and
    one if it takes files.
    """
    facts = facts_for([item.resident])[item.resident_id]
    today = facts.today(now)
    is_own = Actor.RESIDENT in roles
    zone = facts.zone_on(today) if is_own else facts.program_zone
    reader = Reader(user, today, zone)
    plan = _plan_of(item, user)
    lines = lines_of(plan, today)
    readable = [
        line
        for line in lines
        if line.state != State.NOT_APPLICABLE and may_read(line.item, roles)
    ]
    reader = Reader(user, today, zone)
    return ItemPage(
        line=next(line for line in lines if line.item == item),
        roles=roles,
        first=[line for line in readable if _is_needed(line.item, item)],
        then=_that_need(item, readable),
        again=_other_times(item, readable),
        story=story_of(item, reader),
        thread=thread_of(item, reader),
        files=files_of(item, reader),
        agreed=_reason_agreed(item, user),
        pace=pace_of(item, plan, facts, today, readable),
    )


def _that_need(item: Item, lines: Sequence[Line]) -> list[Line]:
    """What waits for `item`; of what repeats, the first occurrence does."""
    first_ones = [line for line in lines if line.item.occurrence == 1]
    return [line for line in first_ones if _is_needed(item, line.item)]


def _other_times(item: Item, lines: Sequence[Line]) -> list[Line]:
    """The other occurrences of `item`."""
    same = [line for line in lines if line.item.slug == item.slug]
    return [line for line in same if line.item.pk != item.pk]


def _reason_agreed(item: Item, user: User) -> str:
    """What was said when this line was added or moved; one query where it was."""
    if not (item.own_due or item.is_added):
        return ""
    agreements = Agreement.objects.visible_to(user).filter(item=item)
    return agreements.values_list("reason", flat=True).first() or ""


def _plan_of(item: Item, user: User) -> list[Item]:
    """The items of the same plan, with `item` itself in its place."""
    others = items_of(item.resident, user)
    return [item if other.pk == item.pk else other for other in others]


def _is_needed(first: Item, item: Item) -> bool:
    """Whether `first` comes before `item`; of what repeats, the first one does."""
    rules = item.definition.rules
    needed = {*rules.get("requires", ()), rules["due"].get("after")}
    return first.occurrence == 1 and first.slug in needed


def _plain_day(day: str) -> str:
    """An ISO day as `November 23, 2026`: of a check, the weekday says nothing."""
    found = date.fromisoformat(day)
    return f"{found:%B} {found.day}, {found.year}"


def _source(source: Mapping[str, Any]) -> Source:
    address = str(source.get("url") or "")
    checked_on = source.get("checked_on")
    return Source(
        name=str(source["name"]),
        year=str(source.get("year") or ""),
        address=address if address.startswith(("https://", "http://")) else "",
        checked=_plain_day(str(checked_on)) if checked_on else "",
        is_verified=bool(source.get("verified")),
    )
