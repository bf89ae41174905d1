"""The dates that decide a resident's plan, and changing one of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.enrollment import preview_key_dates, set_key_dates
from onboarding.checklists.facts import facts_of
from onboarding.checklists.forms import KeyDateForm
from onboarding.checklists.models import Item
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.presenting.dates import (
    DateLine,
    Move,
    dates_of,
    moves_of,
)
from onboarding.checklists.presenting.own import items_of, residency_of
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of the resident who asks, on the day where they are."""

    resident: Resident
    items: list[Item]
    lines: list[DateLine]
    today: date


@require_safe
def list_dates(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All dates of the resident's own plan."""
    lines = _dates_or_404(request.user, timezone.now()).lines
    parts = {
        "own": [e for e in lines if e.is_editable and not e.is_happening],
        "inherited": [e for e in lines if not e.is_editable],
        "happenings": [e for e in lines if e.is_happening],
    }
    return render(request, "checklists/date_list.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_date(request: AuthenticatedHttpRequest, anchor: str) -> HttpResponse:
    """One date: set, change or clear it, once its consequences have been seen.

    404 for the dates of the program, which residents only read.
    """
    now = timezone.now()
    found = _dates_or_404(request.user, now)
    line = next((e for e in found.lines if e.anchor == anchor and e.is_editable), None)
    if line is None:
        raise Http404
    form = _form(request, line)
    context: dict[str, object] = {"line": line, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "checklists/date_form.html", context)
    if not form.has_seen_moves:
        moves = _moves(found, line, form.day, now)
        if moves:
            context |= {"moves": moves, "what": _what(found, line, form.day)}
            return render(request, "checklists/date_confirm.html", context)
    return _save(request, found, line, form, now)


def _save(
    request: AuthenticatedHttpRequest,
    found: _Dates,
    line: DateLine,
    form: KeyDateForm,
    now: datetime,
) -> HttpResponse:
    change = set_key_dates(
        found.resident,
        {line.anchor.value: form.day},
        by=request.user,
        now=now,
        is_confirmed=form.is_sure,
    )
    what = _what(found, line, form.day)
    messages.success(request, f"Saved: {what} {outcomes.moved(change)}")
    return redirect("checklists:date-list")


def _moves(
    found: _Dates, line: DateLine, day: date | None, now: datetime
) -> list[Move]:
    days = {line.anchor.value: day}
    change = preview_key_dates(found.resident, days, now=now)
    return moves_of(change, found.items, found.today)


def _what(found: _Dates, line: DateLine, day: date | None) -> str:
    return outcomes.dated(line.anchor, day, found.today)


def _dates_or_404(user: User, now: datetime) -> _Dates:
    """The dates of the newest residency of `user`. Four queries."""
    resident = residency_of(user)
    if resident is None:
        raise Http404
    facts = facts_of(resident)
    today = facts.today(now)
    items = items_of(resident, user)
    lines = dates_of(items, facts, resident.key_dates.all(), today)
    return _Dates(resident, items, lines, today)


def _form(request: AuthenticatedHttpRequest, line: DateLine) -> KeyDateForm:
    initial: dict[str, object] = {}
    if line.own:
        initial = {"on": line.own.on, "is_confirmed": line.own.is_confirmed}
    data = request.POST if request.method == "POST" else None
    return KeyDateForm(data, anchor=line.anchor, today=line.today, initial=initial)
