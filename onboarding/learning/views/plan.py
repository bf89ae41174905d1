"""The resident's learning plan: what is suggested, what they say, and sending it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.actions import RefusedError
from onboarding.learning import planning
from onboarding.learning.forms import DecisionForm
from onboarding.learning.models import LearningPlan, Proposal
from onboarding.learning.own import plan_of, resident_or_404
from onboarding.learning.presenting import suggested_in
from onboarding.learning.words import Choice, PlanState


@require_safe
def show(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """Each suggestion with its reasons, and how far the plan is."""
    plan = _plan_or_404(request, occasion)
    lines = suggested_in(plan, request.user, timezone.now())
    waiting = sum(line.proposal.choice == Choice.OPEN for line in lines)
    context = {
        "plan": plan,
        "resident": plan.assessment.resident,
        "lines": lines,
        "waiting": waiting,
        "can_choose": plan.state == PlanState.DRAFT,
        "mentor": plan.assessment.resident.faculty_mentor,
    }
    return render(request, "learning/plan.html", context)


@require_POST
def choose(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take, decline or swap one suggestion."""
    own = Proposal.objects.visible_to(request.user).filter(
        plan__assessment__resident__user=request.user
    )
    proposal = get_object_or_404(
        own.select_related(
            "plan__assessment__edition",
            "plan__assessment__resident__cohort__program",
        ),
        pk=pk,
    )
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, str(problems[0]))
        return redirect(proposal.plan)
    try:
        is_open = planning.choose(
            proposal, form.decision(), by=request.user, now=timezone.now()
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal.plan)
    if not is_open:
        messages.info(request, "This plan is with your mentor already.")
    return redirect(f"{proposal.plan.get_absolute_url()}#suggestion-{proposal.pk}")


@require_POST
def send(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """Let the mentor see it; a second press changes nothing."""
    plan = _plan_or_404(request, occasion)
    try:
        is_sent = planning.send(plan, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        if is_sent:
            messages.success(
                request,
                "It is with your mentor now. We tell you what comes of it here.",
            )
    return redirect(plan)


def _plan_or_404(request: AuthenticatedHttpRequest, occasion: str) -> LearningPlan:
    resident = resident_or_404(request.user)
    plan = plan_of(resident, request.user, occasion)
    if plan is None:
        raise Http404
    return plan
