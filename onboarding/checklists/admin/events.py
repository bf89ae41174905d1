"""History and evidence: to be read, never changed, never erased."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from onboarding.checklists.models import Event, Evidence
from onboarding.checklists.presenting.files import what_it_is
from onboarding.checklists.roles import may_open_files, roles_towards
from onboarding.lib.admin import NOTHING, ScopedAdmin, ScopedInline, ScopedRelatedFilter
from onboarding.residents import access


class EvidenceInline(ScopedInline):
    """What was given for an item, and what was said about it."""

    model = Evidence
    access = access.ITEMS
    scope = "resident__cohort__program"
    fields = (
        "given_at",
        "giver",
        "on",
        "value",
        "uploaded",
        "seen",
        "verdict",
        "reason",
        "reviewer",
    )
    readonly_fields = fields
    _may_open = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """With the people and the file."""
        rows: QuerySet[Evidence] = super().get_queryset(request)
        return rows.select_related("given_by", "reviewed_by", "seen_by", "file")

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Find out whether this person may have the files of the item."""
        if obj is not None:
            roles = roles_towards(request.user, obj.resident)
            self._may_open = may_open_files(obj, roles)
        return super().get_formset(request, obj, **kwargs)

    @admin.display
    def uploaded(self, row: Evidence) -> str | SafeString:
        """What was uploaded, and a button for those who may have it."""
        file = getattr(row, "file", None)
        if file is None:
            return NOTHING
        what = what_it_is(file)
        if file.purged_at:
            return f"{what}: erased on {file.purged_at:%b} {file.purged_at.day}"
        if not self._may_open:
            return what
        # Inside the form of the page, which has the token; a form in it is not allowed.
        return format_html(
            '{} <button class="button" type="submit" formmethod="post" formnovalidate '
            'formaction="{}">Download</button>',
            what,
            reverse("checklists:item-file", args=[row.item_id, file.pk]),
        )

    @admin.display(description="seen in person")
    def seen(self, row: Evidence) -> str:
        """Who saw it, and when."""
        if row.seen_on is None:
            return NOTHING
        return f"{row.seen_by}, {row.seen_on:%b} {row.seen_on.day}, {row.seen_on.year}"

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

    purpose = "Everything that happened. Nobody can change it."
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
