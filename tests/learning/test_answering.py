"""Answering: resumed, in any order, finished once; what follows is stored as said."""

import pytest

from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item, Plan
from onboarding.learning import answering
from onboarding.learning.asking import asked_in
from onboarding.learning.content import content_in
from onboarding.learning.models import Answer, Gap, LearningPlan, NeedsAssessment
from tests import factories
from tests.factories import NOW
from tests.learning import scenes

pytestmark = pytest.mark.django_db


def begin(resident, occasion="arrival", now=NOW):
    return answering.start(resident, occasion, now=now)


def test_starting_twice_gives_the_same_questions(enrolled):
    assert begin(enrolled) == begin(enrolled)
    assert NeedsAssessment.objects.count() == 1


def test_another_occasion_is_not_open_yet(enrolled):
    with pytest.raises(RefusedError, match="not open now"):
        begin(enrolled, "month_6")


def test_without_a_plan_nothing_is_asked(edition, resident):
    with pytest.raises(RefusedError, match="asks no questions yet"):
        begin(resident)


def test_plan_of_an_older_edition_is_asked_the_newest_questions(cohort, edition):
    older = factories.make_edition("0", pack="us-img")
    resident = factories.make_resident(cohort)
    Plan.objects.create(resident=resident, edition=older, made_at=NOW)

    assert begin(resident).edition == edition


def test_answers_can_be_changed_until_it_is_finished(enrolled):
    assessment = begin(enrolled)

    answering.answer(assessment, "na-04", "1", now=NOW)
    answering.answer(assessment, "na-04", "3", now=NOW)
    answering.answer(assessment, "na-05", "", now=NOW)
    answering.finish(assessment, by=enrolled.user, now=NOW)

    assert not answering.answer(assessment, "na-04", "0", now=NOW)
    assert answering.given_in(assessment, enrolled.user) == {"na-04": "3", "na-05": ""}


@pytest.mark.parametrize(
    ("question", "given"), [("na-04", "9"), ("na-13", "e"), ("na-99", "1")]
)
def test_answer_that_cannot_be_given_is_refused(enrolled, question, given):
    assessment = begin(enrolled)

    with pytest.raises(RefusedError, match="Choose one of the answers"):
        answering.answer(assessment, question, given, now=NOW)

    assert not Answer.objects.exists()


def test_finishing_stores_what_follows_and_suggests(enrolled):
    assessment = scenes.answer_all(enrolled, na_05="0", na_13="a")

    gaps = {gap.subject: gap for gap in Gap.objects.filter(assessment=assessment)}
    assert gaps["pain-team"].need == gaps["pain-nature"].need == "focus"
    assert gaps["pain-goals"].need == "ready"
    assert "feedback-belonging" in gaps  # asked about, without a competency
    plan = LearningPlan.objects.get()
    assert [p.activity for p in plan.proposals.all()] == [
        "pn-practice-assess",
        "tv-practice-speakup",
    ]


def test_finishing_twice_changes_nothing(enrolled):
    assessment = scenes.answer_all(enrolled)

    assert not answering.finish(assessment, by=enrolled.user, now=NOW)
    assert LearningPlan.objects.count() == 1


def test_finishing_without_an_answer_is_refused(enrolled):
    assessment = begin(enrolled)
    answering.answer(assessment, "na-04", "", now=NOW)

    with pytest.raises(RefusedError, match="at least one"):
        answering.finish(assessment, by=enrolled.user, now=NOW)


def test_nobody_else_can_finish_it(enrolled, coordinator):
    assessment = begin(enrolled)
    answering.answer(assessment, "na-04", "1", now=NOW)

    with pytest.raises(RefusedError, match="Only the resident"):
        answering.finish(assessment, by=coordinator, now=NOW)


def test_first_time_finishes_the_item_that_asks_for_it(enrolled):
    scenes.answer_all(enrolled)

    item = Item.objects.get(resident=enrolled, slug="pn-do-baseline")
    assert (item.state, item.settled_by) == ("done", enrolled.user)


def test_able_resident_gets_no_suggestion(enrolled):
    scenes.answer_all(enrolled, able=True)

    assert not LearningPlan.objects.get().proposals.exists()


def test_questions_stand_in_the_same_order_for_one_person(enrolled):
    assessment = begin(enrolled)
    content = content_in(assessment.edition)

    first, again = asked_in(assessment, content), asked_in(assessment, content)

    assert first == again
    assert [asked.kind for asked in first] == sorted(
        (asked.kind for asked in first),
        key=["context", "experience", "confidence", "knowledge"].index,
    )


def test_options_are_shuffled_differently_for_different_people(enrolled, cohort):
    other = begin(scenes.make_enrolled(cohort))
    mine = begin(enrolled)

    def orders(assessment):
        asked = asked_in(assessment, content_in(assessment.edition))
        return {a.question.slug: list(a.options) for a in asked}

    assert orders(mine) != orders(other)
    assert sorted(orders(mine)["na-13"]) == sorted(orders(other)["na-13"])
    assert orders(mine)["na-04"] == orders(other)["na-04"]  # a scale keeps its order


def test_best_answers_do_not_give_themselves_away_by_their_place(enrolled):
    assessment = begin(enrolled)
    asked = asked_in(assessment, content_in(assessment.edition))

    places = {
        [value for value, _ in a.options].index(a.question.best)
        for a in asked
        if a.question.best
    }

    assert len(places) > 2
