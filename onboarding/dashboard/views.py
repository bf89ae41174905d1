"""The first page after signing in, whoever signs in."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.dashboard import board, home, journey
from onboarding.dashboard.plan_notices import plan_notices


@require_safe
def show_home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The resident's home, the staff's board, or what to do without either."""
    now = timezone.now()
    mine = home.home_of(request.user, now)
    if mine is not None:
        sent_back = home.with_reasons(mine.sent_back, request.user)
        context = {
            "home": mine,
            "sent_back": sent_back,
            "plan_notices": plan_notices(mine, request.user),
            "finished": home.just_finished(mine, request.user, now),
        }
        return render(request, "dashboard/home.html", context)
    if request.user.is_staff:
        return board.show_board(request)
    return render(request, "dashboard/home_empty.html")


@require_safe
def show_section(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    """One section of the resident's own journey. 404 if they have nothing in it."""
    mine = home.home_of(request.user, timezone.now())
    lines = mine.in_section(slug) if mine else []
    if not mine or not lines:
        raise Http404
    planned = [ln for ln in lines if ln.happening is None and not ln.is_ahead]
    context = {
        "section": lines[0].item.definition.section,
        "progress": next(each for each in mine.sections if each.slug == slug),
        "groups": journey.groups_of(planned),
        "happenings": journey.happenings_of(lines),
        "ahead": sum(line.is_ahead for line in lines),
    }
    return render(request, "dashboard/home_section.html", context)
