"""History and evidence: to be read, never changed, never erased."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from onboarding.checklists.models import Event, Evidence
from onboarding.lib.admin import NOTHING, ScopedAdmin, ScopedInline, ScopedRelatedFilter
from onboarding.residents import access


class EvidenceInline(ScopedInline):
    """What was given for an item, and what was said about it."""

    model = Evidence
    access = access.ITEMS
    scope = "resident__cohort__program"
    fields = ("given_at", "giver", "on", "value", "verdict", "reason", "reviewer")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """With the people."""
        rows: QuerySet[Evidence] = super().get_queryset(request)
        return rows.select_related("given_by", "reviewed_by")

    @admin.display(description="given by")
    def giver(self, row: Evidence) -> str:
        """Who gave it."""
        return str(row.given_by)

    @admin.display(description="checked by")
    def reviewer(self, row: Evidence) -> str:
        """Who decided."""
        return str(row.reviewed_by or NOTHING)


class EventInline(ScopedInline):
    """What happened to an item."""

    model = Event
    access = access.ITEMS
    scope = "resident__cohort__program"
    fields = ("at", "kind", "who")
    readonly_fields = fields
    verbose_name_plural = "history"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With the people."""
        rows: QuerySet[Event] = super().get_queryset(request)
        return rows.select_related("by")

    @admin.display(description="by")
    def who(self, row: Event) -> str:
        """Whoever did it; the program itself where nobody did."""
        return str(row.by or "Acclimate")


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Everything that happened, the newest first."""

    access = access.HISTORY
    scope = "resident__cohort__program"
    list_display = ("at", "resident", "kind", "item", "who")
    list_filter = ("kind", ("resident__cohort", ScopedRelatedFilter))
    list_select_related = ("resident", "item__definition", "by")
    fields = ("at", "resident", "kind", "item", "who", "details")
    readonly_fields = ("who",)
    ordering = ("-at", "-pk")

    @admin.display(description="by", ordering="by__email")
    def who(self, row: Event) -> str:
        """Whoever did it; the program itself where nobody did."""
        return str(row.by or "Acclimate")
