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
from onboarding.checklists.comparing import Change
from onboarding.checklists.enrollment import set_key_dates
from onboarding.checklists.facts import facts_of
from onboarding.checklists.forms import KeyDateForm
from onboarding.checklists.presenting.dates import DateLine, dates_of
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.own import items_of, residency_of
from onboarding.checklists.presenting.phrases import counted
from onboarding.residents.anchors import HAPPENINGS
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of the resident who asks, on the day where they are."""

    resident: Resident
    lines: list[DateLine]
    today: date


@require_safe
def list_dates(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All dates of the resident's own plan."""
    found = _dates_or_404(request.user, timezone.now())
    parts = {
        "own": [e for e in found.lines if e.is_editable and not e.is_happening],
        "inherited": [e for e in found.lines if not e.is_editable],
        "happenings": [e for e in found.lines if e.is_happening],
    }
    return render(request, "checklists/date_list.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_date(request: AuthenticatedHttpRequest, anchor: str) -> HttpResponse:
    """One date: set it, change it, or clear it. 404 for those of the program."""
    now = timezone.now()
    found = _dates_or_404(request.user, now)
    editable = {str(e.anchor): e for e in found.lines if e.is_editable}
    if anchor not in editable:
        raise Http404
    line = editable[anchor]
    if request.method == "POST" and "clear" in request.POST:
        return _save(request, found, line, day=None, is_confirmed=False, now=now)
    form = _form(request, line)
    if request.method == "POST" and form.is_valid():
        sure = form.cleaned_data.get("is_confirmed", anchor in HAPPENINGS)
        day = form.cleaned_data["on"]
        return _save(request, found, line, day=day, is_confirmed=sure, now=now)
    return render(request, "checklists/date_form.html", {"line": line, "form": form})


def _dates_or_404(user: User, now: datetime) -> _Dates:
    """The dates of the newest residency of `user`. Four queries."""
    resident = residency_of(user)
    if resident is None:
        raise Http404
    facts = facts_of(resident)
    today = facts.today(now)
    items = items_of(resident, user)
    lines = dates_of(items, facts, resident.key_dates.all(), today)
    return _Dates(resident, lines, today)


def _form(request: AuthenticatedHttpRequest, line: DateLine) -> KeyDateForm:
    initial: dict[str, object] = {}
    if line.own:
        initial = {"on": line.own.on, "is_confirmed": line.own.is_confirmed}
    data = request.POST if request.method == "POST" else None
    return KeyDateForm(data, anchor=line.anchor, today=line.today, initial=initial)


def _save(
    request: AuthenticatedHttpRequest,
    found: _Dates,
    line: DateLine,
    *,
    day: date | None,
    is_confirmed: bool,
    now: datetime,
) -> HttpResponse:
    change = set_key_dates(
        found.resident,
        {line.anchor: day},
        by=request.user,
        now=now,
        is_confirmed=is_confirmed,
    )
    what = f"is {day_words(day, found.today)}" if day else "has no date now"
    label = line.anchor.label
    messages.success(request, f"Saved: {label} {what}. {_consequences(change)}")
    return redirect("checklists:date-list")


def _consequences(change: Change) -> str:
    """What the change did to the plan, in a sentence."""
    parts = [
        (len(change.moved), "item moved", "items moved"),
        (
            len(change.added) + len(change.restored),
            "item was added",
            "items were added",
        ),
        (len(change.retired), "item fell away", "items fell away"),
    ]
    said = [counted(*part) for part in parts if part[0]]
    return f"{', '.join(said)}." if said else "Nothing else moved."
