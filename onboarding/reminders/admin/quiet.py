"""Quiet days in the admin: a coordinator may note what a resident asked for."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.lib.admin import ScopedAdmin, ScopedRelatedFilter
from onboarding.reminders.forms import QuietSpellAdminForm
from onboarding.reminders.models import QuietSpell
from onboarding.reminders.policies import add_quiet_days, end_quiet_days
from onboarding.residents import access

if TYPE_CHECKING:
    from django.forms import ModelForm


@admin.register(QuietSpell)
class QuietSpellAdmin(ScopedAdmin):
    """Days without letters, and night shifts."""

    purpose = "Vacations and night shifts: no reminders on these days."
    access = access.FACTS
    scope = "resident__cohort__program"
    form = QuietSpellAdminForm
    list_display = ("resident", "kind", "starts_on", "ends_on", "set_by")
    list_filter = ("kind", ("resident__cohort", ScopedRelatedFilter))
    list_select_related = ("resident", "set_by")
    search_fields = ("resident__given_name", "resident__family_name")
    search_help_text = "Search by name."
    fields = ("resident", "kind", "starts_on", "ends_on")

    def save_model(
        self,
        request: HttpRequest,
        obj: QuietSpell,
        form: "ModelForm[Any]",
        change: bool,
    ) -> None:
        """Keep it, and move the letters that were planned for these days."""
        add_quiet_days(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: QuietSpell) -> None:
        """Take it back; what was held leaves on the next free day."""
        end_quiet_days(obj, now=timezone.now())

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[QuietSpell]
    ) -> None:
        """Take several back."""
        for spell in queryset:
            end_quiet_days(spell, now=timezone.now())
        self.message_user(request, "Letters leave on these days again.", messages.INFO)
