"""The admin of what programs choose. Nothing that residents answered is here."""

from django.contrib import admin

from onboarding.learning.models import ProgramChoices
from onboarding.lib.admin import ScopedAdmin
from onboarding.residents import access


@admin.register(ProgramChoices)
class ProgramChoicesAdmin(ScopedAdmin):
    """What one program decided about needs assessments."""

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
