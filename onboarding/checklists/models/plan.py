"""Which edition of a pack a resident's plan is made from."""

from typing import Self

from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.pack import Edition
from onboarding.residents.models import Resident


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(resident__in=Resident.objects.visible_to(user).values("pk"))


class Plan(models.Model):
    """One resident's plan: items are added from this edition when facts change."""

    resident = models.OneToOneField(
        Resident, models.CASCADE, related_name="plan", primary_key=True
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="plans")
    made_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("resident",)

    def __str__(self) -> str:
        return f"Plan {self.pk}"
