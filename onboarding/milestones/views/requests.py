"""Asking the people around a cohort for their view, and seeing who has answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.lib.dates import local_day
from onboarding.milestones import actions, scopes
from onboarding.milestones.asking import ask_cohort, rounds_of
from onboarding.milestones.forms import AskForm
from onboarding.milestones.models import AssessmentRequest


@require_http_methods(["GET", "HEAD", "POST"])
def show_cohort(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Who was asked for a view of whom, and a form to ask; 404 for others."""
    cohort = get_object_or_404(scopes.cohorts_overseen_by(request.user), pk=pk)
    now = timezone.now()
    today = local_day(now, cohort.program.time_zone)
    form = AskForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        asked = ask_cohort(cohort, form.wish(), by=request.user, now=now)
        messages.success(request, asked.sentence)
        return redirect("milestones:cohort-requests", pk=cohort.pk)
    visible = AssessmentRequest.objects.visible_to(request.user)
    context = {
        "cohort": cohort,
        "form": form,
        "rounds": rounds_of(visible.filter(resident__cohort=cohort), today),
    }
    status = 422 if form.is_bound else 200
    return render(request, "milestones/cohort_requests.html", context, status=status)


@require_POST
def withdraw_request(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask no longer; 404 for those who may not ask."""
    cohorts = scopes.cohorts_overseen_by(request.user)
    asked = get_object_or_404(
        AssessmentRequest.objects.visible_to(request.user).filter(
            resident__cohort__in=cohorts
        ),
        pk=pk,
    )
    if actions.withdraw(asked, now=timezone.now()):
        messages.success(request, "The request is withdrawn.")
    return redirect("milestones:cohort-requests", pk=asked.resident.cohort_id)
