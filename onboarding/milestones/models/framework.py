"""Frameworks: what competence means here, in described levels.

A loaded edition is never changed: a rating points at the very words it was given in.
"""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.milestones.words import LEVELS, Method, Occasion
from onboarding.residents.models import Program


class FrameworkQuerySet(models.QuerySet["Framework"]):
    """Frameworks."""

    def visible_to(self, user: User) -> Self:  # noqa: ARG002 -- content of packs
        """All of them: what packs say is open to whoever signs in."""
        return self


class Framework(models.Model):
    """One set of competencies under one name, from one pack."""

    pack = models.SlugField(help_text="The pack that it came with: us-img.")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=60)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("pack", "slug"), name="framework_once_per_pack"
            )
        ]

    def __str__(self) -> str:
        return self.title


class FrameworkChoiceQuerySet(models.QuerySet["FrameworkChoice"]):
    """Choices of a framework."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        return self.filter(program__in=Program.objects.visible_to(user))


class FrameworkChoice(models.Model):
    """The framework of a program that has chosen; the others use the first one."""

    program = models.OneToOneField(
        Program, models.CASCADE, related_name="framework_choice"
    )
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="choices")

    objects = FrameworkChoiceQuerySet.as_manager()

    class Meta:
        ordering = ("program__name",)

    def __str__(self) -> str:
        return f"{self.program}: {self.framework}"


class FrameworkEditionQuerySet(models.QuerySet["FrameworkEdition"]):
    """Editions of frameworks."""

    def used_by(self, program: int) -> "FrameworkEdition | None":
        """What the program (its key) rates by now; None before a pack is loaded.

        The newest edition of the framework it has chosen, else of the first one.
        """
        chosen = FrameworkChoice.objects.filter(
            program=program, framework=OuterRef("framework")
        )
        ordered = self.annotate(_is_chosen=Exists(chosen)).order_by(
            "-_is_chosen", "framework", "-loaded_at", "-pk"
        )
        return ordered.select_related("framework").first()


class FrameworkEdition(models.Model):
    """One state of a framework, as loaded. Nobody edits it afterwards."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="editions")
    label = models.CharField("edition", max_length=40)
    # What it is and is not; stands on every page that shows a rating.
    disclaimer = models.TextField()
    loaded_at = models.DateTimeField()

    objects = FrameworkEditionQuerySet.as_manager()

    class Meta:
        ordering = ("-loaded_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("framework", "label"), name="framework_edition_label_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework.title}, edition {self.label}"


class DomainQuerySet(models.QuerySet["Domain"]):
    """Domains."""

    def visible_to(self, user: User) -> Self:  # noqa: ARG002 -- content of packs
        """Those of the newest edition of each framework: nobody adds to older ones."""
        newer = FrameworkEdition.objects.filter(
            framework=OuterRef("edition__framework"),
            loaded_at__gt=OuterRef("edition__loaded_at"),
        )
        return self.exclude(Exists(newer))


class Domain(models.Model):
    """A group of competencies, in one edition."""

    edition = models.ForeignKey(
        FrameworkEdition, models.CASCADE, related_name="domains"
    )
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("edition", "slug"), name="domain_once_per_edition"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CompetencyQuerySet(models.QuerySet["Competency"]):
    """Competencies."""

    def visible_to(self, user: User) -> Self:
        """Those of packs, and those that the user's own programs have added."""
        programs = Program.objects.visible_to(user)
        return self.filter(Q(program=None) | Q(program__in=programs))

    def for_program(self, edition: FrameworkEdition, program: int) -> Self:
        """What the program (its key) rates by `edition`, domains with them, in order.

        Those of the pack and those that the program has added.
        """
        return (
            self.filter(domain__edition=edition)
            .filter(Q(program=None) | Q(program=program))
            .select_related("domain")
            .order_by("domain__position", "position", "pk")
        )


class Competency(models.Model):
    """One thing to be good at: five described levels and when which is expected."""

    domain = models.ForeignKey(Domain, models.CASCADE, related_name="competencies")
    program = models.ForeignKey(
        Program,
        models.CASCADE,
        related_name="own_competencies",
        null=True,
        blank=True,
        help_text="The program that has added it; empty: it came with the pack.",
    )
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=60)
    definition = models.TextField()
    position = models.PositiveSmallIntegerField(
        default=100, help_text="Order within the domain."
    )
    level_1 = models.TextField()
    level_2 = models.TextField()
    level_3 = models.TextField()
    level_4 = models.TextField()
    level_5 = models.TextField()
    expected_arrival = models.DecimalField(max_digits=2, decimal_places=1)
    expected_month_6 = models.DecimalField(max_digits=2, decimal_places=1)
    expected_month_12 = models.DecimalField(max_digits=2, decimal_places=1)
    methods = models.JSONField(default=list)
    sources = models.JSONField(default=list)

    objects = CompetencyQuerySet.as_manager()

    class Meta:
        ordering = ("domain__edition", "domain__position", "position", "pk")
        verbose_name_plural = "competencies"
        constraints = [
            models.UniqueConstraint(
                fields=("domain", "slug"),
                condition=Q(program=None),
                name="competency_once_per_domain",
            ),
            models.UniqueConstraint(
                fields=("domain", "program", "slug"),
                condition=Q(program__isnull=False),
                name="competency_once_per_domain_and_program",
            ),
            one_of(
                "expected_arrival",
                LEVELS,
                name="competency_expects_half_steps_at_arrival",
            ),
            one_of(
                "expected_month_6",
                LEVELS,
                name="competency_expects_half_steps_at_month_6",
            ),
            one_of(
                "expected_month_12",
                LEVELS,
                name="competency_expects_half_steps_at_month_12",
            ),
            models.CheckConstraint(
                condition=Q(
                    expected_arrival__lte=models.F("expected_month_6"),
                    expected_month_6__lte=models.F("expected_month_12"),
                ),
                name="competency_expectation_never_falls",
                violation_error_message="The expected level falls from one time to "
                "the next.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level_texts(self) -> dict[int, str]:
        """What a resident does at each level."""
        return {number: getattr(self, f"level_{number}") for number in range(1, 6)}

    @property
    def expected(self) -> dict[str, Decimal]:
        """The expected level by fixed occasion."""
        return {
            Occasion.ARRIVAL: self.expected_arrival,
            Occasion.MONTH_6: self.expected_month_6,
            Occasion.MONTH_12: self.expected_month_12,
        }

    @property
    def method_words(self) -> list[str]:
        """How it can be assessed."""
        return [str(Method(method).label) for method in self.methods]
