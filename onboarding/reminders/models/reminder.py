"""What a letter tells: a stage of an item, something that happened, or is asked."""

from typing import Self

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models import Event, Item
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
    """That a stage of an item is to be told, something that happened, or is asked.

    Planning twice adds nothing. `stage` is the number of days after the due date,
    negative before it: -14 is T-14. `asked_by` is whoever asked for it on that day: a
    coordinator, or the resident who had put it off. One that was cancelled told nobody:
    if its due date comes back, so may the stage.

    What is no item's and no event's has an `ask`, the `ask_key` of the row that it is
    about, and its day as `due_on`.
    """

    class Ask(models.TextChoices):
        """What residents are told once besides items. Values are stored for ever."""

        OWN_VIEW = "own_view", "How you see yourself"
        QUESTIONS = "questions", "Questions about where you start"
        PLAN_BACK = "plan_back", "Your learning plan"
        COMMITTEE = "committee", "What the committee says"

    class State(models.TextChoices):
        """Follows its letter; a reminder may be left out of a letter that leaves."""

        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Not needed any more"

    item = models.ForeignKey(
        Item, models.CASCADE, related_name="reminders", null=True, blank=True
    )
    stage = models.SmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="reminders", null=True, blank=True
    )
    ask = models.CharField(max_length=9, choices=Ask, blank=True)
    ask_key = models.PositiveBigIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="reminders")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("letter", "due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    event=None,
                    item__isnull=False,
                    stage__isnull=False,
                    due_on__isnull=False,
                    ask="",
                    ask_key=None,
                )
                | models.Q(
                    event__isnull=False,
                    item=None,
                    stage=None,
                    due_on=None,
                    ask="",
                    ask_key=None,
                )
                | models.Q(
                    event=None,
                    item=None,
                    stage=None,
                    due_on__isnull=False,
                    ask__gt="",
                    ask_key__isnull=False,
                ),
                name="reminder_tells_a_stage_an_event_or_an_ask",
            ),
            models.UniqueConstraint(
                fields=("event",),
                condition=~models.Q(state="cancelled"),
                name="reminder_once_per_event",
            ),
            models.UniqueConstraint(
                fields=("item", "stage", "due_on"),
                condition=~models.Q(state="cancelled"),
                name="reminder_once_per_item_stage_and_due_date",
            ),
            models.UniqueConstraint(
                fields=("ask", "ask_key", "due_on"),
                condition=models.Q(ask__gt="") & ~models.Q(state="cancelled"),
                name="reminder_once_per_ask_and_day",
            ),
            one_of(
                "ask",
                ["", "own_view", "questions", "plan_back", "committee"],
                name="reminder_ask_is_known",
            ),
            one_of(
                "state",
                ["planned", "sent", "failed", "cancelled"],
                name="reminder_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        if self.ask:
            return self.get_ask_display()
        if self.stage is None:
            return str(self.event)
        return f"T{self.stage:+d}" if self.stage else "T0"
