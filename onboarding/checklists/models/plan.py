"""Which edition of a pack a resident's plan is made from."""

from typing import Self

from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models.pack import Edition
from onboarding.residents.models import Resident, seen_by


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` may see."""
        return self.filter(seen_by(user, "resident__"))


class Plan(models.Model):
    """One resident's plan: items are added from this edition when facts change."""

    resident = models.OneToOneField(
        Resident, models.CASCADE, related_name="plan", primary_key=True
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="plans")
    made_at = models.DateTimeField()
    # The last entry of the resident's history: the database moves it on with each one.
    history_length = models.PositiveIntegerField(default=0)
    history_digest = models.CharField(max_length=64, blank=True, default="")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("resident",)
        constraints = [
            models.CheckConstraint(
                condition=Q(history_length=0, history_digest="")
                | (Q(history_length__gt=0) & ~Q(history_digest="")),
                name="plan_knows_the_last_entry_of_its_history",
            )
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"
