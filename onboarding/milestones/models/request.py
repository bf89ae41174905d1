"""Requests: somebody is asked to assess a resident by a day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.milestones.words import Occasion, Source
from onboarding.residents.models import Program, Resident
from onboarding.residents.roles import OVERSEEING


class AssessmentRequestQuerySet(models.QuerySet["AssessmentRequest"]):
    """Requests for an assessment."""

    def visible_to(self, user: User) -> Self:
        """Those the user is to answer, is the subject of, or oversees."""
        if user.is_superuser:
            return self
        overseen = Program.objects.with_role(user, OVERSEEING)
        return self.filter(
            Q(asked_of=user)
            | Q(resident__user=user)
            | Q(resident__faculty_mentor=user)
            | Q(resident__cohort__program__in=overseen)
        )

    def open(self) -> Self:
        """Neither answered nor withdrawn, of residents who have not left."""
        return self.filter(withdrawn_at=None, resident__withdrawn_at=None).exclude(
            assessments__submitted_at__isnull=False
        )

    def owed_by(self, user: User) -> Self:
        """What waits for `user`, the first due first, with the resident."""
        return (
            self.open()
            .filter(asked_of=user)
            .select_related("resident__cohort__program", "resident__user")
            .order_by("due_on", "pk")
        )


class AssessmentRequest(models.Model):
    """One person is asked for their view of one resident, by one day.

    Answered by a submitted assessment that names it; nothing is stored here for that.
    `due_on` is a local day of the program.
    """

    resident = models.ForeignKey(
        Resident, models.CASCADE, related_name="assessment_requests"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assessments_owed"
    )
    source = models.CharField(max_length=12, choices=Source)
    occasion = models.CharField(max_length=12, choices=Occasion)
    due_on = models.DateField("due")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AssessmentRequestQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            one_of("source", Source.values, name="request_source_is_known"),
            one_of("occasion", Occasion.values, name="request_occasion_is_known"),
            models.UniqueConstraint(
                fields=("resident", "asked_of", "source", "occasion", "due_on"),
                condition=Q(withdrawn_at=None),
                name="request_once_per_person_occasion_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}, {self.get_source_display().lower()}"
