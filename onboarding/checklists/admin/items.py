"""Items: the list that board and residents link to, and deciding about many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.admin.events import EventInline, EvidenceInline
from onboarding.checklists.admin.filters import (
    DueFilter,
    ItemSectionFilter,
    ResidentFilter,
)
from onboarding.checklists.decision_forms import BUTTONS
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words, length
from onboarding.checklists.scopes import managed_by, readable_by
from onboarding.checklists.states import days_waited, next_actor, state_of
from onboarding.checklists.todays import today_of
from onboarding.checklists.transitions import DECISIONS, Transition
from onboarding.checklists.views.deciding import confirm
from onboarding.lib.access import Act
from onboarding.lib.admin import NOTHING, ScopedAdmin, ScopedRelatedFilter, link
from onboarding.lib.markdown import render
from onboarding.residents import access
from onboarding.residents.anchors import Anchor


class ItemColumns(ScopedAdmin):
    """The list: what stands where, and who is next."""

    access = access.ITEMS
    scope = "resident__cohort__program"
    list_display = (
        "title",
        "resident",
        "section",
        "state_shown",
        "due",
        "next_actor_shown",
        "waited",
        "waiting_for_shown",
    )
    list_filter = (
        ResidentFilter,
        DueFilter,
        "state",
        ("resident__cohort", ScopedRelatedFilter),
        ItemSectionFilter,
        "definition__deadline",
    )
    search_fields = (
        "definition__title",
        "resident__given_name",
        "resident__family_name",
    )
    search_help_text = "Search by item or name."
    # Databases disagree on where nothing stands; here it stands last.
    ordering = (F("due_on").asc(nulls_last=True), "pk")

    def get_queryset(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
    ) -> QuerySet[Item]:
        """What they may open, with the day it is where each resident is."""
        rows: QuerySet[Item] = super().get_queryset(request)
        rows = rows.filter(readable_by(request.user))
        return (
            rows.annotate(
                _today=today_of(timezone.now(), "resident"),
                _is_managed=Case(
                    When(managed_by(request.user), then=True), default=False
                ),
            )
            .select_related("definition__section", "resident__cohort__program")
            .defer("definition__guidance", "definition__sources")
        )

    @admin.display(description="item", ordering="definition__title")
    def title(self, row: Item) -> str:
        """What is to be done."""
        return row.title

    @admin.display(ordering="definition__section__position")
    def section(self, row: Item) -> str:
        """Where it stands on the resident's page."""
        return row.definition.section.title

    @admin.display(description="state", ordering="state")
    def state_shown(self, row: Any) -> str:
        """The state that people see."""
        state = state_of(row, row._today)
        late = " (late)" if row.is_late_on(row._today) and state != "overdue" else ""
        return f"{state.label}{late}"

    @admin.display(ordering="due_on")
    def due(self, row: Any) -> str:
        """The day, where the resident is."""
        return day_words(row.due_on, row._today) if row.due_on else NOTHING

    @admin.display(description="next")
    def next_actor_shown(self, row: Any) -> str:
        """Whom it waits for."""
        return next_actor(row, state_of(row, row._today)).label

    @admin.display(description="waiting", ordering="waits_since")
    def waited(self, row: Any) -> str:
        """For how long that actor has been waited for."""
        days = days_waited(row, row._today, timezone.now())
        return length(days) if days else NOTHING

    @admin.display(description="waiting for", ordering="waiting_for")
    def waiting_for_shown(self, row: Any) -> str:
        """The date or the item that comes first; named to those who may know it."""
        is_date = row.waiting_for in Anchor.values
        if row.waiting_for and not row._is_managed:
            return "A date" if is_date else "Another item"
        if is_date:
            return Anchor(row.waiting_for).label
        return row.waiting_for.replace("-", " ").capitalize() or NOTHING


def _opens(transition: Transition) -> Callable[..., HttpResponse]:
    """The action of the list that opens the page of one kind of decision."""

    @admin.action(description=f"{BUTTONS[transition]}…", permissions=["review"])
    def act(
        model_admin: "ItemAdmin",  # noqa: ARG001 -- Django's signature
        request: AuthenticatedHttpRequest,
        items: QuerySet[Item],
    ) -> HttpResponse:
        return confirm(request, items, transition, back=request.get_full_path())

    act.__name__ = str(transition)
    return act


@admin.register(Item)
class ItemAdmin(ItemColumns):
    """Items. What happens to them happens by actions, never by editing fields."""

    purpose = "All items of all residents: search, filter, and decide on many at once."
    inlines = (EvidenceInline, EventInline)
    actions = tuple(_opens(transition) for transition in DECISIONS)
    fields = (
        "title",
        "resident_link",
        "section",
        "state_shown",
        "due",
        "not_before_on",
        "next_actor_shown",
        "waiting_for_shown",
        "completed_on",
        "guidance",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Item | None = None) -> Any:
        """All of them."""
        return self.fields

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered; each item asks again who may."""
        return self.may(request, Act.VIEW)

    @admin.display(description="resident")
    def resident_link(self, row: Item) -> SafeString:
        """The way to the resident."""
        return link(
            reverse("admin:residents_resident_change", args=[row.resident_id]),
            row.resident,
        )

    @admin.display
    def guidance(self, row: Item) -> SafeString:
        """How it is done."""
        return render(row.definition.guidance)
