"""Residents: the list that says who needs help, and everything about one person."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from onboarding.accounts.actions import change_email, invite
from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists import enrollment
from onboarding.checklists.admin.facts import CredentialsInline, KeyDateInline
from onboarding.checklists.admin.filters import (
    CategoryFilter,
    OverdueFilter,
    StartFilter,
)
from onboarding.checklists.admin.history import show_history
from onboarding.checklists.admin.progress import with_progress
from onboarding.checklists.admin.resident_form import (
    ResidentForm,
    has_other_residency,
)
from onboarding.checklists.admin.sheet import sheet_of
from onboarding.checklists.admin.words import said
from onboarding.checklists.presenting.days import day_words
from onboarding.lib.access import Act
from onboarding.lib.admin import (
    NOTHING,
    ScopedAdmin,
    ScopedRelatedFilter,
    counted,
    link,
)
from onboarding.lib.dates import local_day
from onboarding.residents import access
from onboarding.residents.anchors import Category, SwitchName
from onboarding.residents.models import Resident
from onboarding.residents.people import mentors_for

if TYPE_CHECKING:
    from django.db.models import ForeignKey
    from django.forms import ModelChoiceField

_NAMES = ("given_name", "family_name", "preferred_name", "name_pronunciation")
_PLACE = ("cohort", "pgy", "time_zone", "faculty_mentor", "peer_mentor", "withdrawn_at")


class ResidentColumns(ScopedAdmin):
    """The list: where each resident stands."""

    list_select_related = ("cohort__program", "user")
    search_fields = ("given_name", "family_name", "preferred_name", "user__email")
    search_help_text = "Search by name or e-mail."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resident]:
        """With how far everybody is, and the category of those the user manages."""
        rows = with_progress(super().get_queryset(request), timezone.now())
        managed = self.reached(request, Act.CHANGE).filter(pk=OuterRef("pk"))
        return rows.annotate(_category=Subquery(managed.values("category")))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The category only for those who manage residents somewhere."""
        category = ("category_shown",) if self.may(request, Act.CHANGE) else ()
        counts = ("overdue", "progress", "next_due", "last_sign_in")
        return ("name", *counts, *category, "cohort")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The category only for those who manage residents somewhere."""
        category = [CategoryFilter] if self.may(request, Act.CHANGE) else []
        edition = ("plan__edition", ScopedRelatedFilter)
        cohort = ("cohort", ScopedRelatedFilter)
        return [cohort, *category, OverdueFilter, StartFilter, edition]

    @admin.display(description="resident", ordering=("family_name"))
    def name(self, row: Resident) -> str:
        """Family name first."""
        return str(row)

    @admin.display(description="category", ordering="_category")
    def category_shown(self, row: Any) -> str | None:
        """The category of somebody whom the user manages."""
        return Category(row._category).label if row._category else None

    @admin.display(description="done", ordering="_done")
    def progress(self, row: Any) -> str:
        """Finished of all."""
        return f"{row._done} of {row._items}"

    @admin.display(description="overdue", ordering="_overdue")
    def overdue(self, row: Any) -> SafeString | int:
        """How many items are overdue, with the way to them."""
        if not row._overdue:
            return 0
        items = reverse("admin:checklists_item_changelist")
        return link(f"{items}?resident={row.pk}&due=overdue", row._overdue)

    @admin.display(description="next due", ordering="_next_due")
    def next_due(self, row: Any) -> str | None:
        """The first day from today on that something is due."""
        on: date | None = row._next_due
        return day_words(on, row._today) if on else None

    @admin.display(description="last sign-in", ordering="user__last_login")
    def last_sign_in(self, row: Any) -> str:
        """The day on which they signed in last, as their program counts days."""
        at: datetime | None = row.user.last_login
        if at is None:
            return "never"
        return day_words(local_day(at, row.cohort.program.time_zone), row._today)


@admin.register(Resident)
class ResidentAdmin(ResidentColumns):
    """Residents. Saving one brings their plan in line in the same transaction."""

    purpose = "Each person with their dates, answers and plan."
    access = access.RESIDENTS
    scope = "cohort__program"
    form = ResidentForm
    actions = ("send_invitations",)
    readonly_fields = ("account", "last_sign_in", "mentors", "progress")
    change_form_template = "admin/residents/resident/change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Resident | None = None) -> Any:
        """Everything for those who manage this resident; no category for others."""
        if obj is not None and not self.has_change_permission(request, obj):
            person = (*_NAMES, "account", "last_sign_in", "progress")
            place = ("cohort", "pgy", "time_zone", "mentors", "withdrawn_at")
            return (("Person", {"fields": person}), ("Program", {"fields": place}))
        known = ("last_sign_in", "progress") if obj else ()
        person = (*_NAMES, "email", "hospital_email", *known)
        switches = ("category", *SwitchName.values)
        new = () if obj else (("Category and switches", {"fields": switches}),)
        return (
            ("Person", {"fields": person}),
            ("Program", {"fields": _PLACE}),
            *new,
        )

    def get_inlines(self, request: HttpRequest, obj: Resident | None) -> list[Any]:
        """Dates only on the way in: later they are changed with a look ahead."""
        return [CredentialsInline] if obj else [KeyDateInline, CredentialsInline]

    def rows_of_page(self, request: HttpRequest) -> QuerySet[Resident]:
        """With all that the page says of them; the counts come from their items."""
        rows: QuerySet[Resident] = ScopedAdmin.get_queryset(self, request)
        rows = rows.select_related(
            "cohort__program", "user", "faculty_mentor", "peer_mentor", "credentials"
        )
        return rows.annotate(_has_other_residency=has_other_residency())

    @admin.display(description="personal e-mail")
    def account(self, row: Resident) -> str:
        """The address they sign in with."""
        return row.user.email

    @admin.display
    def mentors(self, row: Resident) -> str:
        """Whoever looks after them."""
        people = (row.faculty_mentor, row.peer_mentor)
        return ", ".join(str(person) for person in people if person) or NOTHING

    def formfield_for_foreignkey(
        self,
        db_field: "ForeignKey[Any, Any]",
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        **kwargs: Any,
    ) -> "ModelChoiceField[Any] | None":
        """Offer as mentors who may be one in the user's programs."""
        if db_field.name in {"faculty_mentor", "peer_mentor"}:
            kwargs["queryset"] = mentors_for(request.user, db_field.name)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def change_view(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one resident, with their items below the form."""
        resident = self.get_object(request, object_id)
        found: dict[str, Any] = {}
        if resident:
            is_manager = self.has_change_permission(request, resident)
            sheet = sheet_of(
                resident, request.user, is_manager=is_manager, now=timezone.now()
            )
            resident._today, resident._done = sheet.today, sheet.done
            resident._items = sheet.count
            found = {"sheet": sheet, "is_manager": is_manager}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **found}
        )

    def history_view(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        object_id: str,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse:
        """Everything that happened to their plan, for those who manage it; else 404."""
        resident = self.get_object(request, object_id)
        if resident is None or not self.has_change_permission(request, resident):
            raise Http404
        return show_history(request, resident)

    def save_model(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        obj: Resident,
        form: ResidentForm,  # type: ignore[override]
        change: bool,
    ) -> None:
        """Save; a new resident gets an account, or the one with that address."""
        email = form.cleaned_data["email"]
        if not change:
            obj.user = User.objects.with_email(
                email
            ).first() or User.objects.create_user(
                email, name=f"{obj.given_name} {obj.family_name}"
            )
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            change_email(obj.user, email, now=timezone.now())

    def save_related(
        self,
        request: AuthenticatedHttpRequest,  # type: ignore[override]
        form: ResidentForm,  # type: ignore[override]
        formsets: Any,
        change: bool,
    ) -> None:
        """Save dates and switches, then the plan that follows from them."""
        super().save_related(request, form, formsets, change)
        now, resident = timezone.now(), form.instance
        moves = enrollment.set_facts(
            resident, by=request.user, now=now, switches=form.changed_switches
        )
        if not change:
            count = enrollment.enroll([resident], by=request.user, now=now)
            self.message_user(request, f"Plan made: {counted(count, 'item', 'items')}.")
        elif moves:
            self.message_user(request, said([moves]))

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,
    ) -> None:
        """Save rows with who set them and when."""
        for row in formset.save(commit=False):
            if hasattr(row, "set_by_id"):
                row.set_by, row.set_at = request.user, timezone.now()
            row.save()
        for row in formset.deleted_objects:
            row.delete()

    @admin.action(description="Send invitations", permissions=["change"])
    def send_invitations(
        self, request: AuthenticatedHttpRequest, residents: QuerySet[Resident]
    ) -> None:
        """Invite those who have never signed in; earlier links stop working."""
        managed = self.reached(request, Act.CHANGE).filter(
            pk__in=[resident.pk for resident in residents]
        )
        people = User.objects.filter(pk__in=managed.values("user"), is_active=True)
        now, new = timezone.now(), list(people.filter(last_login=None))
        with transaction.atomic():
            for user in new:
                invite(user, by=request.user, now=now)
        known = people.exclude(last_login=None).count()
        sent = counted(len(new), "invitation", "invitations")
        has = "has" if known == 1 else "have"
        self.message_user(
            request, f"{sent} will be sent, {known} {has} signed in already."
        )
