"""Assessments: somebody's view of a resident on one occasion, as ratings.

A submitted assessment is never changed. A correction supersedes it; both stay.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.milestones.models.competency import Competency
from onboarding.milestones.models.framework import FrameworkEdition
from onboarding.milestones.models.request import AssessmentRequest
from onboarding.milestones.words import (
    LEVELS,
    OBSERVERS,
    Code,
    Method,
    Occasion,
    Setting,
    Source,
)
from onboarding.residents.models import Program, Resident
from onboarding.residents.roles import Role


def _readable_by(user: User, to: str = "") -> Q:
    """Which submitted assessments `user` reads; `to` leads from a row to one.

    The resident's own, those of residents whose faculty mentor or director the user
    is or whom a committee with the user in it reviews, and those the user gave. A peer
    mentor reads what they gave, nothing else.
    """
    reviewed = Resident.objects.filter(committee_reviews__meeting__members__user=user)
    directed = Program.objects.with_role(user, frozenset({Role.PROGRAM_DIRECTOR}))
    return (
        Q(**{f"{to}resident__user": user})
        | Q(**{f"{to}resident__faculty_mentor": user})
        | Q(**{f"{to}resident__cohort__program__in": directed})
        | Q(**{f"{to}resident__in": reviewed.order_by().values("pk")})
        | Q(**{f"{to}assessor": user})
    )


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments."""

    def visible_to(self, user: User) -> Self:
        """Submitted ones that concern the user; a draft is its writer's alone."""
        submitted = Q(submitted_at__isnull=False)
        if user.is_superuser:
            return self.filter(submitted | Q(assessor=user))
        return self.filter(Q(assessor=user) | (submitted & _readable_by(user)))

    def drafts_of(self, user: User) -> Self:
        """What `user` has begun to write and not given yet."""
        return self.filter(assessor=user, submitted_at=None, saved_at__isnull=False)

    def current(self) -> Self:
        """Submitted, and not superseded by a submitted correction."""
        return self.filter(submitted_at__isnull=False).exclude(
            Exists(_corrections_of("pk"))
        )


def _corrections_of(outer: str) -> models.QuerySet["Assessment"]:
    return Assessment.objects.filter(
        supersedes=OuterRef(outer), submitted_at__isnull=False
    )


class Assessment(models.Model):
    """What one person says of one resident on one occasion.

    `seen_on` is a local day of the program. Until `submitted_at` it is a draft: its
    ratings stand in `answers`, by the slug of the competency, and nobody but the
    assessor sees it.
    """

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="assessments")
    edition = models.ForeignKey(
        FrameworkEdition, models.PROTECT, related_name="assessments"
    )
    source = models.CharField(max_length=12, choices=Source)
    occasion = models.CharField(max_length=12, choices=Occasion)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments_given"
    )
    request = models.ForeignKey(
        AssessmentRequest,
        models.SET_NULL,
        related_name="assessments",
        null=True,
        blank=True,
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    method = models.CharField(max_length=24, choices=Method, blank=True)
    setting = models.CharField(max_length=12, choices=Setting, blank=True)
    seen_on = models.DateField("date seen", null=True, blank=True)
    strength = models.TextField("one strength", blank=True)
    next_step = models.TextField("one next step", blank=True)
    answers = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        constraints = [
            one_of("source", Source.values, name="assessment_source_is_known"),
            one_of("occasion", Occasion.values, name="assessment_occasion_is_known"),
            one_of("method", ["", *Method.values], name="assessment_method_is_known"),
            one_of(
                "setting", ["", *Setting.values], name="assessment_setting_is_known"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(seen_on__isnull=False),
                name="assessment_submitted_with_the_day_seen",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None)
                | ~Q(source__in=OBSERVERS)
                | (~Q(method="") & ~Q(setting="")),
                name="assessment_of_observers_says_how_and_where",
            ),
            models.CheckConstraint(
                condition=~Q(occasion=Occasion.OBSERVATION) | Q(source__in=OBSERVERS),
                name="assessment_observation_is_by_an_observer",
            ),
            models.UniqueConstraint(
                fields=("resident", "assessor", "source", "occasion"),
                condition=Q(submitted_at=None, supersedes=None),
                name="assessment_one_draft_per_assessor_and_occasion",
            ),
            models.UniqueConstraint(
                fields=("supersedes",), name="assessment_superseded_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=("resident", "source", "occasion"), name="assessment_of_resident"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}, {self.get_source_display().lower()}"

    def get_absolute_url(self) -> str:
        """Its page: the form of a draft, else what was said."""
        return reverse("milestones:assessment", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether nobody but the assessor has it yet."""
        return self.submitted_at is None

    @property
    def is_observation(self) -> bool:
        """Whether it is about single things seen, not about a whole occasion."""
        return self.occasion == Occasion.OBSERVATION


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings: of submitted assessments only, a draft has none."""

    def visible_to(self, user: User) -> Self:
        """Those of the assessments that the user may read."""
        if user.is_superuser:
            return self
        return self.filter(_readable_by(user, "assessment__"))

    def of(self, *residents: Resident) -> Self:
        """Those of `residents`."""
        return self.filter(assessment__resident__in=residents)

    def current(self) -> Self:
        """Without those of assessments that a correction has superseded."""
        return self.exclude(Exists(_corrections_of("assessment_id")))

    def with_story(self) -> Self:
        """With the competency, the assessment and who gave it."""
        return self.select_related(
            "competency__domain", "assessment__assessor", "assessment__resident"
        )

    def newest(self) -> Self:
        """Of each resident, competency (by slug) and source the rating seen last.

        Across editions: a competency keeps its slug. Includes what could not be
        assessed; whoever needs a level filters `level__isnull=False` first.
        """
        newest = Window(
            RowNumber(),
            partition_by=[
                F("assessment__resident"),
                F("competency__slug"),
                F("assessment__source"),
            ],
            order_by=[
                F("assessment__seen_on").desc(),
                F("assessment__submitted_at").desc(),
                F("pk").desc(),
            ],
        )
        return self.current().annotate(_newest=newest).filter(_newest=1)


class Rating(models.Model):
    """A level from 1.0 to 5.0 in half steps, or why there is none. Never changed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="ratings")
    level = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    code = models.CharField(max_length=14, choices=Code, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ("assessment", "competency__position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "competency"),
                name="rating_once_per_assessment_and_competency",
            ),
            models.CheckConstraint(
                condition=Q(level=None, code__in=Code.values)
                | Q(level__in=LEVELS, code=""),
                name="rating_is_a_half_step_or_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency.title}: {self.words}"

    @property
    def value(self) -> float | str:
        """The level as a number, else the code: as exports carry it."""
        return self.code if self.level is None else float(self.level)

    @property
    def words(self) -> str:
        """The level, or why there is none, as pages say it."""
        if self.level is None:
            return str(self.get_code_display())
        return f"{self.level:.1f}"
