"""Mentors agree; those who lead see counts of five or more; strangers see nothing."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onboarding.checklists.models import Agreement, Item
from onboarding.learning import planning
from onboarding.learning.effect import COLUMNS, FEWEST, effect_of, rows_of
from onboarding.learning.models import (
    LearningPlan,
    NeedsAssessment,
    Usefulness,
)
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW
from tests.learning import scenes

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=230)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def send_plan(resident):
    """The plan of `resident`, everything taken, with the mentor."""
    scenes.answer_all(resident, na_05="0")
    plan = LearningPlan.objects.get(assessment__resident=resident)
    for proposal in plan.proposals.all():
        planning.choose(proposal, Decision(Choice.TAKEN), by=resident.user, now=NOW)
    planning.send(plan, by=resident.user, now=NOW)
    return plan


def test_mentor_agrees_and_the_line_joins_the_plan(enrolled, faculty):
    plan = send_plan(enrolled)
    mentor = browser(faculty)
    assert "1 plan waits for your word" in text(mentor.get("/learning/mentor/"))
    assert "Speak up to a senior" in text(mentor.get(f"/learning/mentor/{plan.pk}/"))

    page = text(
        mentor.post(
            f"/learning/mentor/{plan.pk}/agree/", {"note": "Well chosen."}, follow=True
        )
    )

    assert "You agreed: 1 line of Aoife’s plan changed." in page
    assert Agreement.objects.count() == 1
    assert "Well chosen." in text(browser(enrolled.user).get("/learning/plan/arrival/"))


def test_mentor_sends_back_only_with_a_word(enrolled, faculty):
    plan = send_plan(enrolled)
    mentor = browser(faculty)

    page = text(mentor.post(f"/learning/mentor/{plan.pk}/send-back/", {"note": ""}))
    assert "Write what you would change" in page
    mentor.post(f"/learning/mentor/{plan.pk}/send-back/", {"note": "Later, please."})

    plan.refresh_from_db()
    assert (plan.state, plan.note) == ("draft", "Later, please.")


def test_plan_is_404_for_everybody_but_its_mentor(
    enrolled, coordinator, director, stranger
):
    plan = send_plan(enrolled)

    for user in (coordinator, director, stranger, enrolled.user):
        assert browser(user).get(f"/learning/mentor/{plan.pk}/").status_code == 404
        answer = browser(user).post(f"/learning/mentor/{plan.pk}/agree/")
        assert answer.status_code == 404


def test_list_of_the_mentor_needs_as_many_queries_for_thirty(enrolled, cohort, faculty):
    send_plan(enrolled)
    mentor = browser(faculty)
    with CaptureQueriesContext(connection) as one:
        mentor.get("/learning/mentor/")
    first = LearningPlan.objects.get()
    for _ in range(29):
        other = factories.make_resident(cohort, faculty_mentor=faculty)
        assessment = first.assessment
        assessment.pk, assessment.resident = None, other
        assessment.save(force_insert=True)
        LearningPlan.objects.create(
            assessment=assessment, state="sent", made_at=NOW, sent_at=NOW
        )

    with CaptureQueriesContext(connection) as thirty:
        page = text(mentor.get("/learning/mentor/"))

    assert "30 plans wait for your word" in page
    assert len(thirty) == len(one)


# -- Effect ----------------------------------------------------------------------------


@pytest.fixture
def seven(edition, cohort, faculty):
    """Seven residents: all answered at arrival, five again, one activity judged."""
    people = scenes.make_many_enrolled(7, cohort, faculty_mentor=faculty)
    scenes.answer_all(people[-1], na_05="0", na_13="a", na_25="a")
    arrival = scenes.answer_all(people[0], na_05="0", na_13="a", na_25="c")
    scenes.answer_alike(arrival, people[1:-1])
    later = scenes.answer_all(people[0], occasion="month_6", now=LATER, na_13="a")
    scenes.answer_alike(later, people[1:FEWEST])
    for person in people[: FEWEST - 1]:
        judge(person, "pn-do-baseline", "yes")
    return people


def judge(person, slug, verdict):
    item = Item.objects.get(resident=person, slug=slug, occurrence=1)
    Usefulness.objects.create(item=item, verdict=verdict, at=NOW)


def test_effect_compares_the_same_people(seven, cohort):
    found = effect_of(cohort)

    assert [(each.people, each.told) for each in found.answered] == [
        (7, 5), (5, 5), (0, 0),
    ]  # fmt: skip
    change = found.changes[0]
    assert (change.people, change.before, change.after) == (5, 2.0, 1.0)
    team = next(s for s in found.subjects if s.title.startswith("Working as a team"))
    assert team.focus == {
        "arrival": "80% or more",
        "month_6": "20% or less",
        "month_12": "",
    }


def test_effect_of_few_people_is_left_out(seven, cohort):
    few = [person.pk for person in seven[FEWEST - 1 :]]
    NeedsAssessment.objects.filter(resident__in=few).delete()

    found = effect_of(cohort)

    assert {each.told for each in found.answered} == {0}
    assert (found.subjects, found.changes, found.judged) == ([], [], [])
    assert rows_of(cohort) == []


def test_activity_is_shown_from_five_people_on(seven, cohort):
    assert (effect_of(cohort).judged, effect_of(cohort).unjudged) == ([], 1)

    judge(seven[-1], "pn-do-baseline", "no")

    (judged,) = effect_of(cohort).judged
    assert (judged.title, judged.row) == ("Baseline questionnaire", [4, 0, 1])


def test_rows_tie_nothing_to_a_person(seven, cohort, director):
    answer = browser(director).get(f"/learning/effect/rows.csv?cohort={cohort.slug}")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert set(rows[0]) == {"competency", "title", "occasion", "need"}
    needs = [row["need"] for row in rows if row["competency"] == "sud-treat"]
    assert needs == ["focus", "ready", "ready", "ready", "ready"]
    # At six months all five are ready: that is said of nobody.
    assert {row["occasion"] for row in rows} == {"arrival"}
    # No order tells whose row comes after whose.
    assert [list(row.values()) for row in rows] == sorted(
        list(row.values()) for row in rows
    )
    told = answer.content.decode()
    assert not [p for p in seven if p.user.email in told or p.family_name in told]


def test_occasion_of_few_people_is_not_in_the_rows(seven, cohort):
    scenes.answer_all(
        seven[0], occasion="month_12", now=NOW + timedelta(days=420), na_13="a"
    )

    assert "month_12" not in {row[2] for row in rows_of(cohort)}


def told_in(cohort):
    """All that whoever leads the program can see or take along."""
    found = effect_of(cohort)
    return found.subjects, found.changes, found.judged, rows_of(cohort)


def test_nobody_is_found_by_looking_before_and_after_they_answer(edition, cohort):
    people = scenes.make_many_enrolled(11, cohort)
    able = scenes.answer_all(people[0], na_25="a")
    unsure = scenes.answer_all(people[1], na_05="0", na_13="a")
    seen = []

    for number, person in enumerate(people[2:], start=2):
        scenes.answer_alike(unsure if number % 3 else able, [person])
        seen.append(told_in(cohort))
        judge(person, "pn-do-baseline", "no" if number % 2 else "yes")

    # From the fifth on, and again from the tenth on.
    few, five, ten = seen[:2], seen[2:7], seen[7:]
    assert [told[:2] + told[3:] for told in few] == [([], [], [])] * 2
    for same in (five, ten):
        assert all(told[:2] + told[3:] == same[0][:2] + same[0][3:] for told in same)
    assert five[0] != ten[0]
    # Verdicts too: up to nine have judged, and five are told of.
    assert {sum(told[2][0].row) for told in seen[5:]} == {FEWEST}


def test_nobody_is_found_by_noting_that_they_have_left(seven, cohort):
    for person in seven[:FEWEST]:
        judge(person, "pn-read-local-rules", "yes")
    before = told_in(cohort)

    for person in seven:
        person.withdrawn_at = NOW
        person.save()

        assert told_in(cohort) == before


def test_row_of_somebody_known_leads_to_no_other_of_theirs(edition, cohort):
    people = scenes.make_many_enrolled(FEWEST + 1, cohort)
    # The mentor knows from a learning plan that this one needs it at arrival.
    scenes.answer_all(people[0], na_25="a")
    others = scenes.answer_all(people[1])
    scenes.answer_alike(others, people[2:])
    scenes.answer_all(people[0], occasion="month_6", now=LATER, na_25="a", na_13="a")
    later = scenes.answer_all(people[1], occasion="month_6", now=LATER)
    scenes.answer_alike(later, people[2:])

    for row in rows_of(cohort):
        assert len(row) == len(COLUMNS)
        assert sum(cell in {"focus", "review", "ready"} for cell in row) == 1


def test_effect_is_for_those_who_lead_the_program(
    seven, cohort, director, coordinator, faculty, stranger
):
    page = text(browser(director).get("/learning/effect/"))

    assert "of the 5 residents who answered both times" in page
    assert "fewer than 5" in page
    gme = factories.make_staff(cohort.program, "gme_office")
    assert browser(gme).get("/learning/effect/").status_code == 200
    for user in (coordinator, faculty, stranger, seven[0].user):
        for path in ("/learning/effect/", "/learning/effect/rows.csv"):
            assert browser(user).get(path).status_code == 404
    other = browser(director).get("/learning/effect/?cohort=fm-lakeside/2027")
    assert other.status_code == 404


def test_effect_and_levels_of_the_cohort_lead_to_each_other(edition, cohort, director):
    levels = f"/cohorts/{cohort.pk}/progress/"
    effect = f"/learning/effect/?cohort={cohort.slug}"
    leader = browser(director)

    assert f'href="{levels}"' in text(leader.get(effect))
    assert f'href="{effect}"' in text(leader.get(levels))
    assert leader.get(levels).status_code == leader.get(effect).status_code == 200
    assert f'href="{effect}"' in text(leader.get("/owed/"))
    # The GME office sees the effect; levels are the director's.
    office = browser(factories.make_staff(cohort.program, "gme_office"))
    assert levels not in text(office.get(effect))


def test_effect_needs_as_many_queries_for_more_people(seven, cohort, director):
    leader = browser(director)
    with CaptureQueriesContext(connection) as many:
        leader.get("/learning/effect/")
    seven[0].needs_assessments.all().delete()
    with CaptureQueriesContext(connection) as fewer:
        leader.get("/learning/effect/")

    assert len(many) == len(fewer)
