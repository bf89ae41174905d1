"""The admin of places and the people who work there. Residents: checklists/admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from onboarding.lib.admin import ScopedAdmin, ScopedInline, ScopedRelatedFilter
from onboarding.residents import access, actions
from onboarding.residents.models import Institution, Membership


class MembershipInline(ScopedInline):
    """Who works here, in which role."""

    model = Membership
    access = access.MEMBERSHIPS
    autocomplete_fields = ("user",)
    readonly_fields = ("person",)
    verbose_name = "role"
    verbose_name_plural = "people and their roles"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the person of each role."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        return rows.select_related("user", "program", "institution")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The account for those who may choose it; for others the name.

        Django would link the account, which is a 404 for everybody but superusers.
        """
        may_choose = self.has_change_permission(request, obj)
        return ("user" if may_choose else "person", "role")

    @admin.display(description="person")
    def person(self, row: Membership) -> str:
        """Who has the role."""
        return str(row.user)


class ProgramMembershipInline(MembershipInline):
    """Roles in one program."""

    scope = "pk"


class InstitutionMembershipInline(MembershipInline):
    """Roles in all programs of an institution."""

    scope = "programs"
    verbose_name_plural = "people with a role in all programs"


class PlaceAdmin(ScopedAdmin):
    """What institutions and programs have in common."""

    access = access.PLACES

    def save_formset(
        self,
        request: HttpRequest,
        form: "ModelForm[Any]",
        formset: "BaseInlineFormSet[Any, Any, Any]",
        change: bool,
    ) -> None:
        """Save the roles; whoever has one works in the admin site, others do not."""
        before = {row.initial.get("user") for row in formset.forms}
        super().save_formset(request, form, formset, change)
        after = {row.instance.user_id for row in formset.forms}
        actions.keep_staff_true((before | after) - {None})


@admin.register(Institution)
class InstitutionAdmin(PlaceAdmin):
    """Hospitals and universities."""

    purpose = "Hospitals and universities, and who works for all of their programs."
    scope = "programs"
    list_display = ("name", "program_count")
    search_fields = ("name",)
    inlines = (InstitutionMembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Institution]:
        """With the number of programs."""
        rows: QuerySet[Institution] = super().get_queryset(request)
        return rows.annotate(_programs=Count("programs", distinct=True))

    @admin.display(description="programs", ordering="_programs")
    def program_count(self, row: Any) -> int:
        """How many programs it has."""
        return int(row._programs)


class ProgramAdmin(PlaceAdmin):
    """Residency programs; registered where plans are known (checklists/admin)."""

    purpose = "Residency programs, and who works there."
    scope = "pk"
    list_display = ("name", "institution", "specialty", "state", "time_zone")
    list_filter = (("institution", ScopedRelatedFilter),)
    list_select_related = ("institution",)
    search_fields = ("name", "slug")
    inlines = (ProgramMembershipInline,)
