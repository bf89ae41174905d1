"""People with items that reminders look at, and what left for them."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.core import mail
from django.db import connection

from onboarding.checklists.facts import facts_for
from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.lib.dates import instant
from onboarding.reminders.calendars import Standing
from onboarding.reminders.passes import run_pass
from tests import factories

KARACHI = "Asia/Karachi"
DUE = date(2027, 5, 11)


def at(day, hour=8, minute=0, zone=KARACHI):
    """The moment when clocks in `zone` show that hour on that day of May 2027."""
    start = instant(date(2027, 5, 1), hour, zone)
    return start + timedelta(days=day - 1, minutes=minute)


def make_due_item(resident, slug=None, *, due_on=DUE, zone=KARACHI, **fields):
    """An item as the date engine leaves it: to be noticed 14 days before it is due."""
    notice = instant(due_on - timedelta(days=14), NOTICE_HOUR, zone)
    return factories.make_item(
        resident, slug, due_on=due_on, **({"notice_at": notice} | fields)
    )


def standing(*residents, now):
    """Where each of `residents` stands at `now`, by key, as their letters know it."""
    facts = facts_for(residents)
    return {pk: Standing(one.dates, one.today(now)) for pk, one in facts.items()}


def pass_at(now):
    """A whole pass at `now`, with that moment as the clock of every letter."""
    return run_pass(now, clock=lambda: now)


@contextmanager
def counted_queries():
    """The statements sent meanwhile, without those that only begin and end work."""
    queries = []

    def note(execute, sql, *args):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            queries.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield queries


def outbox():
    """The messages that left, oldest first."""
    return mail.outbox
