"""Quiet days, items put off, and saying "mine": signed in, each a page and a POST."""

from datetime import date, datetime

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.own import residency_of
from onboarding.checklists.words import ACTIONABLE
from onboarding.reminders.explaining_overdue import overdue_lines
from onboarding.reminders.forms import QuietSpellForm
from onboarding.reminders.ladder import take
from onboarding.reminders.models import Escalation, QuietSpell, Snooze
from onboarding.reminders.policies import (
    WishRefusedError,
    add_quiet_days,
    end_quiet_days,
)
from onboarding.reminders.snoozing import days_to_choose, snooze, wake
from onboarding.residents.models import Resident

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def edit_quiet_days(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The resident's own quiet days: those to come, and a form for more."""
    now = timezone.now()
    resident = _own_residency(request.user)
    today = facts_of(resident).today(now)
    form = QuietSpellForm(
        request.POST if request.method == "POST" else None, today=today
    )
    if request.method == "POST" and form.is_valid():
        spell = form.spell()
        spell.resident = resident
        try:
            add_quiet_days(spell, by=request.user, now=now)
        except WishRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "These days are kept.")
            return redirect("reminders:quiet-days")
    spells = QuietSpell.objects.visible_to(request.user).filter(
        resident=resident, ends_on__gte=today
    )
    context = {"form": form, "spells": [(s, _days(s, today)) for s in spells]}
    return render(request, "reminders/quiet_days.html", context)


@require_POST
def remove_quiet_days(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take quiet days back; a second press finds nothing to take back."""
    resident = _own_residency(request.user)
    own = QuietSpell.objects.visible_to(request.user).filter(resident=resident)
    end_quiet_days(get_object_or_404(own, pk=pk), now=timezone.now())
    messages.success(request, "Letters come on these days again.")
    return redirect("reminders:quiet-days")


@require_http_methods(_METHODS)
def snooze_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Put off one item of the resident's own plan, or take that back."""
    now = timezone.now()
    item = _own_item(request.user, pk)
    today = facts_of(item.resident).today(now)
    context: dict[str, object] = {
        "item": item,
        "choices": days_to_choose(item, today),
        "due": day_words(item.due_on, today) if item.due_on else "",
        "snoozed": Snooze.objects.visible_to(request.user)
        .filter(item=item, until_on__gt=today)
        .first(),
    }
    if request.method == "POST":
        try:
            messages.success(request, _put_off(request, item, today, now))
        except WishRefusedError as refusal:
            context["refusal"] = str(refusal)
        else:
            return redirect(item)
    return render(request, "reminders/snooze.html", context)


@require_http_methods(_METHODS)
def take_resident(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Say "mine" to what was told of a resident; 404 unless something was."""
    seen = Resident.objects.visible_to(request.user).exclude(user=request.user)
    resident = get_object_or_404(seen.distinct(), pk=pk)
    told = (
        Escalation.objects.visible_to(request.user)
        .filter(item__resident=resident, item__state__in=ACTIONABLE)
        .select_related("item__definition__section", "taken_by")
        .distinct()
    )
    if not told:
        raise Http404
    if request.method == "POST":
        take(resident, by=request.user, now=timezone.now())
        messages.success(request, "Noted: you see to it. Nobody else is told for now.")
        return redirect("reminders:mine", pk=pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Overdue: {resident}",
        "resident": resident,
        "told": overdue_lines(told, request.user),
        "is_open": any(one.taken_by is None for one in told),
    }
    return render(request, "reminders/mine.html", context)


def _put_off(
    request: AuthenticatedHttpRequest, item: Item, today: date, now: datetime
) -> str:
    """Do what the form asks for; says what was done."""
    if request.POST.get("wake"):
        wake(item, now=now)
        return "You will be reminded of it as usual."
    try:
        day = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise WishRefusedError("Choose one of the days.") from None
    snooze(item, day, by=request.user, now=now)
    return f"You will be reminded of it on {day_words(day, today)}, and not before."


def _own_residency(user: User) -> Resident:
    resident = residency_of(user)
    if resident is None:
        raise Http404
    return resident


def _own_item(user: User, pk: int) -> Item:
    own = (
        Item.objects.visible_to(user)
        .filter(resident__user=user, notice_at__isnull=False)
        .select_related("definition__section", "resident__cohort__program")
        .distinct()
    )
    return get_object_or_404(own, pk=pk)


def _days(spell: QuietSpell, today: date) -> str:
    first, last = day_words(spell.starts_on, today), day_words(spell.ends_on, today)
    return first if spell.starts_on == spell.ends_on else f"{first} to {last}"
