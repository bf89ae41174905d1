"""The dates that decide a resident's plan. Changing one: dashboard/dating.py."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.facts import facts_of
from onboarding.checklists.presenting.dates import dates_of
from onboarding.checklists.presenting.own import items_of, residency_of


@require_safe
def list_dates(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All dates of the resident's own plan; 404 for staff."""
    resident = residency_of(request.user)
    if resident is None:
        raise Http404
    facts = facts_of(resident)
    items = items_of(resident, request.user)
    today = facts.today(timezone.now())
    lines = dates_of(items, facts, resident.key_dates.all(), today)
    parts = {
        "own": [e for e in lines if e.is_editable and not e.is_happening],
        "inherited": [e for e in lines if not e.is_editable],
        "happenings": [e for e in lines if e.is_happening],
    }
    return render(request, "checklists/date_list.html", parts)
