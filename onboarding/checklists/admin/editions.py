"""Editions: what is in one, what is different, who has it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists.admin.own_items import Page, item_page, own_items_page
from onboarding.checklists.admin.rolling_out import roll_out_page
from onboarding.checklists.editions.differences import differences
from onboarding.checklists.editions.editing import Desk, desk_of
from onboarding.checklists.editions.rolling import definitions_in
from onboarding.checklists.models import Edition, Plan
from onboarding.checklists.packs.stored import NoFilesError, content_of
from onboarding.checklists.packs.writing import files_of, zipped
from onboarding.checklists.presenting.wording import report_of
from onboarding.lib.access import Act
from onboarding.lib.admin import ScopedAdmin, link
from onboarding.residents import access
from onboarding.residents.models import Cohort, Program


@admin.register(Edition)
class EditionAdmin(ScopedAdmin):
    """One state of a pack, with the way to its sections and items."""

    purpose = (
        "Each state of a pack. Here you give a new one to residents and add items "
        "of your own."
    )
    access = access.CONTENT
    list_display = (
        "label",
        "pack",
        "program",
        "loaded_at",
        "item_count",
        "people_count",
    )
    list_select_related = ("pack", "program")
    fields = (
        "pack",
        "label",
        "program",
        "base",
        "language",
        "loaded_at",
        "sections_shown",
    )
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
            path(
                "<int:pk>/program/<slug:program>/",
                site.admin_view(self.own_items),
                name="checklists_edition_own_items",
            ),
            path(
                "<int:pk>/program/<slug:program>/add/",
                site.admin_view(self.add_item),
                name="checklists_edition_add_item",
            ),
            path(
                "<int:pk>/program/<slug:program>/items/<slug:slug>/",
                site.admin_view(self.own_item),
                name="checklists_edition_own_item",
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

    def changes(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """What is different from another edition of the same pack."""
        edition = self._edition(request, pk)
        editions = Edition.objects.visible_to(request.user)
        others = list(editions.filter(pack=edition.pack).exclude(pk=pk))
        earlier = [each for each in others if each.loaded_at <= edition.loaded_at]
        asked = [each for each in others if str(each.pk) == request.GET.get("from")]
        own = [each for each in others if each.pk == edition.base_id]
        base = next(iter(asked or own or earlier or others), None)
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
        edition, found = self._given(request, pk, program)
        page = roll_out_page(request, edition, found)
        if isinstance(page, HttpResponseRedirect):
            return page
        return self._page(request, page[0], edition, **page[1])

    def own_items(
        self, request: AuthenticatedHttpRequest, pk: int, program: str
    ) -> HttpResponse:
        """What a program adds, changes and switches off, and what clashes."""
        return self._own(request, pk, program, own_items_page)

    def own_item(
        self, request: AuthenticatedHttpRequest, pk: int, program: str, slug: str
    ) -> HttpResponse:
        """One item as a program wants it."""
        return self._own(request, pk, program, partial(item_page, slug=slug))

    def add_item(
        self, request: AuthenticatedHttpRequest, pk: int, program: str
    ) -> HttpResponse:
        """A new item of a program."""
        return self._own(request, pk, program, partial(item_page, slug=""))

    def _own(
        self,
        request: AuthenticatedHttpRequest,
        pk: int,
        program: str,
        draw: Callable[[AuthenticatedHttpRequest, Desk], Page],
    ) -> HttpResponse:
        edition, found = self._given(request, pk, program)
        if edition.program_id:
            raise Http404
        try:
            desk = desk_of(found, edition)
            page = draw(request, desk)
        except NoFilesError as missing:
            messages.error(request, str(missing))
            return redirect("admin:checklists_edition_change", pk)
        if isinstance(page, HttpResponseRedirect):
            return page
        return self._page(request, page[0], edition, program=found, **page[1])

    def _given(
        self, request: AuthenticatedHttpRequest, pk: int, slug: str
    ) -> tuple[Edition, Program]:
        """An edition and a program that may have it and that the user manages."""
        edition = self._edition(request, pk)
        program = Program.objects.managed_by(request.user).filter(slug=slug).first()
        if program is None or edition.program_id not in {None, program.pk}:
            raise Http404
        return edition, program

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
    programs = Program.objects.managed_by(user)
    if edition.program_id:
        programs = programs.filter(pk=edition.program_id)
    return {
        "holders": cohorts.select_related("program").annotate(here=Count("residents")),
        "programs": programs,
    }


def _items_of(edition: Edition, section: str = "") -> str:
    items = reverse("admin:checklists_itemdefinition_changelist")
    address = f"{items}?section__edition__id__exact={edition.pk}"
    return f"{address}&section={section}" if section else address
