"""The first page of staff: the board of their cohorts, or what waits for them."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.dashboard.cohort_boards import boards_of
from onboarding.dashboard.review import show_review
from onboarding.reminders.models import BadAddress
from onboarding.residents.models import Cohort, Program
from onboarding.residents.roles import OVERSEEING


def show_board(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Who is blocked, by whom, and what it will cost; one cohort if the address asks.

    Faculty and peer mentors get what waits for them. 404 if the address names a cohort
    that is not theirs.
    """
    user = request.user
    cohorts = _overseen_by(user)
    if wanted := request.GET.get("cohort"):
        cohorts = [cohort for cohort in cohorts if cohort.slug == wanted]
        if not cohorts:
            raise Http404
    if not cohorts and not user.is_superuser:
        return show_review(request)
    context = {
        **admin.site.each_context(request),
        "title": "Board",
        "boards": boards_of(cohorts, user, timezone.now()),  # noqa: TID251 -- a view
        "bad_addresses": BadAddress.objects.visible_to(user)
        .suspended()
        .exclude(user=user)
        .count(),
    }
    return render(request, "dashboard/board.html", context)


def _overseen_by(user: User) -> list[Cohort]:
    """The cohorts of the programs that `user` oversees, the newest first."""
    found = Cohort.objects.visible_to(user).select_related("program")
    if not user.is_superuser:
        found = found.filter(program__in=Program.objects.with_role(user, OVERSEEING))
    return list(found.order_by("-year", "program__name"))
