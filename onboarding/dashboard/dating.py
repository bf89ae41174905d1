"""Changing one date of a resident: by themselves, or by whoever manages them.

Nothing is saved before the person has seen what moves.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.facts import facts_of
from onboarding.checklists.forms import KeyDateForm
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.presenting.dates import DateLine, dates_of
from onboarding.checklists.presenting.own import items_of, residency_of
from onboarding.dashboard.redating import Consequences, NewDay, set_key_date
from onboarding.dashboard.told import Told
from onboarding.residents.anchors import CALENDAR_ANCHORS, Anchor
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class _Page:
    """One date of one resident, and how the page for it looks to who opened it."""

    resident: Resident
    line: DateLine
    is_own: bool

    @property
    def here(self) -> str:
        """The address of the page."""
        if self.is_own:
            return reverse("dashboard:date-edit", args=[self.line.anchor])
        return reverse(
            "dashboard:resident-date", args=[self.resident.pk, self.line.anchor]
        )

    @property
    def back(self) -> str:
        """Where it was opened."""
        if self.is_own:
            return reverse("checklists:date-list")
        sheet = reverse("admin:residents_resident_change", args=[self.resident.pk])
        return f"{sheet}#dates"

    @property
    def title(self) -> str:
        """What the date is called: for staff always by its name."""
        return self.line.title if self.is_own else self.line.anchor.label


@require_http_methods(["GET", "HEAD", "POST"])
def edit_own_date(request: AuthenticatedHttpRequest, anchor: str) -> HttpResponse:
    """One date of the resident's own. 404 for those of the program: they only read."""
    now = timezone.now()  # noqa: TID251 -- a view
    resident = residency_of(request.user)
    if resident is None:
        raise Http404
    line = _line_of(resident, request, anchor, now)
    if line is None or not line.is_editable:
        raise Http404
    return _answer(request, _Page(resident, line, is_own=True), now)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_resident_date(
    request: AuthenticatedHttpRequest, pk: int, anchor: str
) -> HttpResponse:
    """One date of a resident whom the user manages. 404 for all others."""
    now = timezone.now()  # noqa: TID251 -- a view
    managed = Resident.objects.visible_to(request.user).managed_by(request.user)
    resident = get_object_or_404(managed.select_related("cohort__program"), pk=pk)
    if anchor not in Anchor.values or anchor in CALENDAR_ANCHORS:
        raise Http404
    line = _line_of(resident, request, anchor, now) or _bare_line(resident, anchor, now)
    return _answer(request, _Page(resident, line, is_own=False), now)


def _answer(
    request: AuthenticatedHttpRequest, page: _Page, now: datetime
) -> HttpResponse:
    """The form; with a day that moves something, what it moves; else it is saved."""
    form = _form(request, page.line)
    if request.method != "POST" or not form.is_valid():
        return _render(request, page, "form", {"form": form})
    day = NewDay(page.line.anchor, form.day, is_confirmed=form.is_sure)
    if not form.has_seen_moves:
        found = set_key_date(
            page.resident, day, by=request.user, now=now, is_preview=True
        )
        if found:
            told = Told(found, page.line.today)
            parts = {"form": form, "told": told, "what": _what(page, form)}
            return _render(request, page, "confirm", parts)
    found = set_key_date(page.resident, day, by=request.user, now=now)
    messages.success(request, f"Saved: {_what(page, form)} {_done(found)}")
    return redirect(page.back)


def _render(
    request: AuthenticatedHttpRequest,
    page: _Page,
    name: str,
    parts: dict[str, object],
) -> HttpResponse:
    context = {"page": page, "line": page.line, **parts}
    if page.is_own:
        return render(request, f"dashboard/date_{name}.html", context)
    context |= {
        **admin.site.each_context(request),
        "title": f"{page.title}: {page.resident}",
    }
    return render(request, f"dashboard/resident_date_{name}.html", context)


def _done(found: Consequences) -> str:
    counts = (len(found.moved), len(found.added), len(found.fell_away))
    return outcomes.counted_moves(*counts)


def _what(page: _Page, form: KeyDateForm) -> str:
    return outcomes.dated(page.line.anchor, form.day, page.line.today)


def _line_of(
    resident: Resident, request: AuthenticatedHttpRequest, anchor: str, now: datetime
) -> DateLine | None:
    """The date as the plan has it; None if nothing in the plan counts from it."""
    facts = facts_of(resident)
    items = items_of(resident, request.user)
    lines = dates_of(items, facts, resident.key_dates.all(), facts.today(now))
    return next((line for line in lines if line.anchor == anchor), None)


def _bare_line(resident: Resident, anchor: str, now: datetime) -> DateLine:
    facts = facts_of(resident)
    return DateLine(
        anchor=Anchor(anchor),
        day=facts.dates.get(anchor),
        own=None,
        decides=0,
        waiting=0,
        today=facts.today(now),
    )


def _form(request: AuthenticatedHttpRequest, line: DateLine) -> KeyDateForm:
    initial: dict[str, object] = {}
    if line.own:
        initial = {"on": line.own.on, "is_confirmed": line.own.is_confirmed}
    data = request.POST if request.method == "POST" else None
    return KeyDateForm(data, anchor=line.anchor, today=line.today, initial=initial)
