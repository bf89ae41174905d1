"""Where a resident stands with learning, how suggestions are made, what to read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item
from onboarding.checklists.packs.needs import HealthSystems
from onboarding.learning.content import content_in, edition_for
from onboarding.learning.gaps import AHEAD, AIMS, WIDE
from onboarding.learning.judging import judge, to_judge
from onboarding.learning.own import choices_of, resident_or_404
from onboarding.learning.presenting import occasions_of
from onboarding.learning.suggesting import MOST
from onboarding.lib.http import safe_next_url
from onboarding.lib.markdown import render as render_markdown
from onboarding.residents.models import Resident


@require_safe
def show_overview(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The questions of each occasion, the plans that followed, what to judge."""
    resident = resident_or_404(request.user)
    now = timezone.now()
    context = {
        "resident": resident,
        "steps": occasions_of(resident, request.user, now),
        "to_judge": to_judge(resident, request.user, now),
        "choices": choices_of(resident),
        "has_systems": _systems_for(resident) is not None,
    }
    return render(request, "learning/overview.html", context)


@require_safe
def show_rule(request: AuthenticatedHttpRequest) -> HttpResponse:
    """How suggestions are made, in words and with the numbers that the rule uses."""
    context = {"aims": AIMS, "wide": WIDE, "most": MOST, "ahead": AHEAD}
    return render(request, "learning/rule.html", context)


@require_safe
def show_systems(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What figures about health systems mean and do not mean; no figure yet."""
    systems = _systems_or_404(resident_or_404(request.user))
    context = {"intro": render_markdown(systems.intro)}
    return render(request, "learning/systems.html", context)


@require_safe
def show_figures(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All health systems in the order of the alphabet, for those who want to see them.

    The page is the same for everybody: it knows of no school and no country of anyone.
    """
    resident = resident_or_404(request.user)
    systems = _systems_or_404(resident)
    oldest = choices_of(resident).oldest_figure or 0
    context = {
        "oldest": oldest,
        "world": [each for each in systems.world if each.last_year >= oldest],
        "places": [
            (place, [each for each in place.opioids if each.last_year >= oldest])
            for place in systems.places
        ],
    }
    return render(request, "learning/figures.html", context)


@require_POST
def judge_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Say whether a finished activity was useful."""
    found = Item.objects.visible_to(request.user).filter(resident__user=request.user)
    item = get_object_or_404(found.with_story(), pk=pk)
    try:
        judge(
            item, request.POST.get("verdict", ""), by=request.user, now=timezone.now()
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Thank you for your word on “{item}”.")
    default = reverse("learning:overview")
    return redirect(safe_next_url(request, default=default))


def _systems_for(resident: Resident) -> HealthSystems | None:
    edition = edition_for(resident)
    return content_in(edition).systems if edition else None


def _systems_or_404(resident: Resident) -> HealthSystems:
    systems = _systems_for(resident)
    if systems is None:
        raise Http404
    return systems
