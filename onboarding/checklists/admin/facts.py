"""Facts about one resident, as rows of their page: dates and where they studied."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from onboarding.checklists.admin.resident_form import CredentialsForm
from onboarding.lib.admin import ScopedInline
from onboarding.lib.admin_fields import LabeledFormSet
from onboarding.residents import access
from onboarding.residents.models import Credentials, KeyDate


class FactInline(ScopedInline):
    """Rows that only those see who manage the resident."""

    access = access.FACTS
    scope = "cohort__program"


class KeyDateInline(FactInline):
    """Key dates, and who set each. A change moves the plan."""

    model = KeyDate
    fields = ("anchor", "on", "is_confirmed", "who")
    readonly_fields = ("who",)
    verbose_name = "key date"
    verbose_name_plural = "key dates (the cohort's dates hold where none stands here)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[KeyDate]:
        """With the person who set each."""
        rows: QuerySet[KeyDate] = super().get_queryset(request)
        return rows.select_related("set_by")

    @admin.display(description="set by")
    def who(self, row: KeyDate) -> str:
        """Who set it, and on which day."""
        if row.pk is None:
            return ""
        name = str(row.set_by) if row.set_by else "import"
        return f"{name}, {row.set_at:%b} {row.set_at.day}, {row.set_at.year}"


class CredentialsFormSet(LabeledFormSet):
    """The one row, as it was read along with its resident."""

    def get_queryset(self) -> Any:  # noqa: ANN401 -- Django asks for its length and rows
        """The row, or none."""
        row = getattr(self.instance, "credentials", None)
        return [row] if row else []


class CredentialsInline(FactInline):
    """Where they studied: for credentialing only."""

    model = Credentials
    form = CredentialsForm
    formset = CredentialsFormSet
    template = "admin/edit_inline/stacked.html"
    max_num = 1
    can_delete = False

    def get_extra(
        self,
        request: HttpRequest,
        obj: Any = None,
        **kwargs: Any,
    ) -> int:
        """One empty row at once: nobody has to ask for it."""
        return 1
