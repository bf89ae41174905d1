"""Editions in use: who was given which one, when, and what that did to their plan."""

from typing import Self

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.pack import Edition
from onboarding.lib.constraints import one_of, set_together
from onboarding.residents.models import Program, Resident, seen_by


class Audience(models.TextChoices):
    """Who gets an edition at once. Whoever joins afterwards gets it in any case."""

    NEW = "new", "New residents only"
    CHOSEN = "chosen", "Chosen residents"
    COHORT = "cohort", "A cohort"
    ALL = "all", "Everybody in the program"


class RollOutQuerySet(models.QuerySet["RollOut"]):
    """Roll-outs."""

    def visible_to(self, user: User) -> Self:
        """Those in the programs that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.visible_to(user))


class RollOut(models.Model):
    """One edition, given to residents of one program in one go."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="roll_outs")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="roll_outs")
    audience = models.CharField(max_length=6, choices=Audience)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RollOutQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "roll-out"
        constraints = [
            one_of("audience", Audience.values, name="rollout_audience_is_known"),
            set_together("undone_by", "undone_at", name="rollout_undone_at_and_by"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, for {self.program}"


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    """Changes of plans."""

    def visible_to(self, user: User) -> Self:
        """The user's own, and those of the residents they may see."""
        return self.filter(seen_by(user, "resident__"))

    def unseen(self) -> Self:
        """Those that the resident has not put aside yet."""
        return self.filter(seen_at=None)


class PlanChange(models.Model):
    """What a roll-out did to the plan of one resident.

    `details` names items by their line (Item.line) under `added`, `moved` (with the
    days before and after), `retitled`, `reworded`, `retired` and `restored`, and under
    `left_alone` what was done or submitted already. No personal data.
    """

    roll_out = models.ForeignKey(RollOut, models.CASCADE, related_name="changes")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="plan_changes")
    before = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    details = models.JSONField()
    # When the resident put the notice aside; null: it stands on their home.
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-roll_out", "resident")
        constraints = [
            models.UniqueConstraint(
                fields=("roll_out", "resident"),
                name="plan_change_once_per_roll_out_and_resident",
            )
        ]

    def __str__(self) -> str:
        return f"Plan change {self.pk}"

    @property
    def touched(self) -> set[str]:
        """The lines of the items that the roll-out changed."""
        parts = ("added", "moved", "retitled", "reworded", "retired", "restored")
        return {line for part in parts for line in self.details.get(part, ())}
