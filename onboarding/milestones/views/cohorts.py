"""A cohort as a group, for its director."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.milestones import scopes, trajectories
from onboarding.milestones.charts import chart_of
from onboarding.milestones.groups import group_of
from onboarding.milestones.models import Competency, Rating
from onboarding.milestones.summaries import FEWEST


@require_safe
def show_group(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Medians and changes of a cohort of five or more; 404 for all but directors."""
    cohort = get_object_or_404(scopes.cohorts_directed_by(request.user), pk=pk)
    edition = scopes.framework_of(cohort.program)
    residents = list(cohort.residents.active().values_list("pk", flat=True))
    visible = Rating.objects.visible_to(request.user)
    said = trajectories.said_in(trajectories.ratings_of(residents, visible))
    known: list[Competency] = []
    if edition is not None:
        competencies = Competency.objects.visible_to(request.user)
        known = list(competencies.for_program(edition, cohort.program_id))
    group = group_of(
        residents,
        said,
        trajectories.with_former(known, said, cohort.program_id),
        cohort.program_start,
    )
    context = {
        "cohort": cohort,
        "edition": edition,
        "group": group,
        "fewest": FEWEST,
        "drawings": [
            (each, chart_of(each.track, f"domain-{number}"))
            for number, each in enumerate(group.domains, start=1)
        ],
    }
    return render(request, "milestones/cohort_progress.html", context)
