"""Packs: content to read. It comes from files and is never edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from onboarding.checklists.admin.filters import SectionFilter
from onboarding.checklists.admin.rule_words import sentences
from onboarding.checklists.models import Edition, ItemDefinition, Pack
from onboarding.lib.admin import ScopedAdmin, ScopedInline, ScopedRelatedFilter, link
from onboarding.lib.markdown import render
from onboarding.residents import access


class EditionInline(ScopedInline):
    """The editions of a pack, the newest first."""

    model = Edition
    access = access.CONTENT
    fields = ("name", "language", "loaded_at")
    readonly_fields = fields

    @admin.display(description="edition")
    def name(self, row: Edition) -> SafeString:
        """The way to its sections and items."""
        page = reverse("admin:checklists_edition_change", args=[row.pk])
        return link(page, row.label)


@admin.register(Pack)
class PackAdmin(ScopedAdmin):
    """Versioned sets of content."""

    purpose = "The content that came with the portal, by subject."
    access = access.CONTENT
    list_display = ("title", "slug", "edition_count")
    fields = ("title", "slug")
    inlines = (EditionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pack]:
        """With the number of editions."""
        rows: QuerySet[Pack] = super().get_queryset(request)
        return rows.annotate(_editions=Count("editions"))

    @admin.display(description="editions", ordering="_editions")
    def edition_count(self, row: Any) -> int:
        """How many editions were loaded."""
        return int(row._editions)


@admin.register(ItemDefinition)
class ItemDefinitionAdmin(ScopedAdmin):
    """What a item says, when it applies, and where that comes from."""

    purpose = "What an item says, whom it is for, and its sources."
    access = access.CONTENT
    list_display = ("title", "section", "owner", "verifier", "deadline", "evidence")
    list_filter = (
        ("section__edition", ScopedRelatedFilter),
        SectionFilter,
        "owner",
        "deadline",
    )
    list_select_related = ("section__edition__pack",)
    search_fields = ("title", "slug")
    fields = (
        "title",
        "slug",
        "section",
        "guidance_shown",
        "rules_shown",
        "owner",
        "verifier",
        "deadline",
        "evidence",
        "is_sensitive",
        "sources_shown",
    )
    readonly_fields = ("guidance_shown", "rules_shown", "sources_shown")

    @admin.display(description="guidance")
    def guidance_shown(self, row: ItemDefinition) -> SafeString:
        """As residents read it."""
        return render(row.guidance)

    @admin.display(description="rules")
    def rules_shown(self, row: ItemDefinition) -> SafeString:
        """When it applies and is due, in words."""
        lines = [(sentence,) for sentence in sentences(row.rules)]
        return format_html_join("", "<p>{}</p>", lines)

    @admin.display(description="sources")
    def sources_shown(self, row: ItemDefinition) -> SafeString:
        """Where it comes from and when it was checked."""
        return format_html_join("", "<p>{}</p>", [(_source(s),) for s in row.sources])


def _source(source: dict[str, Any]) -> SafeString:
    """One source with its year and when it was checked; unverified ones say so."""
    checked = f"checked on {source['checked_on']}" if source.get("checked_on") else ""
    notes = [
        str(source.get("year") or ""),
        checked,
        "" if source.get("verified") else "not verified",
    ]
    named = (
        format_html(
            '<a href="{}" rel="noreferrer">{}</a>', source["url"], source["name"]
        )
        if source.get("url")
        else source["name"]
    )
    return format_html("{} ({})", named, ", ".join(note for note in notes if note))
