"""What stands in the way of letters: addresses, and the mail server."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.lib.access import Act
from onboarding.lib.admin import ScopedAdmin, counted
from onboarding.reminders.addresses import trust_again
from onboarding.reminders.models import BadAddress, MailServer
from onboarding.residents import access


@admin.register(BadAddress)
class BadAddressAdmin(ScopedAdmin):
    """Addresses from which letters came back: to be asked for, and trusted again."""

    purpose = "Mail came back from these. Ask the person for another one."
    access = access.HISTORY
    # What coordinators see is what `visible_to` gives: an address has no program.
    scope = ""
    list_display = ("address", "user", "kind", "words", "last_at", "suspended_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("address", "user__name")
    fields = (
        "address",
        "user",
        "kind",
        "words",
        ("first_at", "last_at", "days"),
        "suspended_at",
    )
    actions = ("write_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether the action is offered: to whoever sees addresses at all."""
        return self.may(request, Act.VIEW)

    @admin.action(description="Write to them again", permissions=["send"])
    def write_again(
        self, request: HttpRequest, addresses: QuerySet[BadAddress]
    ) -> None:
        """Lift the suspension, and send what was held."""
        chosen = list(addresses.select_related("user"))
        letters = sum(trust_again(bad, timezone.now()) for bad in chosen)
        self.message_user(
            request,
            f"{counted(len(chosen), 'address', 'addresses')} will get letters again; "
            f"{counted(letters, 'held letter', 'held letters')} will be sent.",
            messages.SUCCESS,
        )


@admin.register(MailServer)
class MailServerAdmin(ScopedAdmin):
    """Mail servers: whether they are up. Superusers only; kept by the workers."""

    purpose = "Whether the servers that take our letters are up."
    list_display = ("host", "down_since", "retry_at", "failures", "problem")
    fields = (
        "host",
        ("down_since", "retry_at", "failures"),
        "problem",
        ("minute", "used"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: workers make the row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody: workers keep the row."""
        return False
