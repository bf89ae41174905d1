"""What came of it in a cohort, for those who lead the program: never of few people."""

import csv

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.learning.effect import (
    COLUMNS,
    FEWEST,
    cohorts_led_by,
    effect_of,
    rows_of,
)
from onboarding.learning.words import Occasion, Verdict
from onboarding.milestones.scopes import cohorts_directed_by
from onboarding.residents.models import Cohort


@require_safe
def show(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One cohort: what is in focus by occasion, and which activities were useful."""
    cohorts = _cohorts_or_404(request)
    cohort = _chosen(request, cohorts)
    context = {
        **admin.site.each_context(request),
        "title": "Effect",
        "cohorts": cohorts,
        "cohort": cohort,
        "effect": effect_of(cohort),
        "is_directed": cohorts_directed_by(request.user).filter(pk=cohort.pk).exists(),
        "fewest": FEWEST,
        "occasions": Occasion.choices,
        "verdicts": Verdict.choices,
    }
    return render(request, "learning/effect.html", context)


@require_safe
def download(request: AuthenticatedHttpRequest) -> HttpResponse:
    """De-identified rows as CSV; the columns are described in docs/learning.md."""
    cohort = _chosen(request, _cohorts_or_404(request))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"learning-{cohort.slug.replace('/', '-')}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(cohort))
    return answer


def _cohorts_or_404(request: AuthenticatedHttpRequest) -> list[Cohort]:
    if not request.user.is_staff:
        raise Http404
    cohorts = list(cohorts_led_by(request.user).order_by("-year", "program__name"))
    if not cohorts:
        raise Http404
    return cohorts


def _chosen(request: AuthenticatedHttpRequest, cohorts: list[Cohort]) -> Cohort:
    """The cohort that the address asks for, or the newest; Http404 for others."""
    wanted = request.GET.get("cohort")
    for cohort in cohorts:
        if wanted in (None, cohort.slug):
            return cohort
    raise Http404
