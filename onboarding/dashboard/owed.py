"""What somebody owes to residents: their view, begun or asked for, and their signature.

Assessments and the items of plans know nothing of each other; here they meet.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.models import Item
from onboarding.checklists.words import StoredState
from onboarding.lib.dates import local_day
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Meeting,
    Review,
)
from onboarding.milestones.scopes import (
    cohorts_directed_by,
    cohorts_overseen_by,
    residents_followed_by,
    residents_to_rate,
)

# Who sees people at work looks this far ahead.
_AHEAD = timedelta(days=45)
_MOST = 60


@dataclass(frozen=True, slots=True)
class OwedView:
    """An assessment that somebody asked the user for."""

    request: AssessmentRequest
    today: date

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.request.due_on < self.today


@dataclass(frozen=True, slots=True)
class ToSee:
    """An activity that waits until the user has seen it."""

    item: Item

    @property
    def is_sent(self) -> bool:
        """Whether the resident says that it has happened."""
        return self.item.state == StoredState.SUBMITTED

    @property
    def competencies(self) -> list[str]:
        """What can be rated on the same occasion."""
        slugs: list[str] = self.item.definition.competencies
        return slugs


@require_safe
def show_owed(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Requests, drafts and activities to see, each with what to do about it."""
    user, now = request.user, timezone.now()  # noqa: TID251 -- a view
    others = residents_to_rate(user).exclude(user=user)
    context = {
        "asked": asked_of(user, now),
        "drafts": Assessment.objects.visible_to(user)
        .drafts_of(user)
        .select_related("resident__cohort__program"),
        "to_see": to_see(user, now),
        "can_observe": others.exists(),
        "meetings": Meeting.objects.visible_to(user).to_prepare(user, now.date()),
        "to_confirm": Review.objects.visible_to(user).to_confirm_by(user).count(),
        "mentees": residents_followed_by(user)
        .filter(faculty_mentor=user, withdrawn_at=None)
        .select_related("cohort__program"),
        "cohorts": list(cohorts_overseen_by(user)),
        "directed": {cohort.pk for cohort in cohorts_directed_by(user)},
    }
    return render(request, "dashboard/owed.html", context)


def asked_of(user: User, now: datetime) -> list[OwedView]:
    """What `user` was asked for and has not answered, the first due first."""
    owed = AssessmentRequest.objects.visible_to(user).owed_by(user)
    return [
        OwedView(asked, local_day(now, asked.resident.cohort.program.time_zone))
        for asked in owed
    ]


def to_see(user: User, now: datetime) -> list[ToSee]:
    """Activities of residents that `user` signs after having seen them.

    What the resident has sent first, then what is due in the next weeks.
    """
    is_near = Q(due_on__lte=(now + _AHEAD).date())
    items = (
        Item.objects.visible_to(user)
        .filter(scopes.to_see_by(user), resident__withdrawn_at=None)
        .filter(Q(state=StoredState.SUBMITTED) | is_near)
        .select_related("definition", "resident__cohort__program")
        .order_by("due_on", "pk")[:_MOST]
    )
    found = [ToSee(item) for item in items]
    return sorted(found, key=lambda each: not each.is_sent)
