"""Editions: what is in one, what is different, who has it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.admin.rolling_out import roll_out_page
from onboarding.checklists.editions.differences import differences
from onboarding.checklists.editions.rolling import definitions_in
from onboarding.checklists.models import Edition, Plan
from onboarding.checklists.packs.stored import NoFilesError, content_of
from onboarding.checklists.packs.writing import files_of, zipped
from onboarding.checklists.presenting.wording import report_of
from onboarding.lib.admin import Act, ScopedAdmin, link
from onboarding.residents import access
from onboarding.residents.models import Cohort, Program


@admin.register(Edition)
class EditionAdmin(ScopedAdmin):
    """One state of a pack, with the way to its sections and items."""

    access = access.CONTENT
    list_display = ("label", "pack", "loaded_at", "item_count", "people_count")
    list_select_related = ("pack",)
    fields = ("pack", "label", "language", "loaded_at", "sections_shown")
    readonly_fields = ("sections_shown",)
    change_form_template = "admin/checklists/edition/change_form.html"

    def get_queryset(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
    ) -> QuerySet[Edition]:
        """With the numbers of items, and of residents whom the user may see."""
        rows: QuerySet[Edition] = super().get_queryset(request)
        plans = Plan.objects.visible_to(request.user).filter(
            edition=OuterRef("pk"), resident__withdrawn_at=None
        )
        people = plans.order_by().values("edition").annotate(n=Count("pk")).values("n")
        return rows.annotate(
            _items=Count("sections__definitions"), _people=Coalesce(Subquery(people), 0)
        )

    def get_urls(self) -> list[URLPattern]:
        """With the pages for what one does with an edition."""
        site = self.admin_site
        ours = [
            path(
                "<int:pk>/changes/",
                site.admin_view(self.changes),
                name="checklists_edition_changes",
            ),
            path(
                "<int:pk>/export/",
                site.admin_view(self.export),
                name="checklists_edition_export",
            ),
            path(
                "<int:pk>/roll-out/<slug:program>/",
                site.admin_view(self.roll_out),
                name="checklists_edition_roll_out",
            ),
        ]
        return [*ours, *super().get_urls()]

    @admin.display(description="items", ordering="_items")
    def item_count(self, row: Any) -> SafeString:
        """How many items it has, with the way to them."""
        return link(_items_of(row), row._items)

    @admin.display(description="residents", ordering="_people")
    def people_count(self, row: Any) -> SafeString:
        """How many of the user's residents have it, with the way to them."""
        everybody = reverse("admin:residents_resident_changelist")
        return link(f"{everybody}?plan__edition__id__exact={row.pk}", row._people)

    @admin.display(description="sections")
    def sections_shown(self, row: Edition) -> SafeString:
        """Its sections with the number of items in each."""
        counts = row.sections.annotate(_items=Count("definitions"))
        lines = (
            (_items_of(row, section.slug), section.title, section._items)
            for section in counts
        )
        return format_html_join("", '<p><a href="{}">{}</a> ({})</p>', lines)

    def change_view(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With who has it, and to which programs the user may give it."""
        row = self.get_object(request, object_id)
        found = _use_of(row, request.user) if row else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **found}
        )

    # -- Pages -------------------------------------------------------------------------

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The edition as a ZIP archive of the files that load_pack reads."""
        edition = self._edition(request, pk)
        try:
            files = files_of(content_of(edition))
        except NoFilesError as missing:
            messages.error(request, str(missing))
            return redirect("admin:checklists_edition_change", pk)
        name = f"{edition.pack.slug}-{edition.label}"
        return HttpResponse(
            zipped(files, name, now=timezone.now()),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
        )

    def changes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is different from another edition of the same pack."""
        edition = self._edition(request, pk)
        others = list(edition.pack.editions.exclude(pk=pk))
        earlier = [each for each in others if each.loaded_at <= edition.loaded_at]
        asked = [each for each in others if str(each.pk) == request.GET.get("from")]
        base = next(iter(asked or earlier or others), None)
        context: dict[str, Any] = {"others": others, "base": base}
        if base is not None:
            found = definitions_in([pk, base.pk])
            context["report"] = report_of(
                differences(found.get(base.pk, ()), found.get(pk, ()))
            )
        title = f"What changed in edition {edition.label}"
        return self._page(request, "changes", edition, title=title, **context)

    def roll_out(
        self, request: AuthenticatedHttpRequest, pk: int, program: str
    ) -> HttpResponse:
        """Give the edition to residents of a program, after a look at what it does."""
        edition = self._edition(request, pk)
        found = Program.objects.managed_by(request.user).filter(slug=program).first()
        if found is None:
            raise Http404
        name, context = roll_out_page(request, edition, found)
        if not name:
            return redirect("admin:checklists_rollout_change", context["made"].pk)
        return self._page(request, name, edition, **context)

    def _edition(self, request: HttpRequest, pk: int) -> Edition:
        row: Edition | None = self.get_object(request, str(pk))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def _page(
        self, request: HttpRequest, name: str, edition: Edition, **context: Any
    ) -> TemplateResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "media": self.media,
        }
        page = f"admin/checklists/edition/{name}.html"
        return TemplateResponse(request, page, shared | context)


def _use_of(edition: Edition, user: User) -> dict[str, Any]:
    cohorts = Cohort.objects.filter(
        access.CONTENT.rows(user, Act.VIEW, "program"),
        residents__plan__edition=edition,
        residents__withdrawn_at=None,
    )
    return {
        "holders": cohorts.select_related("program").annotate(here=Count("residents")),
        "programs": Program.objects.managed_by(user),
    }


def _items_of(edition: Edition, section: str = "") -> str:
    items = reverse("admin:checklists_itemdefinition_changelist")
    address = f"{items}?section__edition__id__exact={edition.pk}"
    return f"{address}&section={section}" if section else address
