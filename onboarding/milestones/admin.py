"""Frameworks, what programs add to them, and what was said, in the admin.

People rate, ask and meet on pages of their own; here is the record.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from onboarding.lib.access import Act
from onboarding.lib.admin import ScopedAdmin, ScopedRelatedFilter, link
from onboarding.milestones.expected_form import ExpectedLevelsForm
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Competency,
    ExpectedLevels,
    FrameworkChoice,
    FrameworkEdition,
)
from onboarding.residents.access import NOBODY, RoleAccess
from onboarding.residents.roles import MANAGING, OVERSEEING, Role

_DIRECTORS = frozenset({Role.PROGRAM_DIRECTOR})
# What a program teaches and rates by is its director's and coordinator's to choose.
_OWN = RoleAccess(OVERSEEING, OVERSEEING, OVERSEEING, OVERSEEING)
_READ = RoleAccess(OVERSEEING, NOBODY, NOBODY, NOBODY)
_LEVELS = RoleAccess(_DIRECTORS, NOBODY, NOBODY, NOBODY)
_ASKED = RoleAccess(MANAGING | _DIRECTORS, NOBODY, NOBODY, NOBODY)


@admin.register(FrameworkEdition)
class FrameworkEditionAdmin(ScopedAdmin):
    """Frameworks as loaded from packs; nobody edits them."""

    purpose = "The competencies and levels that residents are rated by."
    access = _READ
    list_display = ("framework", "label", "loaded_at")
    list_select_related = ("framework",)
    fields = ("framework_title", "label", "disclaimer", "loaded_at")
    readonly_fields = ("framework_title",)

    @admin.display(description="framework")
    def framework_title(self, row: FrameworkEdition) -> str:
        """Its name; there is no page of a framework to link to."""
        return f"{row.framework.title} (pack {row.framework.pack})"


@admin.register(FrameworkChoice)
class FrameworkChoiceAdmin(ScopedAdmin):
    """Programs that rate by another framework than the first one."""

    purpose = "Programs that rate by another framework."
    access = _OWN
    scope = "program"
    list_display = ("program", "framework")
    list_select_related = ("program", "framework")


@admin.register(ExpectedLevels)
class ExpectedLevelsAdmin(ScopedAdmin):
    """Levels that programs expect otherwise than their framework."""

    purpose = "Levels that your program expects otherwise than the framework."
    access = _OWN
    scope = "program"
    form = ExpectedLevelsForm
    fields = ("program", "which", "arrival", "month_6", "month_12")
    list_display = ("competency", "program", "arrival", "month_6", "month_12")
    list_filter = (("program", ScopedRelatedFilter),)
    list_select_related = ("program",)


@admin.register(Competency)
class CompetencyAdmin(ScopedAdmin):
    """Competencies that programs have added; those of packs come in files."""

    purpose = "Competencies that your program has added."
    access = _OWN
    scope = "program"
    list_display = ("title", "domain", "program", "is_rated")
    list_filter = (("program", ScopedRelatedFilter),)
    list_select_related = ("domain__edition__framework", "program")
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    exclude = ("methods", "sources")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competency]:
        """Only those of programs."""
        rows: QuerySet[Competency] = super().get_queryset(request)
        return rows.filter(program__isnull=False)

    def may(self, request: HttpRequest, act: Act, row: Any = None) -> bool:
        """What was rated by keeps its words, for everybody."""
        is_edit = act in {Act.CHANGE, Act.DELETE}
        if row is not None and is_edit and row.ratings.exists():
            return False
        return super().may(request, act, row)

    @admin.display(description="rated", boolean=True)
    def is_rated(self, row: Competency) -> bool:
        """Whether anybody was rated by it: then its words stay."""
        return row.ratings.exists()


@admin.register(AssessmentRequest)
class AssessmentRequestAdmin(ScopedAdmin):
    """Who was asked for a view of whom, by when."""

    purpose = "Who was asked for a view of whom, and by when."
    access = _ASKED
    scope = "resident__cohort__program"
    list_display = ("resident", "occasion", "source", "asked_of", "due_on")
    list_filter = ("occasion", "source")
    list_select_related = ("resident__cohort__program", "asked_of")
    search_fields = ("resident__family_name", "resident__given_name")
    fields = ("occasion", "source", "due_on", "asked_at", "withdrawn_at")


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin):
    """What was said of whom: for directors, and read-only for them too."""

    purpose = "What was said of whom."
    access = _LEVELS
    scope = "resident__cohort__program"
    list_display = ("resident", "occasion", "source", "assessor", "seen_on", "read")
    list_filter = ("occasion", "source")
    list_select_related = ("resident__cohort__program", "assessor")
    search_fields = ("resident__family_name", "resident__given_name")
    fields = ("occasion", "source", "method", "setting", "seen_on", "read")
    readonly_fields = ("read",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """What was given; drafts are nobody's business."""
        rows: QuerySet[Assessment] = super().get_queryset(request)
        return rows.filter(submitted_at__isnull=False)

    @admin.display(description="levels")
    def read(self, row: Assessment) -> SafeString:
        """Where it can be read."""
        return link(row.get_absolute_url(), "Read it")
