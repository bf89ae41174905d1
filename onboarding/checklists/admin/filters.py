"""Questions that the lists of residents and items answer."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.checklists.forecasts import days_of, forecasts_of, what_matters
from onboarding.checklists.models import Section
from onboarding.checklists.words import UNFINISHED
from onboarding.lib.access import Act
from onboarding.lib.admin import theirs
from onboarding.residents.anchors import HAPPENINGS, Category
from onboarding.residents.models import Resident

Choices = list[tuple[str, str]]


class CategoryFilter(admin.SimpleListFilter):
    """Category: finds only residents whom the user manages."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """All categories."""
        self.managed = model_admin.reached(request, Act.CHANGE)
        return [(category.value, category.label) for category in Category]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those with the category, among the managed ones."""
        if not self.value():
            return queryset
        found = self.managed.filter(category=self.value())
        return queryset.filter(pk__in=found.values("pk"))


class OverdueFilter(admin.SimpleListFilter):
    """Residents with overdue items."""

    title = "overdue items"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """With or without."""
        return [("yes", "Has overdue items"), ("no", "Has none")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the number of overdue items."""
        if self.value() == "yes":
            return queryset.filter(_overdue__gt=0)
        return queryset.filter(_overdue=0) if self.value() == "no" else queryset


class StartFilter(admin.SimpleListFilter):
    """Residents for whom not everything can be ready for the start."""

    title = "the start"
    parameter_name = "start"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Only those who need help."""
        return [("late", "Cannot be ready in time")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By typical lead times along what comes first."""
        if self.value() != "late":
            return queryset
        people = Resident.objects.filter(pk__in=queryset.order_by().values("pk"))
        days = days_of(list(people.select_related("cohort__program")), timezone.now())
        found = forecasts_of(days, what_matters(list(days)))
        return queryset.filter(pk__in=[pk for pk, one in found.items() if one.start])


class DueFilter(admin.SimpleListFilter):
    """Unfinished items by their due day, where the resident is."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Overdue, within seven days, or waiting for a date."""
        return [
            ("overdue", "Overdue"),
            ("week", "In the next 7 days"),
            ("undated", "No date yet"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Unfinished items only."""
        today = F("_today")
        # The day in Greenwich: databases disagree on how to add days to a day.
        in_a_week = (timezone.now() + timedelta(days=7)).date()
        which = {
            "overdue": Q(due_on__lt=today),
            "week": Q(due_on__gte=today, due_on__lte=in_a_week),
            "undated": Q(due_on=None) & ~Q(waiting_for__in=HAPPENINGS),
        }.get(self.value() or "")
        return queryset.filter(which, state__in=UNFINISHED) if which else queryset


class SectionFilter(admin.SimpleListFilter):
    """The section, whatever the edition: of the definitions of items."""

    title = "section"
    parameter_name = "section"
    lookup = "section__slug"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """All sections, each once."""
        titles = dict(
            Section.objects.order_by("edition_id", "position").values_list(
                "slug", "title"
            )
        )
        return list(titles.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Items of that section."""
        if not self.value():
            return queryset
        return queryset.filter(**{self.lookup: self.value()})


class ItemSectionFilter(SectionFilter):
    """The same of items."""

    lookup = "definition__section__slug"


class ResidentFilter(admin.SimpleListFilter):
    """One resident, as links ask for: a list of all would be too long."""

    title = "resident"
    parameter_name = "resident"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The one that was asked for, if the user may see them."""
        asked = request.GET.get(self.parameter_name, "")
        if not asked.isdecimal():
            return []
        found = theirs(Resident.objects.filter(pk=int(asked)), request.user)
        return [(str(resident.pk), str(resident)) for resident in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Their items."""
        return queryset.filter(resident=self.value()) if self.value() else queryset
