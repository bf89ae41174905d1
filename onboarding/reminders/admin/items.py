"""What reminders add to the list of items: asking residents now."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.admin.items import ItemAdmin
from onboarding.checklists.models import Item
from onboarding.lib.admin import counted
from onboarding.reminders.asking import remind_now
from onboarding.residents.models import Resident

admin.site.unregister(Item)


@admin.register(Item)
class RemindingItemAdmin(ItemAdmin):
    """Items, as checklists has them, with one more thing to do."""

    actions = (*ItemAdmin.actions, "remind_now")

    def has_remind_permission(self, request: AuthenticatedHttpRequest) -> bool:
        """Whether the action is offered: to those who manage residents."""
        return (
            Resident.objects.managed_by(request.user).visible_to(request.user).exists()
        )  # type: ignore[arg-type]

    @admin.action(description="Remind now", permissions=["remind"])
    def remind_now(
        self, request: AuthenticatedHttpRequest, items: QuerySet[Item]
    ) -> None:
        """Put the chosen items into the next letters, and say how many."""
        managed = Resident.objects.managed_by(request.user).values("pk")
        chosen = list(items.values_list("pk", flat=True))
        ours = items.filter(resident__in=managed).values_list("pk", flat=True)
        count = remind_now(list(ours), by=request.user, now=timezone.now())
        if count:
            said = f"{counted(count, 'item', 'items')} will be in the next letter."
            self.message_user(request, said)
        if left := len(chosen) - count:
            self.message_user(
                request,
                f"{counted(left, 'item was', 'items were')} left alone: they are in "
                "the next letter already, or their resident can do nothing about them "
                "now.",
                messages.WARNING,
            )
