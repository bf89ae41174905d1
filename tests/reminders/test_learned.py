"""What letters say about learning: that something waits, never what was answered."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.learning import planning
from onboarding.learning.models import LearningPlan
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from onboarding.lib.dates import instant
from onboarding.reminders.passes import prepare
from onboarding.reminders.waiting import waiting_for, waiting_for_residents
from onboarding.residents.models import Resident
from tests import factories
from tests.factories import NOW
from tests.learning import scenes
from tests.reminders.scenes import at, make_due_item, outbox, pass_at, standing

pytestmark = pytest.mark.django_db
# A cohort that starts on July 1 is asked again by this day.
MONTH_6 = date(2027, 12, 28)


@pytest.fixture
def faculty(cohort):
    """The faculty mentor of the resident."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def enrolled(cohort, faculty):
    """A resident with a plan, whose pack asks questions."""
    scenes.load_small()
    return scenes.make_enrolled(cohort, faculty_mentor=faculty)


def days_before(days, *, due_on=MONTH_6):
    return instant(due_on - timedelta(days=days), 9, "America/New_York")


def told(resident, now=NOW):
    """The lines for that resident, each with its address."""
    people = standing(Resident.objects.get(pk=resident.pk), now=now)
    found = waiting_for_residents(people, now).get(resident.pk, [])
    return {line.text: line.path for line in found if "date" not in line.text}


def said(user, now=NOW):
    return [line.text for one in waiting_for(user, now) for line in one.lines]


def choose_all(resident, *, send=True):
    plan = LearningPlan.objects.get(assessment__resident=resident)
    for proposal in plan.proposals.all():
        planning.choose(proposal, Decision(Choice.TAKEN), by=resident.user, now=NOW)
    if send:
        planning.send(plan, by=resident.user, now=NOW)
    return plan


# -- Residents -------------------------------------------------------------------------


def test_first_questions_are_told_by_their_item_alone(enrolled):
    assert told(enrolled, days_before(1, due_on=date(2027, 6, 19))) == {}

    enrolled.items.filter(slug="pn-do-baseline").delete()

    assert told(enrolled, days_before(1, due_on=date(2027, 6, 19))) == {
        "The questions at arrival are open, by June 19. Only you see your answers.": (
            "/learning/questions/arrival/"
        )
    }


def test_later_questions_are_told_from_two_weeks_before_their_day(enrolled):
    scenes.answer_all(enrolled)

    assert told(enrolled, days_before(15)) == {}
    assert told(enrolled, days_before(14)) == {
        "The questions at 6 months are open, by December 28. Only you see your "
        "answers.": "/learning/questions/month_6/"
    }
    assert [*told(enrolled, days_before(-1))] == [
        "The questions at 6 months are still open. Only you see your answers."
    ]


def test_resident_hears_of_suggestions_until_they_are_sent(enrolled):
    scenes.answer_all(enrolled, na_05="0")
    plan = choose_all(enrolled, send=False)
    assert told(enrolled) == {
        "Suggestions for your learning plan wait for your word.": (
            "/learning/plan/arrival/"
        )
    }

    planning.send(plan, by=enrolled.user, now=NOW)

    assert told(enrolled) == {}


def test_resident_hears_what_the_mentor_says(enrolled, faculty):
    scenes.answer_all(enrolled, na_05="0")
    plan = choose_all(enrolled)

    planning.send_back(plan, by=faculty, note="Take it later.")
    assert [*told(enrolled)] == [
        "Your mentor sent your learning plan back with a word."
    ]

    planning.send(plan, by=enrolled.user, now=NOW)
    planning.agree(plan, by=faculty, now=NOW)
    assert [*told(enrolled, NOW + timedelta(days=6))] == [
        "Your mentor agreed to your learning plan."
    ]
    assert told(enrolled, NOW + timedelta(days=8)) == {}


def test_line_of_learning_is_in_the_letter_that_leaves(enrolled):
    scenes.answer_all(enrolled, na_05="0")
    enrolled.items.update(notice_at=None)
    make_due_item(enrolled, "sign-contract")
    prepare(at(4))

    pass_at(at(4, 9))

    (letter,) = outbox()
    assert letter.to == [enrolled.user.email]
    assert "Suggestions for your learning plan wait for your word." in letter.body
    assert "Speak up" not in letter.body


def test_lines_take_the_same_queries_for_one_and_for_thirty(enrolled, cohort, faculty):
    now = days_before(5)
    people = standing(enrolled, now=now)
    with CaptureQueriesContext(connection) as one:
        waiting_for_residents(people, now)
    others = scenes.make_many_enrolled(29, cohort, faculty_mentor=faculty)
    people = standing(enrolled, *others, now=now)

    with CaptureQueriesContext(connection) as many:
        found = waiting_for_residents(people, now)

    assert len([pk for pk in people if len(found[pk]) > 0]) == 30
    assert len(many) == len(one)


# -- Staff -----------------------------------------------------------------------------


def test_mentor_hears_of_plans_until_they_agree(enrolled, faculty, coordinator):
    scenes.answer_all(enrolled, na_05="0")
    plan = choose_all(enrolled)

    line = "Aoife O'Brien: a learning plan waits for your word"
    assert line in said(faculty)
    assert line not in said(coordinator)
    planning.agree(plan, by=faculty, now=NOW)
    assert line not in said(faculty)


def test_many_plans_are_summed_up_in_as_many_queries(enrolled, cohort, faculty):
    scenes.answer_all(enrolled, na_05="0")
    first = choose_all(enrolled).assessment
    with CaptureQueriesContext(connection) as one:
        said(faculty)
    others = [
        factories.make_resident(cohort, faculty_mentor=faculty) for _ in range(11)
    ]
    scenes.answer_alike(first, others)
    LearningPlan.objects.bulk_create(
        LearningPlan(
            assessment=other.needs_assessments.get(),
            state="sent",
            made_at=NOW,
            sent_at=NOW,
        )
        for other in others
    )

    with CaptureQueriesContext(connection) as many:
        lines = said(faculty)

    assert lines.count("Aoife O'Brien: a learning plan waits for your word") == 10
    assert "2 more learning plans wait" in lines
    assert len(many) == len(one)


def test_who_leads_hears_how_many_have_not_answered(
    enrolled, cohort, coordinator, faculty, stranger
):
    director = factories.make_staff(cohort.program, "program_director")
    other = scenes.make_enrolled(cohort)
    scenes.answer_all(enrolled)
    due = date(2027, 6, 19)
    line = f"{cohort}: 1 of 2 have not answered the questions at arrival, due June 19"

    heard = {
        user: line in said(user, days_before(3, due_on=due))
        for user in (director, coordinator, faculty, stranger, other.user)
    }

    assert [user for user, is_told in heard.items() if is_told] == [director]
    assert line not in said(director, days_before(15, due_on=due))
    assert line not in said(director, days_before(-29, due_on=due))
    scenes.answer_all(other)
    assert line not in said(director, days_before(3, due_on=due))


def test_weekly_letter_has_the_plan_that_waits(enrolled, faculty):
    scenes.answer_all(enrolled, na_05="0")
    choose_all(enrolled)
    prepare(at(4, zone="America/New_York"))

    pass_at(at(10, zone="America/New_York"))

    (letter,) = [each for each in outbox() if each.to == [faculty.email]]
    assert "Aoife O'Brien: a learning plan waits for your word" in letter.body
    assert "/learning/mentor/" in letter.body
