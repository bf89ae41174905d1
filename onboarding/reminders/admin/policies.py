"""The reminder policy of each program."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from onboarding.lib.admin import ScopedAdmin
from onboarding.reminders.forms import PolicyForm
from onboarding.reminders.models import Policy
from onboarding.reminders.policies import set_policy
from onboarding.reminders.previewing import preview_policy
from onboarding.residents import access

if TYPE_CHECKING:
    from django.forms import ModelForm


_BUTTONS = {"_save", "_continue", "_addanother"}


@admin.register(Policy)
class PolicyAdmin(ScopedAdmin):
    """How each program writes. Without a row it has the defaults."""

    purpose = "When and how a program writes. Without one, the defaults hold."
    access = access.POLICIES
    scope = "program"
    form = PolicyForm
    list_display = (
        "program",
        "hour",
        "is_quiet_on_weekends",
        "is_quiet_on_holidays",
        "digest_weekday",
        "ladder",
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
        (
            "What staff hear",
            {
                "fields": (
                    "digest_weekday",
                    "ladder",
                    "coordinator_after",
                    "director_after",
                ),
                "description": "Nobody else is told before the resident was.",
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A policy stays with its program."""
        return ("program",) if obj else ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; what would be different; and, once that was seen, saving it."""
        if request.method == "POST" and "_confirmed" not in request.POST:
            page = self._preview(request, object_id)
            if page is not None:
                return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self,
        request: HttpRequest,
        obj: Policy,
        form: "ModelForm[Any]",
        change: bool,
    ) -> None:
        """Save it, and let what is still to be told follow it."""
        set_policy(obj, now=timezone.now())

    def _preview(
        self, request: HttpRequest, object_id: str | None
    ) -> TemplateResponse | None:
        """What the posted form would change, or None where it cannot be saved."""
        held = self.get_object(request, object_id) if object_id else None
        may_save = (
            self.has_change_permission(request, held)
            if object_id
            else self.has_add_permission(request)
        )
        if not may_save or (object_id and held is None):
            return None
        form = self.get_form(request, held, change=held is not None)(
            request.POST, instance=held
        )
        if not isinstance(form, PolicyForm) or not form.is_valid():
            return None
        given = [
            (name, value)
            for name in request.POST
            if name != "csrfmiddlewaretoken" and name not in _BUTTONS
            for value in request.POST.getlist(name)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "What this policy changes",
            "settings": form.changes(),
            "preview": preview_policy(form.save(commit=False), timezone.now()),
            "given": given,
            "back": reverse("admin:reminders_policy_changelist"),
        }
        return TemplateResponse(request, "reminders/policy_preview.html", context)
