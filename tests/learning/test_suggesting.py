"""Suggestions: few, explained, and never more for those who can do more."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.learning.asking import answers_to
from onboarding.learning.content import activities_for, questions_in, titles_in
from onboarding.learning.gaps import findings
from onboarding.learning.suggesting import MOST, Calendar, Standing, suggestions
from onboarding.learning.words import Kind
from tests.learning.scenes import small

START = date(2027, 7, 1)
AT_START = Calendar(START, START)
# From least to most able; skipped and private answers stand for no ability.
ABLER = {Kind.EXPERIENCE: "01234", Kind.CONFIDENCE: "12345"}
FEW = 4


def plan(*, finished=frozenset(), rounds=frozenset(), days=100, watched=True):
    """Every activity that serves something, due so many days after the start."""
    slugs = {s for subject in titles_in(small()) for s in _of(subject)}
    titles = {item.slug: item.title for item in small().items}
    due_on = START + timedelta(days=days)
    return {
        slug: Standing(
            slug, titles[slug], watched, slug in finished, slug in rounds, due_on
        )
        for slug in slugs
    }


def _of(subject):
    return activities_for(small(), subject)


def suggested(answers, standings, *, levels=None, today=START):
    found = findings(small(), answers, levels or {}, "arrival")
    return suggestions(found, standings, Calendar(START, today))


def test_activity_that_is_far_off_is_suggested_sooner():
    only = suggested({"na-05": "0"}, plan(days=100))

    assert [(s.activity, s.way, s.due_on) for s in only] == [
        ("tv-practice-speakup", "sooner", date(2027, 7, 29))
    ]
    assert only[0].serves == "Working as a team across settings"


def test_activity_that_is_due_soon_is_suggested_once_more():
    only = suggested({"na-05": "0"}, plan(days=20))

    assert [(s.way, s.due_on) for s in only] == [("again", date(2027, 9, 9))]


def test_finished_activity_is_suggested_once_more():
    only = suggested({"na-05": "0"}, plan(finished={"tv-practice-speakup"}))

    assert [(s.way, s.due_on) for s in only] == [("again", date(2027, 7, 29))]


def test_activity_with_an_open_round_makes_room_for_another():
    only = suggested({"na-06": "0"}, plan(rounds={"tv-practice-ipass"}))

    assert [s.activity for s in only] == ["tv-observed-handoff"]


def test_reading_is_not_suggested_where_it_is_due_soon_anyway():
    assert suggested({"na-05": "0"}, plan(days=20, watched=False)) == []


def test_activity_serves_all_its_gaps_with_one_suggestion():
    only = suggested({"na-11": "1"}, plan())

    assert [s.activity for s in only] == ["pn-practice-assess"]
    assert sorted(only[0].subjects) == ["pain-assess", "pain-special-groups"]


def test_level_that_somebody_saw_calls_for_what_serves_the_competency():
    only = suggested({}, plan(), levels={"pain-team": 1.0})

    assert [s.activity for s in only] == ["tv-practice-speakup"]


def test_nothing_is_suggested_before_the_program_starts():
    only = suggested({"na-05": "0"}, plan(), today=START - timedelta(days=60))

    assert only[0].due_on == date(2027, 7, 29)


def test_what_needs_review_only_brings_no_suggestion():
    assert suggested({"na-05": "2", "na-09": "3"}, plan()) == []


def test_no_more_than_five_are_suggested_and_each_has_its_day():
    worst = {q.slug: _worst(q) for q in questions_in(small()).values()}

    found = suggested(worst, plan())

    assert len(found) == MOST
    assert len({s.due_on for s in found}) == MOST
    assert len({s.activity for s in found}) == MOST


def test_without_answers_nothing_is_suggested():
    assert suggested({}, plan()) == []


# -- More competence never means more homework -----------------------------------------


def _worst(question):
    if question.kind == Kind.KNOWLEDGE:
        return next(name for name in question.options if name != question.best)
    return next(iter(answers_to(question)))


def _abler(question, answer):
    """The answers that show more ability than `answer`, itself included."""
    if question.kind == Kind.KNOWLEDGE:
        return [answer] if answer == question.best else [answer, question.best]
    order = ABLER.get(question.kind)
    return list(order[order.index(answer) :]) if order else [answer]


@st.composite
def two_people(draw):
    """Two sets of answers and levels: the second person is at least as able."""
    asked = questions_in(small())
    less, more = {}, {}
    # Few answers, or nearly everybody would have as many suggestions as there can be.
    for slug in draw(st.sets(st.sampled_from(sorted(asked)), max_size=FEW)):
        less[slug] = draw(st.sampled_from(list(answers_to(asked[slug]))))
        more[slug] = draw(st.sampled_from(_abler(asked[slug], less[slug])))
    seen, abler = {}, {}
    halves = st.integers(1, 10).map(lambda n: n / 2)
    subjects = st.sampled_from(sorted(small().competencies))
    for subject in draw(st.sets(subjects, max_size=FEW)):
        seen[subject] = draw(halves)
        abler[subject] = max(seen[subject], draw(halves))
    return (less, seen), (more, abler)


SLUGS = st.sampled_from(sorted(plan()))


def test_each_better_answer_alone_brings_no_more_than_the_one_before():
    for slug, question in questions_in(small()).items():
        better = _abler(question, _worst(question))
        counts = [len(suggested({slug: answer}, plan())) for answer in better]
        assert counts == sorted(counts, reverse=True), slug


@settings(max_examples=300)
@given(two_people(), st.sets(SLUGS), st.sets(SLUGS), st.integers(-60, 300))
def test_more_competence_never_means_more_homework(people, finished, rounds, days):
    (less, seen), (more, abler) = people
    standings = plan(finished=finished, rounds=rounds, days=days)

    before = suggested(less, standings, levels=seen)
    after = suggested(more, standings, levels=abler)

    assert len(after) <= len(before) <= MOST
    if len(before) < MOST:
        assert {s.activity for s in after} <= {s.activity for s in before}


@settings(max_examples=30)
@given(two_people(), st.integers(-60, 300))
def test_every_suggestion_serves_a_gap_that_has_its_reasons(people, days):
    (less, seen), _ = people
    found = {f.subject: f for f in findings(small(), less, seen, "month_6")}

    for each in suggestions(list(found.values()), plan(days=days), AT_START):
        assert each.subjects
        for subject in each.subjects:
            assert found[subject].need == "focus"
            assert found[subject].because
            assert each.activity in activities_for(small(), subject)
