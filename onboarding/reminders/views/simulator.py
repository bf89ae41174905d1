"""The letters of the days to come, for coordinators, before any of them leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from operator import attrgetter

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.presenting.days import day_words
from onboarding.reminders.rehearsal import Foreseen, foresee_next
from onboarding.residents.models import Cohort, Program

SPANS = (7, 14, 30)


@dataclass(frozen=True, slots=True)
class Day:
    """The letters of one day; whose day, is the reader's."""

    words: str
    letters: Sequence[Foreseen]


@require_safe
def show_ahead(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Every letter to a cohort in the next days: to whom, when, about what.

    404 for everybody who manages no residents, and for other people's cohorts.
    """
    cohorts = _managed_by(request.user)
    if not cohorts and not request.user.is_superuser:
        raise Http404
    wanted, span = request.GET.get("cohort"), _span(request.GET.get("days"))
    chosen = next((cohort for cohort in cohorts if cohort.slug == wanted), None)
    if wanted and chosen is None:
        raise Http404
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": "Letters ahead",
        "cohorts": cohorts,
        "chosen": chosen,
        "spans": SPANS,
        "span": span,
    }
    if chosen is not None:
        letters = foresee_next(span, cohorts=[chosen], now=now)
        context["count"] = len(letters)
        context["days"] = _days(letters, now.date())
    return render(request, "reminders/letters_ahead.html", context)


def _managed_by(user: User) -> list[Cohort]:
    """The cohorts whose residents `user` manages, the newest first."""
    found = Cohort.objects.visible_to(user).select_related("program")
    if not user.is_superuser:
        managed = Program.objects.visible_to(user).managed_by(user)
        found = found.filter(program__in=managed)
    return list(found.order_by("-year", "program__name"))


def _span(text: str | None) -> int:
    return int(text) if text in {str(days) for days in SPANS} else SPANS[-1]


def _days(letters: Iterable[Foreseen], today: date) -> list[Day]:
    def place(one: Foreseen) -> tuple[date, time, str]:
        return one.day, one.local_time.time(), one.name

    by_day = groupby(sorted(letters, key=place), attrgetter("day"))
    return [Day(day_words(day, today), list(some)) for day, some in by_day]
