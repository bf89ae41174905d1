"""What presses for one resident, as a table on their page in the admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.scopes import readable_by
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.words import NextActor, State

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody has to do now, and how many items are for later."""

    lines: Sequence[Line]
    later: int


def sheet_of(resident: Any, user: User) -> Sheet:
    """The unfinished items of `resident`, who has `_today`, that `user` may open."""
    found = (
        Item.objects.visible_to(user)
        .filter(readable_by(user), resident=resident.pk)
        .unfinished()
        .select_related("definition__section")
        .defer("definition__guidance", "definition__sources")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    lines = [_line(item, resident._today) for item in found]
    pressing = [line for line in lines if line.state in _PRESSING]
    return Sheet(pressing, len(lines) - len(pressing))


def _line(item: Item, today: date) -> Line:
    state = state_of(item, today)
    return Line(
        pk=item.pk,
        title=item.title,
        section=item.definition.section.title,
        state=state,
        due=day_words(item.due_on, today) if item.due_on else "",
        actor=next_actor(item, state),
    )
