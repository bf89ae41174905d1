"""Frameworks: what competence means here, in described levels.

A loaded edition is never changed: a rating points at the very words it was given in.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from onboarding.accounts.models import User
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
        return self.newest()

    def newest(self) -> Self:
        """Those of the newest edition of each framework."""
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
