"""The day that SQL computes is the day that Python computes."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db.models import F

from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Item
from onboarding.checklists.states import days_waited
from onboarding.checklists.todays import days_waited_in_sql, today_of
from onboarding.residents.models import Resident
from tests.factories import (
    make_cohort,
    make_definition,
    make_item,
    make_program,
    make_resident,
)

pytestmark = pytest.mark.django_db

HOURS = [
    datetime(2027, 5, 4, 15, tzinfo=UTC),
    datetime(2027, 6, 30, 12, tzinfo=UTC),
    datetime(2027, 7, 1, 2, tzinfo=UTC),
    datetime(2027, 7, 1, 10, 30, tzinfo=UTC),
]

# Whole days, and a minute less and more.
_AGO = [(0, 1), (3, 0), (3, -1 / 60), (3, 1 / 60), (40, 0)]


@pytest.fixture
def people(db):
    """Residents in many places: with and without an arrival, a home, a start."""
    ohio = make_cohort(make_program())
    honolulu = make_cohort(make_program(time_zone="Pacific/Honolulu"))
    for cohort in (ohio, honolulu):
        for zone in ("", "Asia/Karachi", "Pacific/Kiritimati", "America/New_York"):
            make_resident(cohort, time_zone=zone)
            make_resident(
                cohort, time_zone=zone, dates={"arrival_in_us": date(2027, 6, 30)}
            )
            make_resident(
                cohort, time_zone=zone, dates={"program_start": date(2027, 8, 2)}
            )


@pytest.mark.parametrize("now", HOURS)
def test_today_of_residents_equals_that_of_their_facts(people, now):
    found = dict(
        Resident.objects.annotate(_today=today_of(now)).values_list("pk", "_today")
    )

    facts = facts_for(Resident.objects.select_related("cohort__program"))
    assert found == {pk: known.today(now) for pk, known in facts.items()}


@pytest.mark.parametrize("now", HOURS)
def test_today_of_items_is_that_of_their_resident(people, now):
    definition = make_definition()
    for resident in Resident.objects.all():
        make_item(resident, definition=definition)

    found = Item.objects.annotate(_today=today_of(now, "resident"))

    facts = facts_for(Resident.objects.select_related("cohort__program"))
    assert all(item._today == facts[item.resident_id].today(now) for item in found)


def test_today_without_anybody_is_no_error(db):
    now = HOURS[0]

    assert list(Resident.objects.annotate(_today=today_of(now))) == []


@pytest.mark.parametrize("now", HOURS)
def test_days_waited_are_those_that_python_counts(people, now):
    day = now.date()
    definition = make_definition()
    moments = [None, *(now - timedelta(days=n, hours=h) for n, h in _AGO)]
    days = [None, day - timedelta(days=9), day, day + timedelta(days=20)]
    resident = Resident.objects.filter(time_zone="Asia/Karachi").first()
    for number, (since, due_on, opens) in enumerate(product(moments, days, days), 1):
        make_item(
            resident,
            definition=definition,
            occurrence=number,
            waits_since=since,
            due_on=due_on,
            not_before_on=opens,
            waiting_for="" if due_on else "arrival_in_us",
            state="submitted" if number % 3 == 0 else "open",
        )

    rows = Item.objects.annotate(_today=today_of(now, "resident"))
    found = rows.annotate(_days=days_waited_in_sql(F("_today"), now))

    assert [item._days for item in found] == [
        days_waited(item, item._today, now) for item in found
    ]
