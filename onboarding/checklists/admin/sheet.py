"""What presses for one resident, as a table on their page in the admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from onboarding.accounts.models import User
from onboarding.checklists.facts import Facts, facts_of
from onboarding.checklists.forecasts import Days, forecasts_of, what_matters
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.dates import DateLine, dates_of
from onboarding.checklists.presenting.days import day_words, length
from onboarding.checklists.scopes import readable_by
from onboarding.checklists.states import days_waited, next_actor, state_of
from onboarding.checklists.words import NextActor, State
from onboarding.residents.anchors import Anchor

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

    `dates` are for those who manage the resident, and empty for others.
    """

    lines: Sequence[Line]
    later: int
    dates: Sequence[DateLine]
    warning: StartWarning | None


def sheet_of(resident: Any, user: User, *, is_manager: bool) -> Sheet:
    """The unfinished items of `resident`, who has `_today`, that `user` may open.

    What has waited longest for its next actor comes first, then what is due first.
    """
    found = (
        Item.objects.visible_to(user)
        .filter(readable_by(user), resident=resident.pk)
        .unfinished()
        .select_related("definition__section")
        .defer("definition__guidance", "definition__sources")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    items = list(found)
    lines = [_line(item, resident) for item in items]
    pressing = [line for line in lines if line.state in _PRESSING]
    pressing.sort(key=lambda line: -line.days)
    facts = facts_of(resident)
    own = resident.key_dates.all()
    return Sheet(
        lines=pressing,
        later=len(lines) - len(pressing),
        dates=dates_of(items, facts, own, resident._today) if is_manager else (),
        warning=_warning(resident.pk, facts, resident._today, items),
    )


def _warning(
    resident: int, facts: Facts, today: date, items: Sequence[Item]
) -> StartWarning | None:
    """What cannot be ready for the start. Names only what is among `items`."""
    matter = what_matters([resident])
    start = facts.dates[Anchor.PROGRAM_START]
    found = forecasts_of({resident: Days(today, start)}, matter).get(resident)
    if found is None or found.start is None:
        return None
    slug = found.start.breaks.slug
    readable = {item.slug: item.definition for item in items}
    first = readable.get(slug)
    return StartWarning(
        start=day_words(start, today),
        not_before=day_words(found.start.ready_on, today),
        first=f"“{first.title}”" if first else "a private item",
        takes=first.rules.get("lead_days", 0) if first else 0,
    )


def _line(item: Item, resident: Any) -> Line:  # noqa: ANN401 -- an annotated Resident
    today: date = resident._today
    state = state_of(item, today)
    days = days_waited(item, today, timezone.now())
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
