"""Asking about an item, answering, and reading all that was asked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists import asking
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Question
from onboarding.checklists.presenting.own import residency_of
from onboarding.checklists.presenting.story import Reader
from onboarding.checklists.presenting.thread import asked_about
from onboarding.checklists.question_forms import AnswerForm, AskForm
from onboarding.checklists.roles import may_read, roles_towards
from onboarding.checklists.views.items import desk_for
from onboarding.lib.http import safe_next_url


@require_safe
def list_questions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All that a resident has asked; 404 for whoever has no plan of their own."""
    resident = residency_of(request.user)
    if resident is None:
        raise Http404
    facts = facts_of(resident)
    today = facts.today(timezone.now())
    reader = Reader(request.user, today, facts.zone_on(today))
    context = {"asked": asked_about(resident, reader)}
    return render(request, "checklists/question_list.html", context)


@require_POST
def ask_about_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask; the same question twice is asked once."""
    desk = desk_for(request, pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        return desk.show(ask_form=form)
    text = form.cleaned_data["question"]
    try:
        question = asking.ask(desk.item, by=request.user, now=desk.now, text=text)
    except RefusedError as refusal:
        return desk.show(ask_form=form, refusal=str(refusal))
    messages.success(
        request, "Your question is sent. The answer will stand here and on your home."
    )
    return redirect(question)


@require_POST
def answer_question(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Answer; who comes second is told that somebody was faster."""
    question = _question(request, pk)
    form = AnswerForm(request.POST, question=question)
    desk = desk_for(request, question.item_id)
    if not form.is_valid():
        return desk.show(answer_form=form)
    text = form.cleaned_data["answer"]
    try:
        is_first = asking.answer(question, by=request.user, now=desk.now, text=text)
    except RefusedError as refusal:
        return desk.show(answer_form=form, refusal=str(refusal))
    if is_first:
        name = question.item.resident.first_name
        messages.success(request, f"Your answer is sent to {name}.")
    else:
        messages.info(request, "Somebody answered before. Nothing changed.")
    return redirect(question)


@require_POST
def put_answer_away(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The resident has read the answer; it leaves their home."""
    question = _question(request, pk)
    try:
        asking.put_away(question, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(safe_next_url(request, default=question.get_absolute_url()))


def _question(request: AuthenticatedHttpRequest, pk: int) -> Question:
    """The question; 404 for everybody who may not read its item."""
    found = Question.objects.visible_to(request.user).select_related(
        "item__definition", "item__resident__cohort__program"
    )
    question = get_object_or_404(found, pk=pk)
    item = question.item
    if not may_read(item, roles_towards(request.user, item.resident)):
        raise Http404
    return question
