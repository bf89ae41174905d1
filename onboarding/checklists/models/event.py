"""History: who did what to which plan, when. Rows are added, never changed."""

from typing import Self

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.item import Item
from onboarding.residents.models import Resident


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(resident__in=Resident.objects.visible_to(user).values("pk"))


class Event(models.Model):
    """One thing that happened to one resident's plan."""

    class Kind(models.TextChoices):
        """What happened. Values are stored for ever."""

        ENROLLED = "enrolled", "joined the program"
        REPLANNED = "replanned", "moved dates"
        SUBMITTED = "submitted", "sent it for a check"
        COMPLETED = "completed", "finished it"
        APPROVED = "approved", "approved it"
        RETURNED = "returned", "sent it back"
        ADDED = "added", "agreed to add it"
        AGREED = "agreed", "agreed to do it sooner"

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="events")
    item = models.ForeignKey(
        Item, models.CASCADE, related_name="events", null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()
    # Numbers and slugs only: how many items, which anchor. No personal data.
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.get_kind_display()
