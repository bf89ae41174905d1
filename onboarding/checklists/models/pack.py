"""Packs: versioned sets of content. A loaded edition is never changed."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.words import Actor, Deadline, EvidenceKind
from onboarding.lib.constraints import one_of, set_together
from onboarding.residents.models import Program, Resident


class Pack(models.Model):
    """One set of content under one name, for instance `us-img`."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> "Edition | None":
        """The shipped edition loaded last: what new residents get."""
        shipped = self.editions.filter(program=None)
        return shipped.order_by("-loaded_at", "-pk").first()


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions."""

    def visible_to(self, user: User) -> Self:
        """Shipped ones, and those of the programs in which `user` has a role."""
        if user.is_superuser:
            return self
        return self.filter(
            Q(program=None) | Q(program__in=Program.objects.visible_to(user))
        )


class Edition(models.Model):
    """One state of a pack, as loaded from a folder. Nobody edits it afterwards.

    With a `program` it is the shipped edition `base` with that program's own items and
    changes in it.
    """

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="editions")
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="editions", null=True, blank=True
    )
    base = models.ForeignKey(
        "self", models.PROTECT, related_name="derived", null=True, blank=True
    )
    label = models.CharField("edition", max_length=40)
    language = models.CharField(max_length=10)
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of the content: tells equal editions."
    )
    # The titles of the framework's competencies by slug, for "this helps with …".
    competencies = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-loaded_at", "-pk")
        constraints = [
            set_together("program", "base", name="edition_of_a_program_has_a_base"),
            models.UniqueConstraint(
                fields=("pack", "label"), name="edition_label_once_per_pack"
            ),
            models.UniqueConstraint(
                fields=("pack", "digest"), name="edition_content_once_per_pack"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack.title}, edition {self.label}"


class EditionFiles(models.Model):
    """All that the files of an edition say, as JSON: what an export is written from.

    A table of its own, because it is large and hardly ever read.
    """

    edition = models.OneToOneField(
        Edition, models.CASCADE, related_name="files", primary_key=True
    )
    # pack.yaml, items/*.yaml (in the order of the journey), framework.yaml,
    # needs_assessment.yaml and health_systems.yaml; null where there is no such file.
    manifest = models.JSONField()
    items = models.JSONField()
    framework = models.JSONField(null=True)
    needs_assessment = models.JSONField(null=True)
    health_systems = models.JSONField(null=True)

    class Meta:
        ordering = ("edition",)

    def __str__(self) -> str:
        return f"Files of edition {self.pk}"


class Section(models.Model):
    """A group of items on the page; its title names nothing private (interfaces §5)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    slug = models.SlugField()
    title = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("edition", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("edition", "slug"), name="section_once_per_edition"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ItemDefinitionQuerySet(models.QuerySet["ItemDefinition"]):
    """Definitions."""

    def visible_to(self, user: User) -> Self:
        """Those of the editions that `user` may see."""
        if user.is_superuser:
            return self
        editions = Edition.objects.visible_to(user).values("pk")
        return self.filter(section__edition__in=editions)


class EditionDefinitionManager(models.Manager.from_queryset(ItemDefinitionQuerySet)):  # type: ignore[misc]
    """The definitions of editions, without those written for one resident alone."""

    def get_queryset(self) -> ItemDefinitionQuerySet:
        """Those that everybody with the edition may have."""
        found: ItemDefinitionQuerySet = super().get_queryset()
        return found.filter(only_for=None)


class ItemDefinition(models.Model):
    """What one item says and when it applies, in one edition.

    With `only_for`, somebody wrote it for that resident: no edition contains it, and it
    stands in the section of the edition that they had then (giving.py).

    `rules` holds what the date engine reads, in the words of the pack file: applies_to,
    requires, due, not_before, repeats, lead_days (see packs/schema.py).
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="definitions")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(help_text="Order within the edition.")
    title = models.CharField(max_length=60)
    guidance = models.TextField(help_text="Markdown.")
    owner = models.CharField(max_length=20, choices=Actor)
    verifier = models.CharField(max_length=20, choices=Actor, blank=True)
    deadline = models.CharField(max_length=12, choices=Deadline)
    evidence = models.CharField(max_length=12, choices=EvidenceKind)
    is_sensitive = models.BooleanField(
        help_text="Its title never stands in a letter: visa, health, background, pay."
    )
    rules = models.JSONField()
    competencies = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    only_for = models.ForeignKey(
        Resident,
        models.CASCADE,
        related_name="own_definitions",
        null=True,
        blank=True,
        editable=False,
    )

    objects = EditionDefinitionManager()
    every = ItemDefinitionQuerySet.as_manager()

    class Meta:
        ordering = ("section__edition", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("section", "slug"), name="definition_once_per_section"
            ),
            one_of("owner", Actor.values, name="definition_owner_is_known"),
            one_of(
                "verifier", ["", *Actor.values], name="definition_verifier_is_known"
            ),
            one_of("deadline", Deadline.values, name="definition_deadline_is_known"),
            one_of(
                "evidence", EvidenceKind.values, name="definition_evidence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due(self) -> dict[str, Any]:
        """The due rule as the pack file has it."""
        due: dict[str, Any] = self.rules["due"]
        return due
