"""What staff want to get, when each program's weekly letter is due, and the ladder."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.lib.constraints import one_of, set_together
from onboarding.reminders.models.letter import Letter
from onboarding.residents.models import Program, Resident


class RotaQuerySet(models.QuerySet["Rota"]):
    """Rotas."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.visible_to(user))


class Rota(models.Model):
    """When a program is looked at next (UTC).

    `next_at` is for the weekly letters to its staff; null: never. `asks_at` is for what
    its residents are asked; null: at once.
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="rota")
    next_at = models.DateTimeField(null=True)
    asks_at = models.DateTimeField(null=True)

    objects = RotaQuerySet.as_manager()

    class Meta:
        ordering = ("next_at",)
        indexes = [
            models.Index(
                fields=("next_at",),
                condition=Q(next_at__isnull=False),
                name="rota_to_come",
            )
        ]

    def __str__(self) -> str:
        return f"Weekly letters of {self.program}"


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    """Correspondents."""

    def visible_to(self, user: User) -> Self:
        """The user's own."""
        return self if user.is_superuser else self.filter(user=user)


class Correspondent(models.Model):
    """What one person on the staff wants to get. Without a row: everything, alone.

    While they are away, what the ladder says to them goes to their stand-in.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="correspondent"
    )
    has_weekly_letter = models.BooleanField("weekly letter", default=True)
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="stands_in_for",
        null=True,
        blank=True,
    )
    away_from = models.DateField("first day away", null=True, blank=True)
    away_until = models.DateField("last day away", null=True, blank=True)

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        ordering = ("user",)
        constraints = [
            set_together("away_from", "away_until", name="correspondent_away_days"),
            models.CheckConstraint(
                condition=Q(away_until=None) | Q(away_until__gte=F("away_from")),
                name="correspondent_away_in_order",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("user")),
                name="correspondent_is_no_stand_in_of_their_own",
            ),
        ]

    def __str__(self) -> str:
        return f"What {self.user} gets"

    def is_away_on(self, day: date) -> bool:
        """Whether somebody stands in for them on `day`."""
        return bool(
            self.stand_in_id
            and self.away_from
            and self.away_until
            and self.away_from <= day <= self.away_until
        )


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Escalations."""

    def visible_to(self, user: User) -> Self:
        """Those of residents that `user` oversees or mentors."""
        if user.is_superuser:
            return self
        seen = Resident.objects.visible_to(user).exclude(user=user)
        return self.filter(item__resident__in=seen.values("pk"))


class Escalation(models.Model):
    """That an overdue item is told to somebody besides its resident, on one rung.

    `taken_by` said "mine": the next rung then waits as long again from that day.
    """

    class Rung(models.TextChoices):
        """Who is told, from the first on. Values are stored for ever."""

        COORDINATOR = "coordinator", "Coordinator"
        DIRECTOR = "director", "Program director"

    item = models.ForeignKey(Item, models.CASCADE, related_name="escalations")
    due_on = models.DateField()
    rung = models.CharField(max_length=11, choices=Rung)
    raised_at = models.DateTimeField()
    letters = models.ManyToManyField(Letter, related_name="escalations", blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "due_on", "rung"),
                name="escalation_once_per_due_date_and_rung",
            ),
            one_of(
                "rung", ["coordinator", "director"], name="escalation_rung_is_known"
            ),
            set_together("taken_at", "taken_by", name="escalation_taken_at_and_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rung_display()} told of {self.item}"
