"""A learning plan: chosen, sent, agreed; only then the checklist changes."""

from datetime import date, timedelta

import pytest

from onboarding.checklists import actions, plans
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item
from onboarding.learning import planning
from onboarding.learning.models import LearningPlan, Proposal
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from onboarding.residents.models import Resident
from tests.factories import NOW
from tests.learning import scenes

pytestmark = pytest.mark.django_db
TAKE = Decision(Choice.TAKEN)
LATER = NOW + timedelta(days=230)  # in the sixth month


@pytest.fixture
def plan(enrolled):
    """Three suggestions: to speak up, to be watched assessing pain, a hard talk."""
    scenes.answer_all(enrolled, na_05="0", na_13="a", na_09="1")
    return LearningPlan.objects.get()


def lines(resident):
    """(occurrence, due day) of each line, by slug."""
    found = Item.objects.filter(resident=resident).order_by("occurrence")
    by_slug = {}
    for slug, number, due_on in found.values_list("slug", "occurrence", "due_on"):
        by_slug.setdefault(slug, []).append((number, due_on))
    return by_slug


def take_all(plan, now=NOW):
    for proposal in plan.proposals.all():
        planning.choose(proposal, TAKE, by=plan.assessment.resident.user, now=now)


def agree(plan, faculty, now=NOW):
    planning.send(plan, by=plan.assessment.resident.user, now=now)
    return planning.agree(plan, by=faculty, now=now)


def test_checklist_is_untouched_until_the_mentor_agrees(enrolled, plan, faculty):
    before = lines(enrolled)

    take_all(plan)
    planning.send(plan, by=enrolled.user, now=NOW)

    assert lines(enrolled) == before
    assert planning.agree(plan, by=faculty, now=NOW) == 3
    assert lines(enrolled) != before


def test_agreed_lines_are_due_as_suggested_with_their_reason(enrolled, plan, faculty):
    before = lines(enrolled)
    take_all(plan)

    agree(plan, faculty)

    after = lines(enrolled)
    speak = Proposal.objects.get(activity="tv-practice-speakup")
    assert (speak.way, before["tv-practice-speakup"]) == (
        "again",
        [(1, date(2027, 7, 30))],
    )
    assert after["tv-practice-speakup"] == [
        (1, date(2027, 7, 30)),
        (2, speak.item.due_on),
    ]
    assert speak.item.agreement.reason == (
        "Agreed in your learning plan at arrival. It helps with: "
        "Working as a team across settings."
    )
    assert all(p.item for p in plan.proposals.all())


def test_nothing_of_the_default_plan_is_lost_or_later(enrolled, plan, faculty):
    before = lines(enrolled)
    take_all(plan)

    agree(plan, faculty)
    plans.replan([Resident.objects.get(pk=enrolled.pk)], by=None, now=NOW)

    after = lines(enrolled)
    for slug, rounds in before.items():
        for old, new in zip(rounds, after[slug], strict=False):
            assert new[0] == old[0]
            assert old[1] is None or new[1] <= old[1]


def test_declined_suggestion_changes_nothing_and_stays_private(enrolled, plan, faculty):
    first, *others = plan.proposals.all()
    said = Decision(Choice.DECLINED, word="I did this for years.")
    planning.choose(first, said, by=enrolled.user, now=NOW)
    for proposal in others:
        planning.choose(proposal, TAKE, by=enrolled.user, now=NOW)

    assert agree(plan, faculty) == 2

    first.refresh_from_db()
    assert first.item is None
    assert first not in Proposal.objects.visible_to(faculty)
    assert first in Proposal.objects.visible_to(enrolled.user)


def test_declined_suggestion_is_shown_if_the_resident_says_so(enrolled, plan, faculty):
    first, *others = plan.proposals.all()
    said = Decision(Choice.DECLINED, word="I did this for years.", is_shown=True)
    planning.choose(first, said, by=enrolled.user, now=NOW)
    for proposal in others:
        planning.choose(proposal, TAKE, by=enrolled.user, now=NOW)

    planning.send(plan, by=enrolled.user, now=NOW)

    assert first in Proposal.objects.visible_to(faculty)


def test_suggestion_is_swapped_for_another_that_helps_with_the_same(enrolled, plan):
    speak = plan.proposals.get(activity="tv-practice-speakup")
    options = [each.slug for each in planning.swaps_in(plan, NOW)[speak.pk]]

    planning.choose(
        speak,
        Decision(Choice.TAKEN, activity=options[0]),
        by=enrolled.user,
        now=NOW,
    )

    speak.refresh_from_db()
    assert (speak.activity, speak.is_swapped, speak.choice) == (
        options[0],
        True,
        "taken",
    )
    assert speak.serves == "Working as a team across settings"


def test_what_serves_something_else_cannot_be_swapped_in(enrolled, plan):
    speak = plan.proposals.get(activity="tv-practice-speakup")

    with pytest.raises(RefusedError, match="cannot stand in its place"):
        planning.choose(
            speak,
            Decision(Choice.TAKEN, activity="fb-practice-ask"),
            by=enrolled.user,
            now=NOW,
        )


def test_plan_is_sent_only_when_everything_is_decided(enrolled, plan):
    with pytest.raises(RefusedError, match="each suggestion first"):
        planning.send(plan, by=enrolled.user, now=NOW)


def test_sent_plan_cannot_be_changed_by_the_resident(enrolled, plan):
    take_all(plan)
    planning.send(plan, by=enrolled.user, now=NOW)

    assert not planning.send(plan, by=enrolled.user, now=NOW)
    assert not planning.choose(
        plan.proposals.first(), Decision(Choice.DECLINED), by=enrolled.user, now=NOW
    )


def test_mentor_sends_back_with_a_word_and_the_resident_goes_on(
    enrolled, plan, faculty
):
    take_all(plan)
    planning.send(plan, by=enrolled.user, now=NOW)

    with pytest.raises(RefusedError, match="what you would change"):
        planning.send_back(plan, by=faculty, note=" ")
    assert planning.send_back(plan, by=faculty, note="Take the talk later.")

    plan.refresh_from_db()
    assert (plan.state, plan.note) == ("draft", "Take the talk later.")
    assert agree(plan, faculty) == 3


def test_agreeing_twice_adds_nothing(enrolled, plan, faculty):
    take_all(plan)
    agree(plan, faculty)
    after = lines(enrolled)

    assert planning.agree(plan, by=faculty, now=NOW) is None
    assert lines(enrolled) == after


def test_only_the_mentor_agrees(enrolled, plan, coordinator, director):
    take_all(plan)
    planning.send(plan, by=enrolled.user, now=NOW)

    for person in (coordinator, director, enrolled.user):
        with pytest.raises(RefusedError, match="faculty mentor"):
            planning.agree(plan, by=person, now=NOW)


def test_director_agrees_where_there_is_no_mentor(cohort, edition, director):
    resident = scenes.make_enrolled(cohort)
    scenes.answer_all(resident, na_05="0")
    plan = LearningPlan.objects.get()
    take_all(plan)

    assert agree(plan, director) == 1


def test_six_months_later_what_was_done_comes_once_more(enrolled, plan, faculty):
    take_all(plan)
    agree(plan, faculty)
    for item in Item.objects.filter(slug="tv-practice-speakup"):
        mentor = item.resident.user
        actions.complete(item, by=mentor, now=LATER)
        item.refresh_from_db()
        Item.objects.filter(pk=item.pk).update(
            state="done", completed_on=LATER.date(), notice_at=None
        )

    scenes.answer_all(enrolled, occasion="month_6", now=LATER, na_05="1")

    later = LearningPlan.objects.get(assessment__occasion="month_6")
    assert [(p.activity, p.way) for p in later.proposals.all()] == [
        ("tv-practice-speakup", "again")
    ]
    take_all(later, LATER)
    agree(later, faculty, LATER)
    assert [number for number, _ in lines(enrolled)["tv-practice-speakup"]] == [1, 2, 3]


def test_plan_of_who_did_not_answer_is_the_plan_of_everybody(cohort, edition, enrolled):
    other = scenes.make_enrolled(cohort)
    scenes.answer_all(enrolled, able=False)

    assert lines(other) == lines(enrolled)
