"""How somebody comes along: what was said of them, and what they have done for it.

Ratings and the items of a plan know nothing of each other; here they meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.words import StoredState
from onboarding.dashboard.owed import OwedView, asked_of
from onboarding.lib.dates import local_day
from onboarding.milestones import trajectories
from onboarding.milestones.charts import Chart, chart_of
from onboarding.milestones.models import (
    Assessment,
    Competency,
    FrameworkEdition,
    Rating,
    Review,
)
from onboarding.milestones.scopes import (
    framework_of,
    occasion_on,
    residents_followed_by,
)
from onboarding.milestones.trajectories import Track
from onboarding.milestones.words import Occasion
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of one resident, as one person may see it."""

    resident: Resident
    edition: FrameworkEdition
    tracks: Sequence[Track]
    done: Sequence[Item]

    @property
    def domains(self) -> list[tuple[Track, Chart, list[Track]]]:
        """Each domain with its drawing and its competencies."""
        found = trajectories.domains_of(self.tracks)
        return [
            (
                domain,
                chart_of(domain, f"domain-{number}"),
                [track for track in self.tracks if track.domain == domain.title],
            )
            for number, domain in enumerate(found, start=1)
        ]

    @property
    def differing(self) -> list[Track]:
        """Where self and observers are a level or more apart, the furthest first."""
        apart = [track for track in self.tracks if track.difference]
        return sorted(
            apart, key=lambda track: -track.difference.size if track.difference else 0
        )

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything yet."""
        return all(track.is_empty for track in self.tracks)

    def done_for(self, slug: str) -> list[Item]:
        """Finished activities that serve the competency."""
        return [item for item in self.done if slug in item.definition.competencies]


@require_safe
def show_own(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The resident's own progress; 404 for people who are no residents."""
    mine = Resident.objects.visible_to(request.user).active().filter(user=request.user)
    resident = mine.select_related("cohort__program").order_by("-cohort__year").first()
    if resident is None:
        raise Http404
    return _show(request, resident)


@require_safe
def show_progress(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The progress of one resident; 404 for those who do not follow them."""
    return _show(request, _followed(request, pk))


@require_safe
def show_competency(
    request: AuthenticatedHttpRequest, pk: int, slug: str
) -> HttpResponse:
    """One competency of one resident: every rating, and what was done for it."""
    resident = _followed(request, pk)
    progress = progress_of(resident, request.user)
    tracks = progress.tracks if progress else ()
    track = next((each for each in tracks if each.slug == slug), None)
    if progress is None or track is None:
        raise Http404
    ratings = (
        Rating.objects.visible_to(request.user)
        .filter(assessment__resident=resident, competency__slug=slug)
        .with_story()
        .order_by("-assessment__seen_on", "-pk")
    )
    superseded = Assessment.objects.visible_to(request.user).filter(
        resident=resident, corrections__submitted_at__isnull=False
    )
    context = {
        "progress": progress,
        "is_own": resident.user_id == request.user.pk,
        "track": track,
        "track_list": [track],
        "chart": chart_of(track, "competency"),
        "ratings": list(ratings),
        "superseded": set(superseded.values_list("pk", flat=True)),
        "done": progress.done_for(slug),
    }
    return render(request, "dashboard/competency.html", context)


def progress_of(resident: Resident, user: User) -> Progress | None:
    """What `user`, who follows `resident`, may see; None before a pack is loaded."""
    program = resident.cohort.program
    edition = framework_of(program)
    if edition is None:
        return None
    ratings = Rating.objects.visible_to(user)
    said = trajectories.said_in(trajectories.ratings_of([resident.pk], ratings))
    competencies = Competency.objects.visible_to(user)
    known = list(competencies.for_program(edition, program.pk))
    return Progress(
        resident,
        edition,
        trajectories.tracks_of(
            said,
            trajectories.with_former(known, said, program.pk),
            resident.cohort.program_start,
        ),
        done_activities(resident, user),
    )


def done_activities(resident: Resident, user: User) -> list[Item]:
    """What the resident has finished that serves a competency, the newest first."""
    items = Item.objects.visible_to(user).filter(
        resident=resident, state=StoredState.DONE
    )
    return list(
        items.exclude(definition__competencies=[])
        .select_related("definition__section")
        .defer("definition__guidance", "definition__sources")
        .order_by("-completed_on", "pk")
    )


def _followed(request: AuthenticatedHttpRequest, pk: int) -> Resident:
    followed = residents_followed_by(request.user).select_related("cohort__program")
    return get_object_or_404(followed, pk=pk)


def _show(request: AuthenticatedHttpRequest, resident: Resident) -> HttpResponse:
    now = timezone.now()  # noqa: TID251 -- a view
    program = resident.cohort.program
    is_own = resident.user_id == request.user.pk
    today = local_day(now, program.time_zone)
    given = Assessment.objects.visible_to(request.user).filter(resident=resident)
    context = {
        "resident": resident,
        "progress": progress_of(resident, request.user),
        "is_own": is_own,
        "asked": _asked(request.user, resident) if is_own else [],
        "occasion": Occasion(occasion_on(today, resident.cohort.program_start)),
        "reviews": Review.objects.visible_to(request.user)
        .confirmed()
        .filter(resident=resident)
        .select_related("meeting"),
        "given": given.current().select_related("assessor"),
    }
    return render(request, "dashboard/progress.html", context)


def _asked(user: User, resident: Resident) -> list[OwedView]:
    owed = asked_of(user, timezone.now())  # noqa: TID251 -- a view
    return [each for each in owed if each.request.resident_id == resident.pk]
