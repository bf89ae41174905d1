"""One letter to one person: planned, on its way, sent, or why not."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import Invitation, User
from onboarding.lib.constraints import one_of, set_in_states
from onboarding.residents.models import Program, Resident

# Longer than the SMTP client's time limit for a whole batch, or a slow worker's letters
# would be taken away from it and sent twice.
LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 5


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters."""

    def visible_to(self, user: User) -> Self:
        """Those to residents whom `user` manages, and the user's own."""
        if user.is_superuser:
            return self
        managed = Program.objects.managed_by(user)
        return self.filter(Q(recipient=user) | Q(resident__cohort__program__in=managed))

    def begun(self, now: datetime) -> Self:
        """Planned ones whose hours have begun at `now`, and may be over already."""
        return self.filter(state=Letter.State.PLANNED, send_after__lte=now)

    def ready(self, now: datetime) -> Self:
        """Those to be sent at `now`: planned, and it is within their hours."""
        return self.begun(now).filter(send_before__gt=now)

    def stuck(self, now: datetime) -> Self:
        """Those whose worker has not come back within its lease."""
        return self.filter(state=Letter.State.SENDING, claimed_at__lte=now - LEASE)


class Letter(models.Model):
    """One letter. A digest exists at most once per resident and local day.

    `send_after` and `send_before` (UTC) are the hours of `local_day` in which it may
    leave, where the resident is.
    """

    class Kind(models.TextChoices):
        """What the letter is for."""

        DIGEST = "digest", "Reminder"
        INVITATION = "invitation", "Invitation"
        STAFF = "staff", "Weekly letter"
        ESCALATION = "escalation", "About overdue items"

    class State(models.TextChoices):
        """PLANNED → SENDING → SENT | FAILED | CANCELLED | HELD, and back to PLANNED."""

        PLANNED = "planned", "Planned"
        SENDING = "sending", "On its way"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Not needed any more"
        HELD = "held", "Held back"

    kind = models.CharField(max_length=10, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters"
    )
    resident = models.ForeignKey(
        Resident, models.CASCADE, related_name="letters", null=True, blank=True
    )
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="letters", null=True, blank=True
    )
    local_day = models.DateField("day")
    send_after = models.DateTimeField()
    send_before = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField("why not", max_length=300, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    # As sent; the secret part of an invitation's link is left out.
    text = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-local_day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="digest", resident__isnull=False, invitation=None)
                | Q(kind="invitation", invitation__isnull=False)
                | Q(kind="staff", resident=None, invitation=None)
                | Q(kind="escalation", resident__isnull=False, invitation=None),
                name="letter_has_what_its_kind_is_about",
            ),
            models.UniqueConstraint(
                fields=("resident", "local_day"),
                condition=Q(kind="digest"),
                name="letter_one_digest_per_resident_and_local_day",
            ),
            models.UniqueConstraint(
                fields=("invitation",), name="letter_once_per_invitation"
            ),
            models.UniqueConstraint(
                fields=("recipient", "local_day"),
                condition=Q(kind="staff"),
                name="letter_one_weekly_per_person_and_day",
            ),
            models.UniqueConstraint(
                fields=("recipient", "resident", "local_day"),
                condition=Q(kind="escalation"),
                name="letter_one_about_a_resident_per_person_and_day",
            ),
            one_of(
                "state",
                ["planned", "sending", "sent", "failed", "cancelled", "held"],
                name="letter_state_is_known",
            ),
            set_in_states("claimed_at", "sending", name="letter_claimed_while_sending"),
            set_in_states("sent_at", "sent", name="letter_sent_at_exactly_when_sent"),
            models.CheckConstraint(
                condition=Q(send_before__gt=models.F("send_after")),
                name="letter_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MAX_ATTEMPTS), name="letter_attempts_bounded"
            ),
        ]
        indexes = [
            # All that a pass has to look at; sent letters never slow it down.
            models.Index(
                fields=("send_after",),
                condition=Q(state="planned"),
                name="letter_planned",
            ),
            models.Index(
                fields=("claimed_at",),
                condition=Q(state="sending"),
                name="letter_sending",
            ),
            # What a person has to look at.
            models.Index(
                fields=("state",),
                condition=Q(state__in=["failed", "held"]),
                name="letter_in_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
