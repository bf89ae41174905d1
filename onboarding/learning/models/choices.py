"""What a program decides about needs assessments."""

from typing import Self

from django.core.validators import URLValidator
from django.db import models

from onboarding.accounts.models import User
from onboarding.residents.models import Program


class ProgramChoicesQuerySet(models.QuerySet["ProgramChoices"]):
    """Choices of programs."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        return self.filter(program__in=Program.objects.visible_to(user))


class ProgramChoices(models.Model):
    """One program's choices; a program without a row has what the fields default to."""

    program = models.OneToOneField(
        Program, models.CASCADE, related_name="learning_choices", primary_key=True
    )
    shows_answers_at_arrival = models.BooleanField(
        "best answers after the first time",
        default=True,
        help_text="Off: residents read why an answer is best from month 6 on, so that "
        "the same questions mean more later.",
    )
    oldest_figure = models.PositiveSmallIntegerField(
        "oldest year of figures",
        null=True,
        blank=True,
        help_text="Figures about health systems from before this year are not shown.",
    )
    instrument_name = models.CharField(
        "another questionnaire",
        max_length=120,
        blank=True,
        help_text="One that the program has the right to use; residents get the link.",
    )
    instrument_url = models.CharField(
        "its address",
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
    )

    objects = ProgramChoicesQuerySet.as_manager()

    class Meta:
        ordering = ("program",)
        verbose_name = "choices about learning"
        verbose_name_plural = "choices about learning"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(instrument_name="", instrument_url="")
                | (~models.Q(instrument_name="") & ~models.Q(instrument_url="")),
                name="program_choices_instrument_has_name_and_address",
                violation_error_message="Give the questionnaire a name and an address.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.program)
