"""Learning plans as a mentor sees them: what was taken, never what was answered."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.actions import RefusedError
from onboarding.learning import planning
from onboarding.learning.effect import cohorts_led_by
from onboarding.learning.forms import NoteForm
from onboarding.learning.models import LearningPlan
from onboarding.learning.presenting import suggested_in
from onboarding.learning.words import PlanState


@require_safe
def show_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The plans that were sent to the user, those that wait first."""
    if not request.user.is_staff:
        raise Http404
    plans = list(_plans_of(request).order_by("agreed_at", "-sent_at", "pk"))
    context = {
        **admin.site.each_context(request),
        "title": "Learning plans",
        "waiting": [plan for plan in plans if plan.state == PlanState.SENT],
        "agreed": [plan for plan in plans if plan.state == PlanState.AGREED],
        "leads": cohorts_led_by(request.user).exists(),
    }
    return render(request, "learning/mentor_list.html", context)


@require_safe
def show(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One plan, and the two forms: agree, or send back with a word."""
    return _page(request, _plan_or_404(request, pk), NoteForm())


@require_POST
def agree(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Agree: the lines join the resident's plan; a second press changes nothing."""
    plan = _plan_or_404(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, form)
    try:
        count = planning.agree(
            plan,
            by=request.user,
            now=timezone.now(),
            note=form.cleaned_data["note"],
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:mentor-plan", pk)
    name = plan.assessment.resident.first_name
    if count is None:
        messages.info(request, "This plan does not wait for you any more.")
    else:
        lines = "1 line" if count == 1 else f"{count} lines"
        messages.success(request, f"You agreed: {lines} of {name}’s plan changed.")
    return redirect("learning:mentor")


@require_POST
def send_back(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Give it back with a word; a second press changes nothing."""
    plan = _plan_or_404(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, form)
    try:
        is_back = planning.send_back(
            plan, by=request.user, note=form.cleaned_data["note"]
        )
    except RefusedError as refusal:
        form.add_error("note", str(refusal))
        return _page(request, plan, form)
    if is_back:
        name = plan.assessment.resident.first_name
        messages.success(request, f"The plan is back with {name}, with your word.")
    return redirect("learning:mentor")


def _plans_of(request: AuthenticatedHttpRequest) -> QuerySet[LearningPlan]:
    found = LearningPlan.objects.visible_to(request.user).for_mentor(request.user)
    return found.select_related(
        "assessment__edition", "assessment__resident__cohort__program", "agreed_by"
    )


def _plan_or_404(request: AuthenticatedHttpRequest, pk: int) -> LearningPlan:
    if not request.user.is_staff:
        raise Http404
    return get_object_or_404(_plans_of(request), pk=pk)


def _page(
    request: AuthenticatedHttpRequest, plan: LearningPlan, form: NoteForm
) -> HttpResponse:
    resident = plan.assessment.resident
    context = {
        **admin.site.each_context(request),
        "title": f"Learning plan of {resident.spoken_name}",
        "plan": plan,
        "resident": resident,
        "lines": suggested_in(plan, request.user, timezone.now()),
        "form": form,
        "waits": plan.state == PlanState.SENT,
    }
    return render(request, "learning/mentor_plan.html", context)
