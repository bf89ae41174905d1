"""Deciding about many items at once: what will happen, then yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.deciding import Decision, decide, preview
from onboarding.checklists.decision_forms import BUTTONS, DecisionForm
from onboarding.checklists.models import Item
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.scopes import readable_by
from onboarding.checklists.transitions import DECISIONS, Transition
from onboarding.lib.http import chosen_keys, safe_next_url

# Nobody reads more than this before saying yes.
MOST = 500


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen on a list: some items, and what to do with them."""

    transition: Transition
    items: list[Item]


@require_POST
def decide_many(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show what will happen to the chosen items; do it once that was confirmed.

    404 for who is not on the staff. Items that are not theirs are left out.
    """
    if not request.user.is_staff:
        raise Http404
    choice = _choice(request)
    if not choice.items:
        messages.warning(request, "Choose the items first, then what to do with them.")
        return redirect(_back(request))
    form = _form(request, choice.transition, is_bound="confirmed" in request.POST)
    if not form.is_valid():
        return confirm(request, choice.items, choice.transition, form=form)
    outcome = decide(choice.items, form.decision(), by=request.user, now=timezone.now())
    level = messages.WARNING if outcome.refused else messages.SUCCESS
    messages.add_message(
        request, level, outcomes.decided_many(choice.transition, outcome)
    )
    return redirect(_back(request))


def confirm(
    request: AuthenticatedHttpRequest,
    items: Iterable[Item],
    transition: Transition,
    *,
    form: DecisionForm | None = None,
    back: str = "",
) -> HttpResponse:
    """The page that names what will happen, and asks for the reason."""
    draft = Decision(transition, is_draft=True)
    found = list(items)[:MOST]
    context = {
        **admin.site.each_context(request),
        "title": BUTTONS[transition],
        "form": form or _form(request, transition, is_bound=False),
        "transition": transition,
        "outcome": preview(found, draft, by=request.user, now=timezone.now()),
        "back": back or _back(request),
    }
    return render(request, "checklists/decide_many.html", context)


def chosen_from(request: AuthenticatedHttpRequest) -> "QuerySet[Item]":
    """The items that the posted form names, those that the user may open."""
    keys = chosen_keys(request, "items")
    visible = Item.objects.visible_to(request.user).filter(readable_by(request.user))
    return visible.filter(pk__in=keys[:MOST])


def _choice(request: AuthenticatedHttpRequest) -> _Choice:
    try:
        transition = Transition(request.POST.get("transition", ""))
    except ValueError:
        raise Http404 from None
    if transition not in DECISIONS:
        raise Http404
    return _Choice(transition, list(chosen_from(request)))


def _form(
    request: AuthenticatedHttpRequest, transition: Transition, *, is_bound: bool
) -> DecisionForm:
    data = request.POST if is_bound else None
    return DecisionForm(data, transition=transition, today=timezone.localdate())


def _back(request: AuthenticatedHttpRequest) -> str:
    home = resolve_url(settings.LOGIN_REDIRECT_URL)
    return safe_next_url(request, default=home)
