"""The steps of giving an edition to people: for whom, what it does, yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.admin.edition_forms import AudienceForm
from onboarding.checklists.editions import rolling
from onboarding.checklists.editions.targets import Target, give, target_for
from onboarding.checklists.models import Edition
from onboarding.checklists.presenting.editions import in_total, person_move
from onboarding.checklists.presenting.own_items import conflict_lines
from onboarding.lib.admin import counted
from onboarding.lib.dates import local_day
from onboarding.residents.models import Program

# The name of a page and what it shows, or where to go when it is done.
Step = tuple[str, dict[str, Any]] | HttpResponseRedirect


def roll_out_page(
    request: AuthenticatedHttpRequest, edition: Edition, program: Program
) -> Step:
    """The page that comes next."""
    target = target_for(program, edition)
    if target.problems:
        messages.error(request, "Your own items do not fit this edition yet.")
        return redirect("admin:checklists_edition_own_items", edition.pk, program.slug)
    sent = request.POST if request.method == "POST" else None
    form = AudienceForm(sent, target=target)
    shared = {
        "program": program,
        "form": form,
        "target": target,
        "conflicts": conflict_lines(target.conflicts),
    }
    if not form.is_valid():
        return "roll_out", shared | {"title": f"Roll out edition {target.label}"}
    moves = rolling.preview(form.people, target.definitions)
    seen = rolling.fingerprint(moves)
    if request.POST.get("seen") == seen:
        return _give(request, target, form)
    if "seen" in request.POST:
        messages.warning(
            request, "Something changed meanwhile: please look at this once more."
        )
    today = local_day(timezone.now(), program.time_zone)
    people = [person_move(move, today) for move in moves]
    whom = counted(len(people), "resident", "residents")
    return "roll_out_preview", shared | {
        "title": f"Edition {target.label} for {whom if people else 'new residents'}",
        "people": people,
        "total": in_total(move.details for move in moves),
        "seen": seen,
    }


def _give(
    request: AuthenticatedHttpRequest, target: Target, form: AudienceForm
) -> HttpResponseRedirect:
    made = give(target, form.audience, form.people, by=request.user, now=timezone.now())
    count = made.changes.count()
    who = counted(count, "resident has", "residents have")
    messages.success(
        request,
        f"{who if count else 'New residents will have'} edition {target.label}"
        f"{' now' if count else ''}.",
    )
    return redirect("admin:checklists_rollout_change", made.pk)
