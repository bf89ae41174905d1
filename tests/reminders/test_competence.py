"""What letters say about competence: who owes a view, reads a packet, hears news."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.milestones import actions, committees
from onboarding.milestones.committees import Call, Verdict
from onboarding.reminders.waiting import waiting_for, waiting_for_residents
from tests import factories
from tests.factories import NOW, TODAY
from tests.reminders.scenes import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def faculty(resident):
    """The resident's faculty mentor, where there is something to rate by."""
    factories.make_framework()
    resident.faculty_mentor = factories.make_staff(resident.cohort.program, "faculty")
    resident.save()
    return resident.faculty_mentor


def _ask(resident, of, by):
    due_on = TODAY + timedelta(days=9)
    return actions.ask(
        resident, of=of, occasion="month_6", due_on=due_on, by=by, now=NOW
    )


def _said(user):
    return [line.text for one in waiting_for(user, NOW) for line in one.lines]


def test_letter_of_faculty_names_the_view_they_owe(resident, faculty):
    _ask(resident, faculty, faculty)

    assert _said(faculty) == ["Aoife O'Brien: your view at 6 months, by May 13"]


def test_letter_counts_views_that_were_begun(resident, faculty):
    factories.make_assessment(resident, assessor=faculty, submitted_at=None, levels={})

    assert _said(faculty) == ["1 view begun and not given"]


def test_resident_hears_that_their_own_view_is_asked_for(resident, faculty):
    _ask(resident, resident.user, faculty)

    (line,) = waiting_for_residents(standing(resident, now=NOW), NOW)[resident.pk]

    assert line.text == (
        "Your program asks how you see yourself at 6 months, by May 13."
    )
    assert _said(resident.user) == []


def test_committee_is_prepared_confirmed_and_then_told(resident, faculty):
    director = factories.make_staff(resident.cohort.program, "program_director")
    call = Call("month_6", TODAY + timedelta(days=3), 1, [faculty])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)
    assert "committee on May 7, the packet is there to read" in _said(faculty)[0]

    committees.note_who_is_there(meeting, meeting.members.values_list("pk", flat=True))
    review = meeting.reviews.get()
    committees.decide(review, Verdict("on_track", "Steady."), by=faculty, now=NOW)
    assert _said(director) == ["1 decision waits for you"]
    assert waiting_for_residents(standing(resident, now=NOW), NOW) == {}

    committees.confirm(review, by=director, now=NOW)
    (line,) = waiting_for_residents(standing(resident, now=NOW), NOW)[resident.pk]
    assert "has looked at your year" in line.text
    assert "Steady" not in line.text
    later = NOW + timedelta(days=8)
    assert waiting_for_residents(standing(resident, now=later), later) == {}


def test_lines_for_residents_take_the_same_queries_for_one_and_for_thirty(
    resident, faculty
):
    _ask(resident, resident.user, faculty)
    people = standing(resident, now=NOW)
    with CaptureQueriesContext(connection) as one:
        waiting_for_residents(people, NOW)
    others = [factories.make_resident(resident.cohort) for _ in range(29)]
    for other in others:
        _ask(other, other.user, faculty)

    people = standing(resident, *others, now=NOW)
    with CaptureQueriesContext(connection) as many:
        found = waiting_for_residents(people, NOW)

    assert len(found) == 30
    assert len(many) == len(one)
