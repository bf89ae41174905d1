"""Changed facts stand in the history, before what followed from them."""

from datetime import date

import pytest

from onboarding.checklists.enrollment import (
    enroll,
    preview_key_dates,
    set_cohort_dates,
    set_facts,
    set_key_dates,
)
from onboarding.checklists.models import Event
from tests.factories import NOW, make_definition, make_resident

pytestmark = pytest.mark.django_db

JUNE = date(2027, 6, 10)


@pytest.fixture
def enrolled(resident):
    """The resident with a plan of one item that counts from their arrival."""
    make_definition(rules={"due": {"anchor": "arrival_in_us"}}, deadline="legal")
    enroll([resident], by=None, now=NOW)
    return resident


def told():
    rows = Event.objects.order_by("resident", "sequence")
    return [(e.kind, e.details) for e in rows if e.kind != "enrolled"]


def test_date_stands_in_the_history_before_what_it_moved(enrolled):
    set_key_dates(enrolled, {"arrival_in_us": JUNE}, by=enrolled.user, now=NOW)
    set_key_dates(enrolled, {"arrival_in_us": None}, by=enrolled.user, now=NOW)

    kinds = [kind for kind, _ in told()]
    assert kinds == ["date_set", "replanned", "date_cleared", "replanned"]
    assert told()[0][1] == {"anchor": "arrival_in_us", "to": "2027-06-10"}
    assert Event.objects.get(kind="date_set").by == enrolled.user


def test_looking_ahead_tells_the_history_nothing(enrolled):
    preview_key_dates(enrolled, {"arrival_in_us": JUNE}, now=NOW)

    assert told() == []


def test_category_and_answers_stand_in_the_history(enrolled):
    set_facts(enrolled, by=None, now=NOW, category="lpr", switches={"has_ssn": True})
    set_facts(enrolled, by=None, now=NOW, category="lpr", switches={"has_ssn": None})

    assert told() == [
        ("switch_changed", {"switch": "has_ssn", "to": True}),
        ("category_changed", {"from": "j1", "to": "lpr"}),
        ("switch_changed", {"switch": "has_ssn", "to": None}),
    ]


def test_date_of_a_cohort_stands_in_the_history_of_everybody(enrolled):
    other = make_resident(enrolled.cohort)
    enroll([other], by=None, now=NOW)
    days = {"orientation_start": date(2027, 6, 21)}

    set_cohort_dates(enrolled.cohort, days, by=None, now=NOW)

    details = {"anchor": "orientation_start", "to": "2027-06-21", "cohort": True}
    assert told() == [("date_set", details), ("date_set", details)]
