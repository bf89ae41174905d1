"""Letters of a resident, for themselves and for those who manage them; and why."""

from datetime import date

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import moment_words
from onboarding.checklists.presenting.own import residency_of
from onboarding.reminders.explaining import (
    Told,
    explain_letter,
    explain_to_staff,
    letters_of,
)
from onboarding.reminders.forms import CorrespondentForm
from onboarding.reminders.models import Correspondent, Letter
from onboarding.reminders.subscriptions import set_wishes
from onboarding.residents.models import Resident


@require_http_methods(["GET", "HEAD", "POST"])
def list_letters(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The user's own letters: a resident's with what is to come, a staff member's with
    what they may choose.
    """
    resident = residency_of(request.user)
    if resident is not None:
        letters = letters_of(resident, timezone.now())
        return render(request, "reminders/letter_list.html", {"letters": letters})
    if not request.user.is_staff:
        raise Http404
    return _staff_letters(request)


@require_safe
def list_letters_of(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The letters of a resident whom the user manages."""
    found = Resident.objects.visible_to(request.user).managed_by(request.user)
    resident = get_object_or_404(
        found.select_related("cohort__program__policy", "user").prefetch_related(
            "key_dates", "switches"
        ),
        pk=pk,
    )
    context = _admin(request, f"Letters to {resident}")
    context["letters"] = letters_of(resident, timezone.now())
    return render(request, "reminders/resident_letters.html", context)


@require_safe
def show_letter(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One letter as sent, and for each line why it is there."""
    found = Letter.objects.visible_to(request.user).select_related(
        "resident__cohort__program__policy", "recipient", "invitation__invited_by"
    )
    letter = get_object_or_404(found.distinct(), pk=pk)
    context: dict[str, object] = {"letter": letter}
    now, resident = timezone.now(), letter.resident
    facts = facts_of(resident) if resident else None
    today = facts.today(now) if facts else now.date()
    context["told"] = _why(letter, request.user, today)
    if letter.sent_at:
        zone = facts.zone_on(today) if facts else "UTC"
        context["sent"] = moment_words(letter.sent_at, zone, today)
    if letter.recipient_id == request.user.pk and not request.user.is_staff:
        return render(request, "reminders/letter_detail.html", context)
    context |= _admin(request, f"{letter.get_kind_display()} to {letter.recipient}")
    return render(request, "reminders/staff_letter_detail.html", context)


def _why(letter: Letter, reader: User, today: date) -> list[Told]:
    """What put `letter` into the hands of its reader, line by line."""
    resident = letter.resident
    if resident is None or letter.kind != Letter.Kind.DIGEST:
        return explain_to_staff(letter, reader, today)
    items = (
        Item.objects.visible_to(reader)
        .filter(resident=resident)
        .select_related("definition__section")
        .distinct()
    )
    return explain_letter(letter, list(items), today)


def _staff_letters(request: AuthenticatedHttpRequest) -> HttpResponse:
    wishes = Correspondent.objects.visible_to(request.user)
    row = wishes.filter(user=request.user).first() or Correspondent(user=request.user)
    form = CorrespondentForm(
        request.POST if request.method == "POST" else None,
        instance=row,
        user=request.user,
    )
    if request.method == "POST" and form.is_valid():
        set_wishes(request.user, form.cleaned_data)
        return redirect("reminders:letter-list")
    received = Letter.objects.visible_to(request.user).filter(recipient=request.user)
    context = _admin(request, "Your letters")
    context |= {"form": form, "received": received.distinct()[:60]}
    return render(request, "reminders/staff_letters.html", context)


def _admin(request: HttpRequest, title: str) -> dict[str, object]:
    return {**admin.site.each_context(request), "title": title}
