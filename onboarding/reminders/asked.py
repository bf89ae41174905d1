"""What residents are asked about themselves: their view, questions, suggestions.

Lines for the letters of waiting.py. They say that something waits, never what was
answered or suggested.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.urls import reverse

from onboarding.checklists.models import EditionFiles, Item
from onboarding.checklists.words import UNFINISHED
from onboarding.learning.hints import Hint, hint_of, with_hints
from onboarding.learning.models import LearningPlan
from onboarding.learning.words import Occasion
from onboarding.milestones.hints import OwnView, own_view_of, with_own_view
from onboarding.reminders.calendars import Standing
from onboarding.reminders.compose import News, Once
from onboarding.reminders.models import Reminder
from onboarding.residents.models import Resident
from onboarding.residents.models.resident import ResidentQuerySet

# Questions are told of in the two weeks before their day, and until they are answered.
AHEAD = timedelta(days=14)
# A letter says once a day for a week that a mentor has agreed.
_FRESH = timedelta(days=7)
_Ask = Reminder.Ask


def asked_of_residents(
    people: Mapping[int, Standing], now: datetime
) -> dict[int, list[News]]:
    """Their own view, questions to answer, suggestions, and a plan just agreed to.

    One query.
    """
    rows = with_asked(Resident.objects.active().filter(pk__in=people), now)
    found = {person.pk: list(asked_of(person, people[person.pk])) for person in rows}
    return {resident: lines for resident, lines in found.items() if lines}


def with_asked(residents: ResidentQuerySet, now: datetime) -> ResidentQuerySet:
    """`residents` with what `asked_of` reads, in the same query."""
    rows = with_own_view(with_hints(residents)).only("pk")
    return rows.annotate(_has_item=Exists(_items_that_ask()), _agreed=_agreed(now))


def asked_of(person: Any, here: Standing) -> Iterator[News]:  # noqa: ANN401 -- an annotated Resident
    """What one of `with_asked` is asked as they stand; reads nothing more."""
    if view := own_view_of(person, here.today):
        yield _view_line(view)
    hint = hint_of(person, here.dates, here.today)
    if hint and _is_told(hint, here.today, has_item=person._has_item):
        yield _line(hint, person.pk, here.today)
    if person._agreed:
        path = reverse("learning:plan", args=[person._agreed])
        yield News("Your mentor agreed to your learning plan.", path)


def _items_that_ask() -> QuerySet[Item]:
    """The open items of a resident that ask for the first questions: they remind."""
    slugs = EditionFiles.objects.filter(needs_assessment__isnull=False).values(
        slug=KT("needs_assessment__completes")
    )
    return Item.objects.filter(
        resident=OuterRef("pk"), slug__in=slugs, state__in=UNFINISHED
    )


def _is_told(hint: Hint, today: date, *, has_item: bool) -> bool:
    if hint.is_choice:
        return True
    is_near = today >= hint.due_on - AHEAD
    return is_near and not (has_item and hint.occasion == Occasion.ARRIVAL)


def _view_line(view: OwnView) -> News:
    when = f"{view.occasion.when}, by {_day(view.due_on)}"
    return News(
        f"Your program asks how you see yourself {when}.",
        reverse("dashboard:progress"),
        Once(_Ask.OWN_VIEW, view.request, view.due_on),
    )


def _line(hint: Hint, resident: int, today: date) -> News:
    if hint.is_choice:
        return _plan_line(hint)
    is_ahead = today <= hint.due_on
    when = f"open, by {_day(hint.due_on)}" if is_ahead else "still open"
    which = str(hint.occasion.label).lower()
    return News(
        f"The questions {which} are {when}. Only you see your answers.",
        reverse("learning:assessment", args=[hint.occasion]),
        Once(_Ask.QUESTIONS, resident, hint.due_on) if is_ahead else None,
    )


def _plan_line(hint: Hint) -> News:
    path = reverse("learning:plan", args=[hint.occasion])
    if hint.plan is None or hint.came_back is None:
        return News("Suggestions for your learning plan wait for your word.", path)
    return News(
        "Your mentor sent your learning plan back with a word.",
        path,
        Once(_Ask.PLAN_BACK, hint.plan, hint.came_back),
    )


def _agreed(now: datetime) -> Subquery:
    """The occasion of a resident's plan that was agreed to since last week."""
    plans = LearningPlan.objects.filter(
        assessment__resident=OuterRef("pk"), agreed_at__gt=now - _FRESH
    )
    return Subquery(plans.order_by("-agreed_at").values("assessment__occasion")[:1])


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"
