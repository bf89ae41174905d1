"""What residents want left alone: days without letters, and items put off."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.lib.constraints import one_of
from onboarding.residents.models import Resident

LONGEST_SPELL_DAYS = 31


class QuietSpellQuerySet(models.QuerySet["QuietSpell"]):
    """Quiet spells."""

    def visible_to(self, user: User) -> Self:
        """The user's own, and those of residents that they manage."""
        if user.is_superuser:
            return self
        managed = Resident.objects.managed_by(user).values("pk")
        return self.filter(Q(resident__user=user) | Q(resident__in=managed))


class QuietSpell(models.Model):
    """Days, first and last included, on which a resident gets none or late letters."""

    class Kind(models.TextChoices):
        """What the days are. Values are stored for ever."""

        DO_NOT_DISTURB = "quiet", "No letters at all"
        NIGHT_SHIFTS = "nights", "Night shifts: letters from 5 PM on"

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="quiet_spells")
    kind = models.CharField(
        max_length=6, choices=Kind, default=Kind.DO_NOT_DISTURB, verbose_name="what"
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    objects = QuietSpellQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            one_of("kind", ["quiet", "nights"], name="quiet_spell_kind_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="quiet_spell_days_in_order",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def covers(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.starts_on <= day <= self.ends_on


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    """Items put off."""

    def visible_to(self, user: User) -> Self:
        """Those of the items that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(item__in=Item.objects.visible_to(user).values("pk"))


class Snooze(models.Model):
    """That an item is not reminded of before a day, and is on that day."""

    item = models.OneToOneField(
        Item, models.CASCADE, related_name="snooze", primary_key=True
    )
    until_on = models.DateField("not before")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        ordering = ("until_on", "pk")

    def __str__(self) -> str:
        return f"Not before {self.until_on}"
