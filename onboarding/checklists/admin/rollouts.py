"""Roll-outs: who got which edition, what it did, and taking it back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.editions import rolling
from onboarding.checklists.models import ItemDefinition, RollOut
from onboarding.checklists.presenting.editions import in_total, person_change
from onboarding.lib.admin import ScopedAdmin, ScopedRelatedFilter
from onboarding.lib.dates import local_day
from onboarding.residents import access
from onboarding.residents.models import Program


@admin.register(RollOut)
class RollOutAdmin(ScopedAdmin):
    """Which edition went to whom. To be read, and undone while that is possible."""

    purpose = "Which edition went to whom, and the way to undo it."
    access = access.HISTORY
    scope = "program"
    list_display = ("at", "program", "edition", "audience", "people", "undone_at")
    list_filter = (("program", ScopedRelatedFilter),)
    list_select_related = ("program", "edition__pack")
    fields = ("program", "edition", "audience", "at", "by", "undone_at", "undone_by")
    change_form_template = "admin/checklists/rollout/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RollOut]:
        """With the number of residents whose plan changed."""
        rows: QuerySet[RollOut] = super().get_queryset(request)
        return rows.annotate(_people=Count("changes"))

    def get_urls(self) -> list[URLPattern]:
        """With taking it back."""
        undo = path(
            "<int:pk>/undo/",
            self.admin_site.admin_view(self.undo),
            name="checklists_rollout_undo",
        )
        return [undo, *super().get_urls()]

    @admin.display(description="residents", ordering="_people")
    def people(self, row: Any) -> int:
        """How many plans it changed."""
        return int(row._people)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With what it did to each plan, and whether it can be undone."""
        row = self.get_object(request, object_id)
        found = _told(row) if row else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **found}
        )

    def undo(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """Give everybody back the edition they had."""
        row = self.get_object(request, str(pk))
        managed = Program.objects.managed_by(request.user)
        if row is None or not managed.filter(pk=row.program_id).exists():
            raise Http404
        if request.method == "POST":
            try:
                rolling.undo(row, by=request.user, now=timezone.now())
            except rolling.UndoRefusedError as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, "Undone: everybody has their plan back.")
        return redirect("admin:checklists_rollout_change", pk)


def _told(row: RollOut) -> dict[str, Any]:
    today = local_day(timezone.now(), row.program.time_zone)
    changes = list(row.changes.select_related("resident", "before"))
    titles = _titles({row.edition_id, *(change.before_id for change in changes)})
    return {
        "people": [person_change(change, titles, today) for change in changes],
        "total": in_total(change.details for change in changes),
        "why_not_undone": rolling.why_not_undone(row),
    }


def _titles(editions: set[int]) -> dict[str, str]:
    """The titles of items by slug, of whichever edition has them."""
    found = ItemDefinition.objects.filter(section__edition__in=editions)
    return dict(found.order_by("section__edition").values_list("slug", "title"))
