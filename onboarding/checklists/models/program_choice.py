"""What a program wants otherwise than a pack has it, and who decided that."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models.pack import Pack
from onboarding.checklists.words import ChoiceKind
from onboarding.lib.constraints import one_of
from onboarding.residents.models import Program

Row = TypeVar("Row", bound=models.Model)


class ProgramChoiceQuerySet(models.QuerySet[Row]):
    """Choices of programs, or their history."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has a role."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.visible_to(user))


class ProgramChoice(models.Model):
    """One item that a program adds to a pack, changes in it or switches off.

    Reaches people only when an edition with it is rolled out. `says` and `shipped` are
    those of editions/merging.py: what the program wants, and the shipped item at which
    it last decided.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="choices")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="choices")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=7, choices=ChoiceKind)
    says = models.JSONField(default=dict)
    shipped = models.JSONField(null=True)

    objects = ProgramChoiceQuerySet.as_manager()

    class Meta:
        ordering = ("program", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("program", "pack", "slug"),
                name="choice_once_per_program_pack_and_item",
            ),
            one_of("kind", ChoiceKind.values, name="choice_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.get_kind_display()}"


class ProgramChoiceEvent(models.Model):
    """One decision about an item. The database refuses to change or erase a row."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    # "" when the program went back to what is shipped.
    kind = models.CharField(max_length=7, choices=ChoiceKind, blank=True)
    says = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()

    objects = ProgramChoiceQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.slug}: {self.get_kind_display() or 'as shipped again'}"
