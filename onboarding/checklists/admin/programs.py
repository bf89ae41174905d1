"""Programs: their specialty, state, zone and length decide the plans of residents."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists import plans
from onboarding.checklists.admin.words import said
from onboarding.residents.admin import ProgramAdmin
from onboarding.residents.models import Program, Resident

if TYPE_CHECKING:
    from django.forms import ModelForm


@admin.register(Program)
class PlannedProgramAdmin(ProgramAdmin):
    """Residency programs. Saving one brings the plans of its residents in line."""

    def save_model(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        obj: Program,
        form: "ModelForm[Any]",
        change: bool,
    ) -> None:
        """Save, and plan again what follows from it, in the same transaction."""
        super().save_model(request, obj, form, change)
        if not (change and form.changed_data):
            return
        residents = Resident.objects.filter(cohort__program=obj)
        changes = plans.replan(
            list(residents.select_related("cohort__program")),
            by=request.user,
            now=timezone.now(),
        )
        moved = [one for one in changes.values() if one]
        if moved:
            self.message_user(request, said(moved))
