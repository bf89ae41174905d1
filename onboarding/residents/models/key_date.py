"""What is known about one resident: dates and yes/no facts."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.residents.anchors import CALENDAR_ANCHORS, Anchor, SwitchName
from onboarding.residents.models.resident import Resident

_Fact = TypeVar("_Fact", bound=models.Model)
SETTABLE = [anchor.value for anchor in Anchor if anchor not in CALENDAR_ANCHORS]


class FactQuerySet(models.QuerySet[_Fact]):
    """Rows that belong to one resident."""

    def visible_to(self, user: User) -> Self:
        """The user's own, and those of residents that they manage."""
        if user.is_superuser:
            return self
        managed = Resident.objects.managed_by(user).values("pk")
        return self.filter(Q(resident__user=user) | Q(resident__in=managed))


class KeyDateQuerySet(FactQuerySet["KeyDate"]):
    """Key dates."""


class SwitchQuerySet(FactQuerySet["Switch"]):
    """Switches."""


class KeyDate(models.Model):
    """The day of one anchor for one resident; replaces the cohort's date, if any."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="key_dates")
    anchor = models.CharField(
        max_length=20, choices=[(a.value, a.label) for a in Anchor if a in SETTABLE]
    )
    on = models.DateField("date")
    is_confirmed = models.BooleanField("confirmed", default=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    set_at = models.DateTimeField()

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        ordering = ("on",)
        constraints = [
            models.UniqueConstraint(
                fields=("resident", "anchor"), name="key_date_once_per_anchor"
            ),
            one_of("anchor", SETTABLE, name="key_date_anchor_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_anchor_display()


class Switch(models.Model):
    """One yes/no fact about one resident. No row: nobody answered; counts as no."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="switches")
    name = models.CharField(max_length=20, choices=SwitchName)
    is_on = models.BooleanField("yes")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    set_at = models.DateTimeField()

    objects = SwitchQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "switches"
        constraints = [
            models.UniqueConstraint(
                fields=("resident", "name"), name="switch_once_per_name"
            ),
            one_of("name", SwitchName.values, name="switch_name_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_name_display()
