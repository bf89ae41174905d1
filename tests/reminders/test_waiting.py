"""What waits for staff: the lists from which their weekly letter is made."""

from datetime import date

import pytest

from onboarding.checklists import actions, asking
from onboarding.reminders.waiting import waiting_for
from tests import factories
from tests.reminders.scenes import at, counted_queries

pytestmark = pytest.mark.django_db


def _send_in(resident, verifier="coordinator"):
    definition = factories.make_definition(f"paper-{resident.pk}", verifier=verifier)
    item = factories.make_item(resident, definition=definition)
    actions.complete(item, by=resident.user, now=at(3))


def _said(user):
    return {
        one.heading: [line.text for line in one.lines]
        for one in waiting_for(user, at(4))
    }


def test_nothing_waits_for_somebody_without_anything(coordinator, stranger):
    assert _said(coordinator) == {}
    assert _said(stranger) == {}


def test_what_was_sent_in_waits_for_its_verifier(coordinator, stranger, resident):
    _send_in(resident)

    assert _said(coordinator) == {
        "Sent in for you to check": ["Aoife O'Brien: 1 to check"]
    }
    assert _said(stranger) == {}


def test_a_question_waits_until_it_is_answered(coordinator, stranger, resident):
    item = factories.make_item(resident)
    question = asking.ask(item, by=resident.user, now=at(3), text="Which form?")
    assert _said(coordinator) == {
        "Questions to answer": ["Aoife O'Brien: 1 with a question"]
    }
    assert _said(stranger) == {}

    asking.answer(question, by=coordinator, now=at(3), text="The blue one.")

    assert _said(coordinator) == {}


def test_what_is_theirs_to_do_waits_for_a_mentor(cohort, resident):
    mentor = factories.make_staff(cohort.program, "faculty")
    resident.faculty_mentor = mentor
    resident.save()
    definition = factories.make_definition("meet-resident", owner="faculty")
    factories.make_item(resident, definition=definition)

    assert _said(mentor) == {"Yours to do": ["Aoife O'Brien: 1 yours to do"]}


def test_what_is_over_by_law_stands_first_for_whom_it_concerns(coordinator, resident):
    definition = factories.make_definition("by-law", deadline="legal")
    factories.make_item(resident, definition=definition, due_on=date(2027, 5, 1))

    assert _said(coordinator) == {
        "Past a date set by law": ["Aoife O'Brien: 1 past a date set by law"]
    }


def test_many_residents_are_summed_up_in_as_many_queries(cohort, coordinator):
    def cost():
        with counted_queries() as queries:
            lines = waiting_for(coordinator, at(4))[0].lines
        return len(queries), lines

    _send_in(factories.make_resident(cohort))
    one, _ = cost()
    for _ in range(29):
        _send_in(factories.make_resident(cohort))
    thirty, lines = cost()

    assert thirty == one
    assert lines[-1].text == "20 more residents: 20 to check"
