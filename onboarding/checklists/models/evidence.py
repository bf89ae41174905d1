"""What a person gave to show that an item is done, and what the verifier said."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models.item import Item
from onboarding.lib.constraints import set_together


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence."""

    def visible_to(self, user: User) -> Self:
        """That of the items that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(item__in=Item.objects.visible_to(user).values("pk"))


class Evidence(models.Model):
    """One submission for one item. A new one follows when it was sent back."""

    class Verdict(models.TextChoices):
        """What the verifier decided."""

        PENDING = "pending", "Not checked yet"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    on = models.DateField("date", null=True, blank=True)
    value = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.PENDING)
    reason = models.CharField(
        max_length=500, blank=True, help_text="Why it was sent back."
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # Of what is shown in person, no copy is kept: this is the record.
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="seen in person by",
    )
    seen_on = models.DateField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-pk")
        verbose_name_plural = "evidence"
        constraints = [
            set_together(
                "reviewed_by", "reviewed_at", name="evidence_reviewed_at_and_by"
            ),
            set_together("seen_by", "seen_on", name="evidence_seen_by_and_on"),
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(reason=""),
                name="evidence_returned_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("item",),
                condition=Q(verdict="pending"),
                name="evidence_one_pending_per_item",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence {self.pk}"
