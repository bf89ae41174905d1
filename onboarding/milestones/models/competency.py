"""Competencies: five described levels each, and what is expected when."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import cached_property

from onboarding.accounts.models import User
from onboarding.lib.constraints import never_falls, one_of
from onboarding.milestones.models.expected import FALLS, ExpectedLevels
from onboarding.milestones.models.framework import Domain, FrameworkEdition
from onboarding.milestones.words import LEVELS, MONTHS, Method, Occasion
from onboarding.residents.models import Program

_STEP = Decimal("0.1")


class CompetencyQuerySet(models.QuerySet["Competency"]):
    """Competencies."""

    def visible_to(self, user: User) -> Self:
        """Those of packs, and those that the user's own programs have added."""
        programs = Program.objects.visible_to(user)
        return self.filter(Q(program=None) | Q(program__in=programs))

    def for_program(self, edition: FrameworkEdition, program: int) -> Self:
        """What the program (its key) rates by `edition`, domains with them, in order.

        Those of the pack and those that the program has added, each with the levels
        that the program expects.
        """
        own = ExpectedLevels.objects.filter(
            program=program,
            framework=edition.framework_id,
            competency=OuterRef("slug"),
        ).order_by()
        return (
            self.filter(domain__edition=edition)
            .filter(Q(program=None) | Q(program=program))
            .annotate(**{f"_own_{o}": Subquery(own.values(o)[:1]) for o in MONTHS})
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
            never_falls(
                "expected_arrival",
                "expected_month_6",
                "expected_month_12",
                name="competency_expectation_never_falls",
                message=FALLS,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level_texts(self) -> dict[int, str]:
        """What a resident does at each level."""
        return {number: getattr(self, f"level_{number}") for number in range(1, 6)}

    @cached_property
    def expected(self) -> dict[str, Decimal]:
        """The expected level by fixed occasion: the program's own, if `for_program`."""
        return self._own_expected or {
            Occasion.ARRIVAL: self.expected_arrival,
            Occasion.MONTH_6: self.expected_month_6,
            Occasion.MONTH_12: self.expected_month_12,
        }

    @property
    def is_expected_otherwise(self) -> bool:
        """Whether the program, of `for_program`, expects other levels than the pack."""
        return bool(self._own_expected)

    @property
    def _own_expected(self) -> dict[str, Decimal]:
        """What `for_program` read; nothing for what a program has added itself."""
        found = {o: getattr(self, f"_own_{o}", None) for o in MONTHS}
        if self.program_id is not None:
            return {}
        # SQLite forgets the last digit of a decimal that it works out.
        return {o: level.quantize(_STEP) for o, level in found.items() if level}

    @property
    def method_words(self) -> list[str]:
        """How it can be assessed."""
        return [str(Method(method).label) for method in self.methods]
