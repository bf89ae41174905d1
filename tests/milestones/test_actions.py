"""Drafts, giving, correcting, asking: what happens once, twice and too late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from onboarding.milestones import actions
from onboarding.milestones.actions import RefusedError, View
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Competency,
    Rating,
)
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]

SEEN = View(
    answers={"pain-nature": "2.5", "pain-assess": "not_assessable"},
    seen_on=TODAY,
    method="direct_observation",
    setting="inpatient",
    strength="Listens.",
    next_step="Set a time to look again.",
)


def _begin(resident, faculty, occasion="observation"):
    return actions.begin(
        resident, by=faculty, source="faculty", occasion=occasion, now=NOW
    )


def _give(draft, view=SEEN, now=NOW):
    return actions.submit(draft, view, list(Competency.objects.all()), now=now)


def test_begin_twice_opens_the_same_draft(resident, faculty):
    assert _begin(resident, faculty) == _begin(resident, faculty)
    assert Assessment.objects.count() == 1


def test_draft_is_found_again_as_it_was_left(resident, faculty):
    draft = _begin(resident, faculty)

    actions.save_draft(draft, SEEN, now=NOW)

    found = Assessment.objects.drafts_of(faculty).get()
    assert found.answers == SEEN.answers
    assert found.strength == "Listens."
    assert not Rating.objects.exists()


def test_draft_that_nobody_wrote_in_is_no_debt(resident, faculty):
    _begin(resident, faculty)

    assert not Assessment.objects.drafts_of(faculty).exists()


def test_give_stores_levels_and_codes(resident, faculty):
    assert _give(_begin(resident, faculty))

    stored = Rating.objects.values_list("competency__slug", "level", "code")
    assert sorted(stored) == [
        ("pain-assess", None, "not_assessable"),
        ("pain-nature", Decimal("2.5"), ""),
    ]
    assert Assessment.objects.get().answers == {}


def test_give_twice_changes_nothing(resident, faculty):
    draft = _begin(resident, faculty)
    _give(draft)

    assert not _give(draft, View(answers={"pain-nature": "5.0"}, seen_on=TODAY))
    assert Rating.objects.get(competency__slug="pain-nature").level == Decimal("2.5")


def test_nothing_rated_cannot_be_given(resident, faculty):
    with pytest.raises(RefusedError, match="at least one"):
        _give(_begin(resident, faculty), View(seen_on=TODAY))


def test_occasion_given_once_is_shown_and_not_asked_again(resident, faculty):
    draft = _begin(resident, faculty, "arrival")
    _give(draft)

    assert _begin(resident, faculty, "arrival") == draft


def test_second_observation_is_another_one(resident, faculty):
    first = _begin(resident, faculty)
    _give(first)

    assert _begin(resident, faculty) != first


def test_correction_supersedes_and_both_stay(resident, faculty):
    given = _begin(resident, faculty)
    _give(given)

    draft = actions.correct(given, by=faculty, now=NOW)
    assert draft.answers == {"pain-nature": "2.5", "pain-assess": "not_assessable"}
    assert actions.correct(given, by=faculty, now=NOW) == draft
    _give(draft, View(**{**_as_dict(SEEN), "answers": {"pain-nature": "3.0"}}))

    assert [r.words for r in Rating.objects.current()] == ["3.0"]
    assert Rating.objects.count() == 3


def _as_dict(view):
    return {name: getattr(view, name) for name in View.__dataclass_fields__}


def test_only_the_assessor_corrects(resident, faculty, director):
    given = _begin(resident, faculty)
    _give(given)

    with pytest.raises(RefusedError):
        actions.correct(given, by=director, now=NOW)


def test_discard_throws_drafts_away_and_nothing_that_was_given(resident, faculty):
    draft = _begin(resident, faculty)
    assert actions.discard(draft)
    given = _begin(resident, faculty)
    _give(given)

    assert not actions.discard(given)
    assert list(Assessment.objects.all()) == [given]


def test_resident_cannot_observe_themselves(resident):
    with pytest.raises(RefusedError):
        actions.begin(
            resident,
            by=resident.user,
            source="self",
            occasion="observation",
            now=NOW,
        )


def test_nothing_can_be_begun_without_a_framework(resident, faculty):
    Competency.objects.all().delete()
    Assessment.objects.all().delete()
    factories.make_framework().delete()

    with pytest.raises(RefusedError, match="framework"):
        _begin(resident, faculty)


def test_asking_twice_asks_once(resident, faculty, director):
    def ask(days):
        return actions.ask(
            resident,
            of=faculty,
            occasion="month_6",
            due_on=TODAY + timedelta(days=days),
            by=director,
            now=NOW,
        )

    first, is_new = ask(7)
    again, is_new_again = ask(30)

    assert (first, is_new, is_new_again) == (again, True, False)


@pytest.mark.parametrize(
    ("who", "source"),
    [("self", "self"), ("faculty", "faculty"), ("peer", "peer_mentor")],
)
def test_person_is_asked_as_what_they_are(resident, faculty, peer, who, source):
    people = {"self": resident.user, "faculty": faculty, "peer": peer}

    asked, _ = actions.ask(
        resident,
        of=people[who],
        occasion="arrival",
        due_on=date(2027, 7, 1),
        by=faculty,
        now=NOW,
    )

    assert asked.source == source


def test_given_assessment_answers_the_request(resident, faculty, director):
    asked, _ = actions.ask(
        resident, of=faculty, occasion="month_6", due_on=TODAY, by=director, now=NOW
    )

    draft = actions.answer(asked, now=NOW)
    assert AssessmentRequest.objects.owed_by(faculty).count() == 1
    _give(draft)

    assert not AssessmentRequest.objects.owed_by(faculty).exists()


def test_request_after_the_fact_is_answered_by_what_was_given(
    resident, faculty, director
):
    given = _begin(resident, faculty, "month_6")
    _give(given)
    asked, _ = actions.ask(
        resident, of=faculty, occasion="month_6", due_on=TODAY, by=director, now=NOW
    )

    assert actions.answer(asked, now=NOW) == given
    assert not AssessmentRequest.objects.owed_by(faculty).exists()


def test_withdrawn_request_is_owed_no_longer(resident, faculty, director):
    asked, _ = actions.ask(
        resident, of=faculty, occasion="month_6", due_on=TODAY, by=director, now=NOW
    )

    assert actions.withdraw(asked, now=NOW)
    assert not actions.withdraw(asked, now=NOW)
    assert not AssessmentRequest.objects.owed_by(faculty).exists()
