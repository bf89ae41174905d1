"""The reminder policy of each program."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from onboarding.lib.admin import ScopedAdmin
from onboarding.reminders.forms import PolicyForm
from onboarding.reminders.models import Policy
from onboarding.reminders.policies import set_policy
from onboarding.residents import access

if TYPE_CHECKING:
    from django.forms import ModelForm


@admin.register(Policy)
class PolicyAdmin(ScopedAdmin):
    """How each program writes. Without a row it has the defaults."""

    access = access.POLICIES
    scope = "program"
    form = PolicyForm
    list_display = (
        "program",
        "hour",
        "is_quiet_on_weekends",
        "is_quiet_on_holidays",
    )
    list_select_related = ("program",)
    fieldsets = (
        (None, {"fields": ("program",)}),
        (
            "When letters leave",
            {
                "fields": (
                    "stages",
                    "hour",
                    "is_quiet_on_weekends",
                    "is_quiet_on_holidays",
                    "silent_slugs",
                ),
                "description": "A deadline set by law that is over is told on weekends "
                "and holidays too. Residents add quiet days of their own.",
            },
        ),
        ("What letters say", {"fields": ("greeting", "closing", "sender_name")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A policy stays with its program."""
        return ("program",) if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Policy,
        form: "ModelForm[Any]",
        change: bool,
    ) -> None:
        """Save it, and let what is still to be told follow it."""
        set_policy(obj, now=timezone.now())
