"""The steps of giving an edition to people: for whom, what it does, yes."""

from typing import Any

from django.contrib import messages
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.admin.edition_forms import AudienceForm
from onboarding.checklists.editions import rolling
from onboarding.checklists.models import Edition
from onboarding.checklists.presenting.editions import in_total, person_move
from onboarding.lib.admin import counted
from onboarding.lib.dates import local_day
from onboarding.residents.models import Program

# The name of a page, or "" when it is done; and what the page shows.
Step = tuple[str, dict[str, Any]]


def roll_out_page(
    request: AuthenticatedHttpRequest, edition: Edition, program: Program
) -> Step:
    """The page that comes next."""
    sent = request.POST if request.method == "POST" else None
    form = AudienceForm(sent, program=program, edition=edition)
    shared = {"program": program, "form": form}
    if not form.is_valid():
        title = f"Roll out edition {edition.label}"
        return "roll_out", shared | {"title": title}
    definitions = rolling.definitions_in([edition.pk]).get(edition.pk, [])
    moves = rolling.preview(form.people, definitions)
    seen = rolling.fingerprint(moves)
    if request.POST.get("seen") == seen:
        return _give(request, edition, program, form)
    if "seen" in request.POST:
        messages.warning(
            request, "Something changed meanwhile: please look at this once more."
        )
    now = timezone.now()
    today = local_day(now, program.time_zone)
    people = [person_move(move, today) for move in moves]
    whom = counted(len(people), "resident", "residents")
    return "roll_out_preview", shared | {
        "title": f"Edition {edition.label} for {whom}",
        "people": people,
        "total": in_total(move.details for move in moves),
        "seen": seen,
    }


def _give(
    request: AuthenticatedHttpRequest,
    edition: Edition,
    program: Program,
    form: AudienceForm,
) -> Step:
    order = rolling.Order(program, edition, form.audience, form.people)
    made = rolling.roll_out(order, by=request.user, now=timezone.now())
    count = counted(made.changes.count(), "resident has", "residents have")
    messages.success(request, f"{count} edition {edition.label} now.")
    return "", {"made": made}
