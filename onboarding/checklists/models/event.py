"""History: who did what to which plan, when. Rows are added, never changed."""

from typing import Self

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.item import Item
from onboarding.checklists.words import EventKind, event_kinds
from onboarding.residents.models import Resident, seen_by


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` may see."""
        return self.filter(seen_by(user, "resident__"))


class Event(models.Model):
    """One thing that happened to one resident's plan. Added by history.record only.

    The database refuses every change of a row, and every row that does not follow the
    last one of its resident (migration 0006). Whoever has a history is never erased:
    residents leave by `withdrawn_at`.
    """

    Kind = EventKind

    # The unique constraint below is its index.
    resident = models.ForeignKey(
        Resident, models.PROTECT, related_name="events", db_index=False
    )
    item = models.ForeignKey(
        Item, models.PROTECT, related_name="events", null=True, blank=True
    )
    kind = models.CharField(max_length=30, choices=event_kinds)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    # Numbers, days and slugs only: how many items, which anchor. No personal data.
    details = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField("number")
    # The digest of the entry before, "" for the first.
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("resident", "sequence"), name="event_once_per_number"
            ),
        ]

    def __str__(self) -> str:
        return EventKind(self.kind).label
