"""What a program expects otherwise than the framework that it rates by."""

from decimal import Decimal
from typing import Self

from django.db import models

from onboarding.accounts.models import User
from onboarding.lib.constraints import never_falls, one_of
from onboarding.milestones.models.framework import Framework
from onboarding.milestones.words import LEVELS, Occasion
from onboarding.residents.models import Program

FALLS = "The expected level falls from one time to the next."


class ExpectedLevelsQuerySet(models.QuerySet["ExpectedLevels"]):
    """What programs expect."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        return self.filter(program__in=Program.objects.visible_to(user))


class ExpectedLevels(models.Model):
    """The levels that one program expects in one competency of its framework.

    Named by slug, not by row: a newer edition of the framework is expected the same of.
    Nothing that was rated, decided or suggested before changes.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="expected_levels")
    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="expected_levels"
    )
    competency = models.SlugField(max_length=60)
    arrival = models.DecimalField("at arrival", max_digits=2, decimal_places=1)
    month_6 = models.DecimalField("at 6 months", max_digits=2, decimal_places=1)
    month_12 = models.DecimalField("at 12 months", max_digits=2, decimal_places=1)

    objects = ExpectedLevelsQuerySet.as_manager()

    class Meta:
        ordering = ("program__name", "competency")
        verbose_name = verbose_name_plural = "expected levels"
        constraints = [
            models.UniqueConstraint(
                fields=("program", "framework", "competency"),
                name="expected_levels_once_per_program",
                violation_error_message="Your program has said what it expects in this "
                "competency; change it there.",
            ),
            one_of("arrival", LEVELS, name="expected_levels_half_steps_at_arrival"),
            one_of("month_6", LEVELS, name="expected_levels_half_steps_at_month_6"),
            one_of("month_12", LEVELS, name="expected_levels_half_steps_at_month_12"),
            never_falls(
                "arrival",
                "month_6",
                "month_12",
                name="expected_levels_never_fall",
                message=FALLS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {self.arrival}, {self.month_6}, {self.month_12}"

    @property
    def by_occasion(self) -> dict[str, Decimal]:
        """The expected level by fixed occasion."""
        return {
            Occasion.ARRIVAL: self.arrival,
            Occasion.MONTH_6: self.month_6,
            Occasion.MONTH_12: self.month_12,
        }
