"""Letters in the admin: to whom, when, what it said, and why one did not leave."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.lib.access import Act
from onboarding.lib.admin import ScopedAdmin, ScopedInline, ScopedRelatedFilter, counted
from onboarding.reminders.actions import send_again
from onboarding.reminders.models import Letter, Reminder
from onboarding.residents import access


class ReminderInline(ScopedInline):
    """What a letter tells, and what was left out of it."""

    model = Reminder
    access = access.HISTORY
    scope = "resident__cohort__program"
    fields = ("item", "due_on", "stage_shown", "state")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        """With the titles."""
        rows: QuerySet[Reminder] = super().get_queryset(request)
        return rows.select_related("item__definition", "event")

    @admin.display(description="why")
    def stage_shown(self, row: Reminder) -> str:
        """`7 days before`, `on the day`; or what happened, or is asked."""
        if row.stage is None:
            return str(row)
        if not row.stage:
            return "on the day"
        side = "before" if row.stage < 0 else "after"
        return f"{counted(abs(row.stage), 'day', 'days')} {side}"


@admin.register(Letter)
class LetterAdmin(ScopedAdmin):
    """Letters: to be read, and to be sent again where one failed."""

    purpose = "What was sent to whom, what is held, and what failed."
    access = access.HISTORY
    scope = "resident__cohort__program"
    list_display = ("to_whom", "kind", "local_day", "state", "problem", "sent_at")
    list_filter = ("state", "kind", ("resident__cohort", ScopedRelatedFilter))
    list_select_related = ("recipient", "resident")
    search_fields = (
        "recipient__email",
        "resident__given_name",
        "resident__family_name",
    )
    search_help_text = "Search by name or e-mail."
    fields = (
        "to_whom",
        "kind",
        "local_day",
        "state",
        "problem",
        ("send_after", "send_before"),
        ("attempts", "sent_at"),
        "subject",
        "text",
    )
    inlines = (ReminderInline,)
    actions = ("send_again",)

    @admin.display(description="to", ordering="recipient__email")
    def to_whom(self, row: Letter) -> str:
        """The resident, or the account where there is none."""
        return str(row.resident or row.recipient)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether the action is offered: to whoever sees letters at all."""
        return self.may(request, Act.VIEW)

    @admin.action(description="Send again (failed letters)", permissions=["send"])
    def send_again(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Plan failed letters once more, and say how many there were."""
        chosen = list(letters.values_list("pk", flat=True))
        count = send_again(chosen, timezone.now())
        if count:
            said = f"{counted(count, 'letter', 'letters')} will be sent again."
            self.message_user(request, said)
        if left := len(chosen) - count:
            self.message_user(
                request,
                f"{counted(left, 'letter was', 'letters were')} left alone: only "
                "failed letters can be sent again, and not invitations that have "
                "expired or been used.",
                messages.WARNING,
            )
