"""How a program writes to its residents, and when it lets somebody else know."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.lib.dates import is_holiday, is_weekend
from onboarding.reminders.stages import DEFAULT_STAGES, FIXED_STAGES
from onboarding.residents.models import Program

FIRST_HOUR, LAST_HOUR = 7, 21


def default_stages() -> list[int]:
    """The stages of a program that has chosen none."""
    return list(DEFAULT_STAGES)


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.visible_to(user))


class Policy(models.Model):
    """The reminder policy of one program. A program without one has the defaults.

    `Policy()` is the defaults, so code that reads a policy never asks whether there is
    a row.
    """

    class Ladder(models.TextChoices):
        """Whose overdue items are told to others. Values are stored for ever."""

        NOTHING = "nothing", "Nothing"
        LEGAL = "legal", "Deadlines set by law"
        HARD = "hard", "Deadlines set by law or by the hospital"

    class Weekday(models.IntegerChoices):
        """The day of the weekly letter to staff."""

        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"

    program = models.OneToOneField(Program, models.CASCADE, related_name="policy")
    stages = models.JSONField(
        default=default_stages,
        help_text="Days after the due date, negative before it, first to last.",
    )
    hour = models.PositiveSmallIntegerField(
        "letters leave from",
        default=8,
        choices=[
            (h, f"{h % 12 or 12} {'AM' if h < 12 else 'PM'}") for h in range(7, 20)
        ],
        help_text="Where the resident is. Nothing leaves after 9 PM.",
    )
    is_quiet_on_weekends = models.BooleanField(
        "no letters on Saturdays and Sundays", default=False
    )
    is_quiet_on_holidays = models.BooleanField(
        "no letters on US federal holidays", default=False
    )
    greeting = models.CharField(
        max_length=60,
        default="Hello {name}",
        help_text="{name} becomes the first name.",
    )
    closing = models.CharField(
        "last lines",
        max_length=300,
        blank=True,
        help_text="Shown at the end of every reminder, for instance whom to call.",
    )
    sender_name = models.CharField(
        max_length=60,
        blank=True,
        help_text="Stands before the address that letters come from. Empty: the "
        "name of this portal.",
    )
    silent_slugs = models.JSONField("items that never remind", default=list, blank=True)
    digest_weekday = models.PositiveSmallIntegerField(
        "weekly letter to staff on",
        choices=Weekday,
        default=Weekday.MONDAY,
        null=True,
        blank=True,
        help_text="What waits for each of them. Empty: none.",
    )
    ladder = models.CharField(
        "what is told to others when it is overdue",
        max_length=8,
        choices=Ladder,
        default=Ladder.LEGAL,
    )
    coordinator_after = models.PositiveSmallIntegerField(
        "days until the coordinator is told", default=3
    )
    director_after = models.PositiveSmallIntegerField(
        "days until the program director is told", default=10
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ("program__name",)
        verbose_name = "reminder policy"
        verbose_name_plural = "reminder policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__gte=FIRST_HOUR, hour__lt=LAST_HOUR),
                name="policy_hour_is_not_at_night",
            ),
            models.CheckConstraint(
                condition=Q(digest_weekday=None) | Q(digest_weekday__lte=4),
                name="policy_digest_on_a_working_day",
            ),
            one_of("ladder", ["nothing", "legal", "hard"], name="policy_ladder_known"),
            models.CheckConstraint(
                condition=Q(coordinator_after__gte=1, coordinator_after__lte=60)
                & Q(director_after__gt=models.F("coordinator_after"))
                & Q(director_after__lte=90),
                name="policy_ladder_climbs",
                violation_error_message="The coordinator is told after 1 to 60 days, "
                "and the program director after that, within 90 days.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.program.name}"

    def clean(self) -> None:
        """Refuse a greeting that would not say the name."""
        if "{name}" not in self.greeting:
            raise ValidationError({"greeting": "Write {name} where the name goes."})

    @property
    def all_stages(self) -> tuple[int, ...]:
        """Those chosen, and those that every program keeps, first to last."""
        return tuple(sorted({*self.stages, *FIXED_STAGES}))

    def greets(self, first_name: str) -> str:
        """The first line of a letter, without what ends it."""
        return self.greeting.replace("{name}", first_name)

    def never_reminds(self, slug: str) -> bool:
        """Whether an item called `slug` stands in no reminder."""
        return slug in self.silent_slugs

    def why_quiet(self, day: date) -> str:
        """Why no letter leaves on `day`, or nothing."""
        if self.is_quiet_on_weekends and is_weekend(day):
            return "Your program sends no letters on weekends."
        if self.is_quiet_on_holidays and is_holiday(day):
            return "Your program sends no letters on US federal holidays."
        return ""
