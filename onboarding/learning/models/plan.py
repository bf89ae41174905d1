"""A learning plan: what is suggested, what the resident takes, what a mentor agrees."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.learning.models.assessment import NeedsAssessment
from onboarding.learning.words import Choice, PlanState, Way
from onboarding.lib.constraints import one_of, set_together
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Program
from onboarding.residents.roles import Role

_SHOWN = (PlanState.SENT, PlanState.AGREED)


def _mentored_by(user: User, to: str) -> Q:
    """Plans that `user` may agree to; `to` leads from a row to its resident.

    The faculty mentor or, as long as there is none, the program director.
    """
    directed = Program.objects.with_role(user, frozenset({Role.PROGRAM_DIRECTOR}))
    nobody = Q(
        **{f"{to}faculty_mentor": None, f"{to}cohort__program__in": directed},
    )
    return Q(**{f"{to}faculty_mentor": user}) | nobody


class LearningPlanQuerySet(models.QuerySet["LearningPlan"]):
    """Learning plans."""

    def visible_to(self, user: User) -> Self:
        """The user's own, and those that were sent to the user as mentor."""
        own = Q(assessment__resident__user=user)
        sent = Q(state__in=_SHOWN) & _mentored_by(user, "assessment__resident__")
        return self.filter(own | sent)

    def mentored_by(self, user: User) -> Self:
        """Those to which `user` may agree, sent or not."""
        return self.filter(_mentored_by(user, "assessment__resident__"))

    def for_mentor(self, user: User) -> Self:
        """Those that were sent to `user` as mentor."""
        return self.mentored_by(user).filter(state__in=_SHOWN)

    def waiting(self) -> Self:
        """Those that a mentor has to look at."""
        return self.filter(state=PlanState.SENT)


class LearningPlan(models.Model):
    """What one resident does beside the default plan after one needs assessment."""

    assessment = models.OneToOneField(
        NeedsAssessment, models.CASCADE, related_name="plan"
    )
    state = models.CharField(max_length=6, choices=PlanState, default=PlanState.DRAFT)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="The mentor's last word to the resident."
    )

    objects = LearningPlanQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            one_of("state", PlanState.values, name="learning_plan_state_is_known"),
            set_together("agreed_at", "agreed_by", name="learning_plan_agreed_by"),
            models.CheckConstraint(
                condition=Q(state=PlanState.AGREED, agreed_at__isnull=False)
                | (~Q(state=PlanState.AGREED) & Q(agreed_at=None)),
                name="learning_plan_agreed_at_exactly_when_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"Learning plan {self.assessment.get_occasion_display().lower()}"

    def get_absolute_url(self) -> str:
        """The resident's page of it."""
        return reverse("learning:plan", args=[self.assessment.occasion])


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Suggestions."""

    def visible_to(self, user: User) -> Self:
        """The user's own; to a mentor what was taken, or declined for them to see."""
        own = Q(plan__assessment__resident__user=user)
        sent = Q(plan__state__in=_SHOWN) & _mentored_by(
            user, "plan__assessment__resident__"
        )
        return self.filter(own | (sent & (Q(choice=Choice.TAKEN) | Q(is_shown=True))))


class Proposal(models.Model):
    """One activity, what it serves, and what became of the suggestion.

    Holds no answer: why it was suggested stands in the resident's gaps.
    """

    plan = models.ForeignKey(LearningPlan, models.CASCADE, related_name="proposals")
    position = models.PositiveSmallIntegerField()
    # Slugs of the subjects that it serves, and their titles in one line.
    subjects = models.JSONField()
    serves = models.CharField(max_length=300)
    activity = models.SlugField(max_length=60, db_index=False)
    title = models.CharField(max_length=60)
    way = models.CharField(max_length=6, choices=Way)
    # Counted from the start of the program: the day moves with it.
    due_days = models.SmallIntegerField()
    choice = models.CharField(max_length=8, choices=Choice, default=Choice.OPEN)
    word = models.CharField(max_length=200, blank=True)
    is_shown = models.BooleanField(
        default=False, help_text="Whether the mentor sees that it was declined."
    )
    is_swapped = models.BooleanField(default=False)
    # The line of the checklist that it became.
    item = models.ForeignKey(
        Item, models.SET_NULL, related_name="proposals", null=True, blank=True
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "activity"), name="proposal_once_per_activity"
            ),
            one_of("way", Way.values, name="proposal_way_is_known"),
            one_of("choice", Choice.values, name="proposal_choice_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due(self) -> Mapping[str, Any]:
        """The due rule that the item gets."""
        return {"anchor": Anchor.PROGRAM_START.value, "days": self.due_days}

    def due_on(self, program_start: date) -> date:
        """The day it stands for, with that start of the program."""
        return date.fromordinal(program_start.toordinal() + self.due_days)
