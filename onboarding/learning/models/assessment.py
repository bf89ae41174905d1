"""A needs assessment, its answers and its gaps.

That somebody answered, and when, may be known. What they answered and what follows
from it is theirs alone, superusers included: these tables have no admin page, and
`visible_to` gives nobody else a row.
"""

from typing import Self

from django.db import models
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models import Edition
from onboarding.learning.words import Need, Occasion
from onboarding.lib.constraints import one_of
from onboarding.residents.models import Resident


class NeedsAssessmentQuerySet(models.QuerySet["NeedsAssessment"]):
    """Needs assessments: that they are there, and when."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` may see; they hold no answer."""
        return self.filter(
            resident__in=Resident.objects.visible_to(user).order_by().values("pk")
        )

    def finished(self) -> Self:
        """Those that their residents have finished."""
        return self.filter(finished_at__isnull=False)


class NeedsAssessment(models.Model):
    """One resident's questions on one occasion, in the words of one edition."""

    resident = models.ForeignKey(
        Resident, models.CASCADE, related_name="needs_assessments"
    )
    occasion = models.CharField(max_length=10, choices=Occasion)
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="needs_assessments"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = NeedsAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("resident", "occasion"),
                name="needs_assessment_once_per_occasion",
            ),
            one_of(
                "occasion", Occasion.values, name="needs_assessment_occasion_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Needs assessment {self.get_occasion_display().lower()}"

    def get_absolute_url(self) -> str:
        """The page where it is begun and gone on with."""
        return reverse("learning:assessment", args=[self.occasion])

    @property
    def is_finished(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.finished_at is not None


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers."""

    def visible_to(self, user: User) -> Self:
        """The user's own. Nobody else's, whoever they are."""
        return self.filter(assessment__resident__user=user)


class Answer(models.Model):
    """What one resident answered to one question; an empty one was skipped."""

    assessment = models.ForeignKey(
        NeedsAssessment, models.CASCADE, related_name="answers"
    )
    question = models.SlugField(max_length=40, db_index=False)
    given = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("assessment", "question")
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "question"), name="answer_once_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class GapQuerySet(models.QuerySet["Gap"]):
    """Gaps."""

    def visible_to(self, user: User) -> Self:
        """The user's own. Nobody else's, whoever they are."""
        return self.filter(assessment__resident__user=user)


class Gap(models.Model):
    """What follows for one subject, with the sentences that say why.

    Stored when the assessment is finished: what was said then stays as it was said.
    """

    assessment = models.ForeignKey(NeedsAssessment, models.CASCADE, related_name="gaps")
    position = models.PositiveSmallIntegerField(help_text="The widest gap first.")
    # The slug of a competency, or of a section where no competency fits.
    subject = models.SlugField(max_length=60, db_index=False)
    title = models.CharField(max_length=60)
    need = models.CharField(max_length=8, choices=Need)
    because = models.JSONField(default=list, help_text="A sentence for each reason.")

    objects = GapQuerySet.as_manager()

    class Meta:
        ordering = ("assessment", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "subject"), name="gap_once_per_subject"
            ),
            one_of("need", Need.values, name="gap_need_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_need_display().lower()}"
