"""Cohorts: their dates are the dates of everybody in them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists import plans
from onboarding.checklists.admin.words import said
from onboarding.lib.admin import ScopedAdmin, ScopedRelatedFilter, link
from onboarding.residents import access
from onboarding.residents.anchors import COHORT_ANCHORS
from onboarding.residents.models import Cohort, Resident

if TYPE_CHECKING:
    from django.forms import ModelForm


@admin.register(Cohort)
class CohortAdmin(ScopedAdmin):
    """One year of one program. Moving its dates moves the plans of its residents."""

    purpose = "One year of a program. Its dates move the plans of all its residents."
    access = access.COHORTS
    scope = "program"
    list_display = ("name", "resident_count", "orientation_start", "program_start")
    list_filter = (("program", ScopedRelatedFilter),)
    list_select_related = ("program",)
    change_form_template = "admin/residents/cohort/change_form.html"
    fields = (
        "program",
        "year",
        "match_day",
        "orientation_start",
        "hire_date",
        "program_start",
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Cohort | None = None
    ) -> tuple[str, ...]:
        """Once people are in it, dates move on a page that shows what moves."""
        return tuple(sorted(COHORT_ANCHORS)) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        """With the number of residents who have not left."""
        rows: QuerySet[Cohort] = super().get_queryset(request)
        here = Count("residents", filter=Q(residents__withdrawn_at=None))
        return rows.annotate(_residents=here)

    @admin.display(description="cohort", ordering=("program__name"))
    def name(self, row: Cohort) -> str:
        """Program and year."""
        return str(row)

    @admin.display(description="residents", ordering="_residents")
    def resident_count(self, row: Any) -> SafeString:
        """How many residents it has, with the way to their list."""
        everybody = reverse("admin:residents_resident_changelist")
        return link(f"{everybody}?cohort__id__exact={row.pk}", row._residents)

    def save_model(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        obj: Cohort,
        form: "ModelForm[Any]",
        change: bool,
    ) -> None:
        """Save, and move the plans of its residents in the same transaction."""
        super().save_model(request, obj, form, change)
        if not (change and form.changed_data):
            return
        residents = list(
            Resident.objects.filter(cohort=obj).select_related("cohort__program")
        )
        changes = plans.replan(residents, by=request.user, now=timezone.now())
        moved = [one for one in changes.values() if one]
        if moved:
            self.message_user(request, said(moved))
