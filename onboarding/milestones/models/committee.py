"""The Clinical Competency Committee (CCC): who meets about whom, what it decides."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of, set_together
from onboarding.milestones.models.assessment import Assessment
from onboarding.milestones.words import Decision, Occasion
from onboarding.residents.models import Cohort, Program, Resident
from onboarding.residents.roles import OVERSEEING, Role


def _directed_by(user: User) -> models.QuerySet[Program]:
    return Program.objects.with_role(user, frozenset({Role.PROGRAM_DIRECTOR}))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings of committees."""

    def visible_to(self, user: User) -> Self:
        """Those the user is a member of, and those of programs they oversee."""
        if user.is_superuser:
            return self
        overseen = Program.objects.with_role(user, OVERSEEING)
        mine = Member.objects.filter(user=user).order_by().values("meeting")
        return self.filter(Q(cohort__program__in=overseen) | Q(pk__in=mine))

    def to_prepare(self, user: User, today: date) -> Self:
        """Those ahead for which `user` has a packet to read, the next first."""
        mine = Member.objects.filter(user=user).order_by().values("meeting")
        ahead = self.filter(pk__in=mine, held_on__gte=today)
        return ahead.select_related("cohort__program").order_by("held_on", "pk")


class Meeting(models.Model):
    """One meeting about one cohort on one occasion. `held_on` is a local day there."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="committee_meetings"
    )
    occasion = models.CharField(max_length=12, choices=Occasion)
    held_on = models.DateField("day of the meeting")
    quorum = models.PositiveSmallIntegerField(
        help_text="How many members must be there for a decision."
    )
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    called_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = "committee meeting"
        constraints = [
            one_of(
                "occasion",
                [Occasion.ARRIVAL, Occasion.MONTH_6, Occasion.MONTH_12],
                name="meeting_occasion_is_a_fixed_one",
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=1), name="meeting_quorum_is_somebody"
            ),
            models.UniqueConstraint(
                fields=("cohort", "occasion", "held_on"),
                name="meeting_once_per_cohort_occasion_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.get_occasion_display().lower()}"

    def get_absolute_url(self) -> str:
        """What its members read before they meet."""
        return reverse("milestones:meeting", args=[self.pk])

    @property
    def present(self) -> int:
        """How many members are there."""
        return self.members.filter(is_present=True).count()


class MemberQuerySet(models.QuerySet["Member"]):
    """Members of committees."""

    def visible_to(self, user: User) -> Self:
        """Those of the meetings that the user may see."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Member(models.Model):
    """One member of one meeting, and whether they were there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="committee_seats"
    )
    is_present = models.BooleanField("was there", default=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "user__name", "user__email")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "user"), name="member_once_per_meeting"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ReviewQuerySet(models.QuerySet["Review"]):
    """What committees say of residents."""

    def visible_to(self, user: User) -> Self:
        """For members and directors; once confirmed for the resident and mentor too."""
        if user.is_superuser:
            return self
        mine = Member.objects.filter(user=user).order_by().values("meeting")
        theirs = Q(resident__user=user) | Q(resident__faculty_mentor=user)
        return self.filter(
            Q(meeting__in=mine)
            | Q(resident__cohort__program__in=_directed_by(user))
            | (theirs & Q(confirmed_at__isnull=False))
        )

    def to_confirm_by(self, user: User) -> Self:
        """Decided ones that wait for the director."""
        decided = self.filter(decided_at__isnull=False, confirmed_at=None)
        return decided.filter(resident__cohort__program__in=_directed_by(user))

    def confirmed(self) -> Self:
        """Those the resident is to be told of."""
        return self.filter(confirmed_at__isnull=False)


class Review(models.Model):
    """What a meeting says of one resident: a decision with a reason, perhaps levels.

    `levels` (by slug of the competency, as in `Assessment.answers`) become ratings of
    the committee when the director confirms; from then on nothing changes.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reviews")
    resident = models.ForeignKey(
        Resident, models.CASCADE, related_name="committee_reviews"
    )
    decision = models.CharField(max_length=16, choices=Decision, blank=True)
    reason = models.TextField(blank=True)
    levels = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    assessment = models.OneToOneField(
        Assessment, models.PROTECT, related_name="review", null=True, blank=True
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "resident__family_name", "resident__given_name", "pk")
        verbose_name = "committee review"
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "resident"), name="review_once_per_meeting"
            ),
            one_of("decision", ["", *Decision.values], name="review_decision_is_known"),
            set_together("decided_at", "decided_by", name="review_decided_at_and_by"),
            set_together(
                "confirmed_at", "confirmed_by", name="review_confirmed_at_and_by"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="review_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(decided_at__isnull=False),
                name="review_confirmed_after_it_was_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident}, {self.meeting}"

    def get_absolute_url(self) -> str:
        """What was said of the resident, and where the committee decides."""
        return reverse("milestones:review", args=[self.pk])
