"""What presses for one resident, as a table on their page in the admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Value, When, prefetch_related_objects

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.forecasts import Days, forecast_of
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.dates import DateLine, dates_of
from onboarding.checklists.presenting.days import day_words, length
from onboarding.checklists.scopes import readable_by
from onboarding.checklists.states import days_waited, next_actor, state_of
from onboarding.checklists.words import NextActor, State, StoredState
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Resident

_PRESSING = {
    State.OVERDUE,
    State.DUE_TODAY,
    State.DUE_SOON,
    State.SUBMITTED,
    State.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item: what it is, how it stands, who is next."""

    pk: int
    title: str
    section: str
    state: State
    due: str
    actor: NextActor
    # For how many days that actor has been waited for, and in words.
    days: int
    waited: str


@dataclass(frozen=True, slots=True)
class StartWarning:
    """That not all can be ready for the start; `first` is the link that breaks."""

    start: str
    not_before: str
    first: str
    takes: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody has to do now, and how many items are for later.

    `dates` are for those who manage the resident, and empty for others. `done` of
    `count` items are finished on `today`, the day it is where the resident is.
    """

    lines: Sequence[Line]
    later: int
    dates: Sequence[DateLine]
    warning: StartWarning | None
    today: date
    done: int
    count: int


def sheet_of(
    resident: Resident, user: User, *, is_manager: bool, now: datetime
) -> Sheet:
    """How `resident`, who comes with cohort and program, stands. Three queries.

    The lines are what `user` may open: what has waited longest for its next actor comes
    first, then what is due first.
    """
    prefetch_related_objects([resident], "key_dates", "switches")
    facts = facts_of(resident)
    today = facts.today(now)
    every = _items_of(resident, user)
    readable = [item for item in every if item.may_be_read and item.is_unfinished]
    lines = [_line(item, today, now) for item in readable]
    pressing = [line for line in lines if line.state in _PRESSING]
    pressing.sort(key=lambda line: -line.days)
    own = resident.key_dates.all()
    days = Days(today, facts.dates[Anchor.PROGRAM_START])
    return Sheet(
        lines=pressing,
        later=len(lines) - len(pressing),
        dates=dates_of(readable, facts, own, today) if is_manager else (),
        warning=_warning(every, readable, days),
        today=today,
        done=sum(item.is_finished for item in every),
        count=sum(not item.is_ahead_on(today) for item in every),
    )


def _items_of(resident: Resident, user: User) -> list[Any]:
    """All that applies, in the order of their dates; each knows `may_be_read`."""
    may_read = Case(When(readable_by(user), then=Value(value=True)), default=False)
    return list(
        Item.objects.visible_to(user)
        .filter(resident=resident.pk)
        .exclude(state=StoredState.NOT_APPLICABLE)
        .annotate(may_be_read=may_read)
        .select_related("definition__section")
        .defer("definition__guidance", "definition__sources")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def _warning(
    every: Sequence[Item], readable: Sequence[Item], days: Days
) -> StartWarning | None:
    """What cannot be ready for the start, of `every` item; names `readable` ones."""
    found = forecast_of(every, days)
    if found is None or found.start is None:
        return None
    slug = found.start.breaks.slug
    first = next((item.definition for item in readable if item.slug == slug), None)
    return StartWarning(
        start=day_words(days.start, days.today),
        not_before=day_words(found.start.ready_on, days.today),
        first=f"“{first.title}”" if first else "a private item",
        takes=first.rules.get("lead_days", 0) if first else 0,
    )


def _line(item: Item, today: date, now: datetime) -> Line:
    state = state_of(item, today)
    days = days_waited(item, today, now)
    return Line(
        pk=item.pk,
        title=item.title,
        section=item.definition.section.title,
        state=state,
        due=day_words(item.due_on, today) if item.due_on else "",
        actor=next_actor(item, state),
        days=days,
        waited=length(days) if days else "",
    )
