"""The page of one item, and what can be done on it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists import actions
from onboarding.checklists.decision_forms import DecisionForm
from onboarding.checklists.evidence_files import stored
from onboarding.checklists.forms import ProofForm
from onboarding.checklists.models import Item
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.presenting.page import ItemPage, page_of
from onboarding.checklists.presenting.thread import Exchange
from onboarding.checklists.question_forms import AnswerForm, AskForm
from onboarding.checklists.roles import may_read, roles_towards
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import ACTIONABLE, Deadline, EvidenceKind
from onboarding.lib.http import safe_next_url
from onboarding.lib.markdown import render as render_markdown


@require_safe
def show_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One item: why, how, by when, and the form that finishes it."""
    return desk_for(request, pk).show()


@require_POST
def complete_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Finish the item or send it for a check; a second press changes nothing."""
    desk = desk_for(request, pk)
    form = desk.proof_form(bound=True)
    if desk.item.state not in ACTIONABLE:
        return desk.say_settled()
    if not form.is_valid():
        return desk.show(proof_form=form)
    waited = outcomes.waiting_for(desk.item)
    try:
        with stored(form.file) as file:
            changed = actions.complete(
                desk.item, by=request.user, now=desk.now, proof=form.proof(file)
            )
    except actions.RefusedError as refusal:
        return desk.show(proof_form=form, refusal=str(refusal))
    if not changed:
        return desk.say_settled()
    messages.success(request, outcomes.completed(desk.page, waited))
    return desk.leave()


@require_POST
def decide_item(
    request: AuthenticatedHttpRequest, pk: int, transition: Transition
) -> HttpResponse:
    """Approve, send back, waive and so on; a second press changes nothing."""
    desk = desk_for(request, pk)
    form = desk.decision_form(transition, is_bound=True)
    if not form.is_valid():
        return desk.show(decision_form=form)
    try:
        changed = actions.decide_one(
            desk.item, form.decision(), by=request.user, now=desk.now
        )
    except actions.RefusedError as refusal:
        return desk.show(decision_form=form, refusal=str(refusal))
    if not changed:
        return desk.say_settled()
    messages.success(request, outcomes.decided(desk.page, transition))
    return desk.leave()


@dataclass(frozen=True, slots=True)
class Desk:
    """One request about one item that the person may read."""

    request: AuthenticatedHttpRequest
    item: Item
    page: ItemPage
    now: datetime

    def show(
        self,
        *,
        proof_form: ProofForm | None = None,
        decision_form: DecisionForm | None = None,
        ask_form: AskForm | None = None,
        answer_form: AnswerForm | None = None,
        refusal: str = "",
    ) -> HttpResponse:
        """The page, with what was typed and why it was refused."""
        context = {
            "page": self.page,
            "guidance": render_markdown(self.item.definition.guidance),
            "proof_form": proof_form or self.proof_form(),
            "decisions": [
                decision_form
                if decision_form and decision_form.transition == transition
                else self.decision_form(transition)
                for transition in self.page.decisions
            ],
            "ask_form": ask_form or AskForm(),
            "thread": [
                (exchange, self.answer_form(exchange, answer_form))
                for exchange in self.page.thread
            ],
            "tried": decision_form.transition if decision_form else "",
            "refusal": refusal,
        }
        return render(self.request, "checklists/item_detail.html", context)

    def proof_form(self, *, bound: bool = False) -> ProofForm:
        """The form for what the item asks for, with the posted data if `bound`."""
        return ProofForm(
            self.request.POST if bound else None,
            # Reading a strange file is work: only for who may finish the item.
            self.request.FILES if bound and self.page.can_be_finished else None,
            kind=self.item.definition.evidence,
            today=self.page.line.today,
            button=outcomes.button(self.page),
        )

    def decision_form(
        self, transition: Transition, *, is_bound: bool = False
    ) -> DecisionForm:
        """The form for one decision, with the posted data if `is_bound`."""
        return DecisionForm(
            self.request.POST if is_bound else None,
            transition=transition,
            today=self.page.line.today,
            is_legal=self.item.definition.deadline == Deadline.LEGAL,
            is_shown=self.item.definition.evidence == EvidenceKind.IN_PERSON,
            item=self.item.pk,
        )

    def answer_form(
        self, exchange: Exchange, tried: AnswerForm | None
    ) -> AnswerForm | None:
        """The form under a question, for who can answer it; `tried` if it is that."""
        if not (exchange.is_open and self.page.can_answer):
            return None
        is_tried = tried is not None and tried.question == exchange.question
        return tried if is_tried else AnswerForm(question=exchange.question)

    def say_settled(self) -> HttpResponse:
        """Back to the page: somebody, perhaps the same person, was faster."""
        self.item.refresh_from_db(fields=["state"])
        messages.info(self.request, outcomes.settled(self.item))
        return redirect(self.item)

    def leave(self) -> HttpResponse:
        """On to where the form came from: home for residents, the item for others."""
        home = resolve_url(settings.LOGIN_REDIRECT_URL)
        default = home if self.page.is_own else self.item.get_absolute_url()
        return redirect(safe_next_url(self.request, default=default))


def desk_for(request: AuthenticatedHttpRequest, pk: int) -> Desk:
    """The item and its page; 404 for everybody who may not read it."""
    now = timezone.now()
    found = Item.objects.visible_to(request.user).with_story()
    item = get_object_or_404(
        found.select_related("definition__section__edition"), pk=pk
    )
    roles = roles_towards(request.user, item.resident)
    if not may_read(item, roles):
        raise Http404
    return Desk(request, item, page_of(item, request.user, roles, now=now), now)
