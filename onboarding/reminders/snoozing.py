"""Putting an item off: not before a day, and then on that day."""

from datetime import date, datetime, timedelta

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.checklists.words import ACTIONABLE, Actor, Deadline
from onboarding.lib.dates import ONE_DAY, instant
from onboarding.reminders.models import Reminder, Snooze
from onboarding.reminders.policies import WishRefusedError

LONGEST_SNOOZE = timedelta(days=14)


def days_to_choose(item: Item, today: date) -> list[tuple[date, str]]:
    """The days to which `item` may be put off on `today`, with their names."""
    monday = today + timedelta(days=7 - today.weekday())
    week = today + timedelta(days=7)
    offered = {today + ONE_DAY: "Tomorrow", week: "In a week", monday: "Next Monday"}
    last = last_day(item, today)
    return sorted((day, name) for day, name in offered.items() if day <= last)


def last_day(item: Item, today: date) -> date:
    """The last day to which `item` may be put off; before tomorrow: it may not be.

    A deadline of law can be put off up to its day, and not any more once it is over.
    """
    last = today + LONGEST_SNOOZE
    if item.definition.deadline == Deadline.LEGAL and item.due_on is not None:
        return min(last, item.due_on)
    return last


def snooze(item: Item, until_on: date, *, by: User, now: datetime) -> None:
    """Say nothing of `item` before `until_on`, and say it on that day.

    Raises WishRefusedError where it cannot wait for so long.
    """
    facts = facts_of(item.resident)
    today = facts.today(now)
    if item.state not in ACTIONABLE or item.due_on is None:
        raise WishRefusedError("Nobody is reminded of this item now.")
    if item.definition.owner != Actor.RESIDENT:
        raise WishRefusedError("This item is not yours to do.")
    if until_on <= today:
        raise WishRefusedError("Choose a day from tomorrow on.")
    if until_on > last_day(item, today):
        raise WishRefusedError(
            "Its deadline is set by law, so it cannot wait until then."
            if until_on <= today + LONGEST_SNOOZE
            else "An item can wait for 14 days at most."
        )
    with transaction.atomic():
        Snooze.objects.update_or_create(
            item=item, defaults={"until_on": until_on, "set_by": by, "set_at": now}
        )
        Item.objects.filter(pk=item.pk, notice_at__isnull=False).update(
            notice_at=instant(until_on, NOTICE_HOUR, facts.zone_on(until_on))
        )
        Reminder.objects.filter(item=item, state=Reminder.State.PLANNED).update(
            state=Reminder.State.CANCELLED
        )


def wake(item: Item, *, now: datetime) -> None:
    """Take a snooze back: reminders look at `item` again at once."""
    with transaction.atomic():
        if Snooze.objects.filter(item=item).delete()[0]:
            Item.objects.filter(pk=item.pk, notice_at__isnull=False).update(
                notice_at=now
            )
