"""The admin of what programs choose and are told. Nothing that was answered is here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.learning.models import ProgramChoices, WordingReport
from onboarding.learning.wording import settle
from onboarding.lib.access import Act
from onboarding.lib.admin import ScopedAdmin, ScopedRelatedFilter, counted
from onboarding.residents import access
from onboarding.residents.access import NOBODY, RoleAccess
from onboarding.residents.roles import OVERSEEING


@admin.register(ProgramChoices)
class ProgramChoicesAdmin(ScopedAdmin):
    """What one program decided about needs assessments."""

    purpose = "What your program decided about needs assessments."
    access = access.COHORTS
    scope = "program"
    list_display = ("program", "shows_answers_at_arrival", "oldest_figure")
    list_select_related = ("program",)
    search_fields = ("program__name",)
    fields = (
        "program",
        "shows_answers_at_arrival",
        "oldest_figure",
        "instrument_name",
        "instrument_url",
    )


@admin.register(WordingReport)
class WordingReportAdmin(ScopedAdmin):
    """Words that residents say hurt or are wrong; read, dealt with, and settled."""

    purpose = "Words that residents say hurt or are wrong."
    access = RoleAccess(OVERSEEING, NOBODY, NOBODY, NOBODY)
    scope = "program"
    list_display = ("title", "trouble", "program", "at", "is_settled")
    list_filter = ("trouble", ("program", ScopedRelatedFilter))
    list_select_related = ("program",)
    fields = (
        "program",
        "about",
        "title",
        "trouble",
        "text",
        "at",
        "settled_at",
        "settled_by",
    )
    actions = ("mark_settled",)

    @admin.display(description="settled", boolean=True)
    def is_settled(self, row: WordingReport) -> bool:
        """Whether somebody has dealt with it."""
        return row.settled_at is not None

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether the action is offered: to whoever reads reports."""
        return self.may(request, Act.VIEW)

    @admin.action(description="Settled: dealt with", permissions=["settle"])
    def mark_settled(
        self, request: HttpRequest, reports: QuerySet[WordingReport]
    ) -> None:
        """Note that they are dealt with, and say how many were open."""
        keys = list(reports.values_list("pk", flat=True))
        count = settle(keys, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        said = counted(count, "report is", "reports are")
        self.message_user(request, f"{said} settled.")
