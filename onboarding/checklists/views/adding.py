"""Adding an item to the plan of one resident: of their edition, or written for them."""

from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists import giving
from onboarding.checklists.facts import facts_of
from onboarding.checklists.giving_forms import GiveForm, WriteForm
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.residents.models import Resident


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Two forms for a resident whom the user manages. 404 for all others."""
    now = timezone.now()
    managed = Resident.objects.visible_to(request.user).managed_by(request.user)
    found = managed.select_related("cohort__program", "plan")
    resident = get_object_or_404(found, pk=pk, plan__isnull=False)
    today = facts_of(resident).today(now)
    given = GiveForm(
        request.POST if "give" in request.POST else None,
        offered=giving.choices_for(resident),
    )
    written = WriteForm(
        request.POST if "write" in request.POST else None,
        edition=resident.plan.edition_id,
        today=today,
    )
    item = _added(request, resident, given, written, now)
    back = reverse("admin:residents_resident_change", args=[pk])
    if item is not None:
        due = f", due {day_words(item.due_on, today)}" if item.due_on else ""
        messages.success(request, f"Added: “{item.title}”{due}.")
        return redirect(back)
    context = {
        **admin.site.each_context(request),
        "title": f"Add an item: {resident}",
        "resident": resident,
        "given": given,
        "written": written,
        "back": back,
    }
    return render(request, "checklists/add_item.html", context)


def _added(
    request: AuthenticatedHttpRequest,
    resident: Resident,
    given: GiveForm,
    written: WriteForm,
    now: datetime,
) -> Item | None:
    """What one of the two forms added, if it was sent and nothing is wrong with it."""
    user = request.user
    if given.is_bound and given.is_valid():
        slug, reason = given.cleaned_data["item"], given.cleaned_data["reason"]
        return giving.give_item(resident, slug, reason=reason, by=user, now=now)
    if written.is_bound and written.is_valid():
        reason = written.cleaned_data["reason"]
        return giving.write_item(
            resident, written.text(), reason=reason, by=user, now=now
        )
    return None
