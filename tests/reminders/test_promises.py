"""What the ledger promises, whatever the dates, the zones and the outages."""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import accumulate

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.lib.dates import instant, zone
from onboarding.reminders.models import Reminder
from onboarding.reminders.stages import current_stage
from onboarding.residents.whereabouts import Whereabouts
from tests import factories
from tests.reminders.scenes import pass_at

ZONES = (
    "Asia/Karachi",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
    "Asia/Kathmandu",
    "America/New_York",
    "Europe/London",
)
START = date(
    2027, 3, 10
)  # the clocks of two continents change in the weeks that follow

people = st.fixed_dictionaries(
    {
        "home": st.sampled_from(ZONES),
        "arrives_in": st.none() | st.integers(-3, 25),
        "due_in": st.lists(st.integers(-20, 30), min_size=1, max_size=4),
    }
)
# Minutes between passes: a beat, a slow day, an outage of days.
gaps = st.lists(
    st.one_of(st.integers(1, 90), st.integers(90, 1500), st.integers(1500, 9000)),
    min_size=3,
    max_size=12,
)


def _settle_in(cohort, person):
    """A resident with items as the date engine leaves them, and where they are."""
    arrives = person["arrives_in"]
    moved_on = cohort.program_start
    dates = {}
    if arrives is not None:
        dates["arrival_in_us"] = moved_on = START + timedelta(days=arrives)
    resident = factories.make_resident(cohort, time_zone=person["home"], dates=dates)
    where = Whereabouts(person["home"], cohort.program.time_zone, moved_on)
    items = []
    for days in person["due_in"]:
        due_on = START + timedelta(days=days)
        first = due_on - timedelta(days=14)
        notice = instant(first, NOTICE_HOUR, where.zone_on(first))
        items.append(factories.make_item(resident, due_on=due_on, notice_at=notice))
    return resident.user.email, where, items


def _letters_of(moments):
    """(moment, address, items told) of every letter that leaves at `moments`."""
    letters = []
    for now in moments:
        before = len(mail.outbox)
        pass_at(now)
        for message in mail.outbox[before:]:
            told = [int(pk) for pk in re.findall(r"/items/(\d+)/", message.body)]
            letters.append((now, message.to[0], told))
    return letters


def _check_letters(letters, everybody):
    days = defaultdict(list)
    stages = defaultdict(list)
    for now, address, told in letters:
        where, items = everybody[address]
        today = where.today(now)
        local = now.astimezone(zone(where.zone_on(today)))
        assert 8 <= local.hour < 21, "a letter at night"
        days[address].append(today)
        for pk in told:
            stages[pk].append(current_stage(items[pk].due_on, today))
    for told_on in days.values():
        assert len(told_on) == len(set(told_on)), "two letters on one day"
    for told in stages.values():
        assert None not in told, "told before the first stage"
        assert len(told) == len(set(told)), "a stage told twice"


def _over(examples):
    """So many lives, drawn at random."""

    def decorate(test):
        drawn = given(st.lists(people, min_size=1, max_size=3), gaps)(test)
        return settings(
            max_examples=examples,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )(drawn)

    return decorate


@pytest.mark.django_db
@_over(6)
def test_ledger_keeps_its_promises_over_any_dates_zones_and_outages(
    cohort, residents, gaps
):
    _live(cohort, residents, gaps)


@pytest.mark.thorough
@pytest.mark.django_db
@_over(40)
def test_ledger_keeps_its_promises_over_many_more(cohort, residents, gaps):
    _live(cohort, residents, gaps)


def _live(cohort, residents, gaps):
    mail.outbox.clear()
    start = instant(START, 0, "UTC")
    moments = [start + timedelta(minutes=m) for m in accumulate(gaps)]
    # A last day with a pass every few hours: everybody has had their morning.
    moments += [moments[-1] + timedelta(hours=5 * hour) for hour in range(1, 7)]
    with transaction.atomic():
        settled = [_settle_in(cohort, person) for person in residents]
        everybody = {
            address: (where, {item.pk: item for item in items})
            for address, where, items in settled
        }

        letters = _letters_of(moments)

        _check_letters(letters, everybody)
        told = {pk for _, _, items in letters for pk in items}
        a_day_ago: datetime = moments[-7]
        for where, items in everybody.values():
            today = where.today(a_day_ago)
            late = {pk for pk, item in items.items() if item.due_on < today}
            assert late <= told, "something overdue was never told"
        assert sum(len(items) for _, _, items in letters) == (
            Reminder.objects.filter(state=Reminder.State.SENT).count()
        )
        transaction.set_rollback(True)
