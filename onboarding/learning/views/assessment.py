"""The questions: one a screen or all on one page, and what follows from the answers.

Everything works without JavaScript; nothing is lost by stopping in the middle.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.actions import RefusedError
from onboarding.learning import answering
from onboarding.learning.asking import Asked
from onboarding.learning.content import content_in, edition_for
from onboarding.learning.models import NeedsAssessment
from onboarding.learning.own import (
    assessment_of,
    choices_of,
    plan_of,
    resident_or_404,
)
from onboarding.learning.presenting import (
    Progress,
    feedback_on,
    gaps_by_need,
    occasions_of,
    progress_of,
)
from onboarding.learning.words import SKIPPED, Occasion
from onboarding.lib.markdown import render as render_markdown


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """What it is about and who sees what; a press on the button begins it."""
    resident = resident_or_404(request.user)
    steps = occasions_of(resident, request.user, timezone.now())
    step = next((each for each in steps if each.occasion == occasion), None)
    edition = edition_for(resident)
    if step is None or edition is None or not (step.is_open or step.assessment):
        raise Http404
    if request.method == "POST":
        return _begin(request, occasion)
    needs = content_in(edition).needs
    found = assessment_of(resident, request.user, occasion)
    context = {
        "step": step,
        "assessment": found,
        "title": needs.title if needs else "",
        "intro": render_markdown(needs.intro if needs else ""),
        "progress": progress_of(found, request.user) if found else None,
    }
    return render(request, "learning/assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_question(
    request: AuthenticatedHttpRequest, occasion: str, number: int
) -> HttpResponse:
    """One question with its answers; the next one follows."""
    found = _open_or_404(request, occasion)
    progress = progress_of(found, request.user)
    asked = next((a for a in progress.asked if a.number == number), None)
    if asked is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        refusal = _store(request, found, asked)
        if not refusal:
            return _next(found, number, len(progress.asked))
    context = {
        "assessment": found,
        "asked": asked,
        "given": progress.given.get(asked.question.slug, SKIPPED),
        "progress": progress,
        "previous": number - 1,
        "refusal": refusal,
    }
    return render(request, "learning/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_all(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """All questions on one page; what has no answer is skipped."""
    found = _open_or_404(request, occasion)
    progress = progress_of(found, request.user)
    if request.method == "POST":
        answering.answer_many(found, _given(request, progress), now=timezone.now())
        messages.success(request, "Your answers are saved.")
        return redirect(found)
    context = {
        "assessment": found,
        "lines": [
            (asked, progress.given.get(asked.question.slug, SKIPPED))
            for asked in progress.asked
        ],
        "progress": progress,
    }
    return render(request, "learning/questions.html", context)


def _given(request: AuthenticatedHttpRequest, progress: Progress) -> dict[str, str]:
    """What was chosen for each question; what the page does not offer is left out."""
    chosen = [
        (asked, request.POST.get(asked.question.slug, SKIPPED))
        for asked in progress.asked
    ]
    return {
        asked.question.slug: given
        for asked, given in chosen
        if given == SKIPPED or given in dict(asked.options)
    }


@require_POST
def finish(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """Finish; a second press changes nothing."""
    resident = resident_or_404(request.user)
    found = assessment_of(resident, request.user, occasion)
    if found is None:
        raise Http404
    try:
        answering.finish(found, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect("learning:results", occasion)


@require_safe
def show_results(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    """What follows from the answers, and what to learn from them."""
    resident = resident_or_404(request.user)
    found = assessment_of(resident, request.user, occasion)
    if found is None or not found.is_finished:
        raise Http404
    is_shown = (
        occasion != Occasion.ARRIVAL or choices_of(resident).shows_answers_at_arrival
    )
    progress = progress_of(found, request.user)
    plan = plan_of(resident, request.user, occasion)
    context = {
        "assessment": found,
        "needs": gaps_by_need(found, request.user),
        "feedback": feedback_on(progress) if is_shown else [],
        "plan": plan,
        "suggestion_count": plan.proposals.count() if plan else 0,
    }
    return render(request, "learning/results.html", context)


def _begin(request: AuthenticatedHttpRequest, occasion: str) -> HttpResponse:
    resident = resident_or_404(request.user)
    try:
        found = answering.start(resident, occasion, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:overview")
    return _go_on(found, request)


def _go_on(found: NeedsAssessment, request: AuthenticatedHttpRequest) -> HttpResponse:
    """To the first question that waits, or where it can be finished."""
    number = progress_of(found, request.user).next_number
    return redirect("learning:question", found.occasion, number or 1)


def _next(found: NeedsAssessment, number: int, total: int) -> HttpResponse:
    if number < total:
        return redirect("learning:question", found.occasion, number + 1)
    return redirect(found)


def _open_or_404(request: AuthenticatedHttpRequest, occasion: str) -> NeedsAssessment:
    """The needs assessment that can still be answered."""
    resident = resident_or_404(request.user)
    found = assessment_of(resident, request.user, occasion)
    if found is None or found.is_finished:
        raise Http404
    return found


def _store(
    request: AuthenticatedHttpRequest, found: NeedsAssessment, asked: Asked
) -> str:
    """Store what was chosen or skipped; a sentence if it was neither."""
    is_skipped = request.POST.get("act") == "skip"
    given = SKIPPED if is_skipped else request.POST.get("given", SKIPPED)
    if not (is_skipped or given):
        return "Choose an answer, or skip the question."
    try:
        answering.answer(found, asked.question.slug, given, now=timezone.now())
    except RefusedError as refusal:
        return str(refusal)
    return ""
