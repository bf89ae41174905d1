"""What somebody agreed with a resident about one line of their plan, and why."""

from typing import Self

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.item import Item


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements."""

    def visible_to(self, user: User) -> Self:
        """Those about the items that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(item__in=Item.objects.visible_to(user).values("pk"))


class Agreement(models.Model):
    """Why a line stands in one person's plan once more, or is due earlier than usual.

    Read by everybody who may read the item: `reason` holds no answer and no rating.
    """

    item = models.OneToOneField(
        Item, models.CASCADE, related_name="agreement", primary_key=True
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "item")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="agreement_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"
