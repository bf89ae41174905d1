"""One stage of one item for one due date: told, or to be told, in one letter."""

from typing import Self

from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.lib.constraints import one_of
from onboarding.reminders.models.letter import Letter


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders."""

    def visible_to(self, user: User) -> Self:
        """Those in letters that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(letter__in=Letter.objects.visible_to(user).values("pk"))


class Reminder(models.Model):
    """That an item is to be told at a stage of a due date; planning twice adds nothing.

    `stage` is the number of days after the due date, negative before it: -14 is T-14.
    One that was cancelled told nobody: if its due date comes back, so may the stage.
    """

    class State(models.TextChoices):
        """Follows its letter; a reminder may be left out of a letter that leaves."""

        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Not needed any more"

    item = models.ForeignKey(Item, models.CASCADE, related_name="reminders")
    stage = models.SmallIntegerField()
    due_on = models.DateField()
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="reminders")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("letter", "due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "stage", "due_on"),
                condition=~models.Q(state="cancelled"),
                name="reminder_once_per_item_stage_and_due_date",
            ),
            one_of(
                "state",
                ["planned", "sent", "failed", "cancelled"],
                name="reminder_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.stage:+d}" if self.stage else "T0"
