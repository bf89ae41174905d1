"""Changing the category and the answers of a resident: items come and go with them."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.facts import facts_of
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.presenting.own import residency_of
from onboarding.dashboard.forms import AnswersForm, FactsForm
from onboarding.dashboard.redating import Consequences, set_facts
from onboarding.dashboard.told import Told
from onboarding.residents.models import Resident


@require_http_methods(["GET", "HEAD", "POST"])
def edit_own_answers(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What a resident says about themselves. The category is for the program to set."""
    now = timezone.now()  # noqa: TID251 -- a view
    resident = residency_of(request.user)
    if resident is None:
        raise Http404
    form = AnswersForm(_posted(request), resident=resident)
    context: dict[str, object] = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "dashboard/answers_form.html", context)
    told = _ahead(request, resident, resident.category, form.answers, now)
    if told.found and not form.cleaned_data["has_seen"]:
        context |= {"told": told}
        return render(request, "dashboard/answers_confirm.html", context)
    found = _save(request, resident, resident.category, form.answers, now)
    messages.success(request, f"Your answers are saved. {_done(found)}")
    return redirect("checklists:date-list")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_resident_facts(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Category and switches of a resident whom the user manages. 404 for all others."""
    now = timezone.now()  # noqa: TID251 -- a view
    managed = Resident.objects.visible_to(request.user).managed_by(request.user)
    resident = get_object_or_404(managed.select_related("cohort__program"), pk=pk)
    form = FactsForm(_posted(request), resident=resident)
    sheet = reverse("admin:residents_resident_change", args=[pk])
    context = {
        **admin.site.each_context(request),
        "title": f"Category and answers: {resident}",
        "resident": resident,
        "form": form,
        "back": sheet,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "dashboard/resident_facts_form.html", context)
    category = form.cleaned_data["category"]
    told = _ahead(request, resident, category, form.answers, now)
    if told.found and not form.cleaned_data["has_seen"]:
        context |= {"told": told}
        return render(request, "dashboard/resident_facts_confirm.html", context)
    found = _save(request, resident, category, form.answers, now)
    messages.success(request, f"Saved for {resident}. {_done(found)}")
    return redirect(sheet)


def _posted(request: AuthenticatedHttpRequest) -> Mapping[str, object] | None:
    return request.POST if request.method == "POST" else None


def _ahead(
    request: AuthenticatedHttpRequest,
    resident: Resident,
    category: str,
    answers: Mapping[str, bool | None],
    now: datetime,
) -> Told:
    found = set_facts(
        resident,
        category=category,
        switches=answers,
        by=request.user,
        now=now,
        is_preview=True,
    )
    # The look ahead is taken back; the object must not remember it.
    resident.refresh_from_db(fields=["category"])
    return Told(found, facts_of(resident).today(now))


def _save(
    request: AuthenticatedHttpRequest,
    resident: Resident,
    category: str,
    answers: Mapping[str, bool | None],
    now: datetime,
) -> Consequences:
    return set_facts(
        resident, category=category, switches=answers, by=request.user, now=now
    )


def _done(found: Consequences) -> str:
    counts = (len(found.moved), len(found.added), len(found.fell_away))
    return outcomes.counted_moves(*counts)
