"""Which ratings there are, and who may read them."""

from datetime import date, timedelta

import pytest

from onboarding.milestones.models import Assessment, AssessmentRequest, Rating
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def _levels(ratings):
    return sorted((r.assessment.source, r.competency.slug, r.value) for r in ratings)


def test_latest_rating_is_the_one_seen_last_by_each_source(resident):
    factories.make_assessment(resident, levels={"pain-nature": 2, "pain-assess": 1})
    factories.make_assessment(
        resident, levels={"pain-nature": 3.5}, seen_on=TODAY + timedelta(days=9)
    )
    factories.make_assessment(resident, levels={"pain-nature": 4}, source="self")

    latest = Rating.objects.of(resident).newest().with_story()

    assert _levels(latest) == [
        ("faculty", "pain-assess", 1.0),
        ("faculty", "pain-nature", 3.5),
        ("self", "pain-nature", 4.0),
    ]


def test_latest_rating_goes_across_editions_of_the_framework(resident):
    factories.make_assessment(resident)
    newer = factories.make_framework("2", now=NOW + timedelta(days=1))
    factories.make_assessment(
        resident, edition=newer, levels={"pain-nature": 3}, seen_on=date(2027, 6, 1)
    )

    assert _levels(Rating.objects.of(resident).newest()) == [
        ("faculty", "pain-nature", 3.0)
    ]


def test_correction_takes_the_place_of_what_it_supersedes(resident):
    wrong = factories.make_assessment(resident, levels={"pain-nature": 5})
    factories.make_assessment(
        resident, levels={"pain-nature": "not_assessable"}, supersedes=wrong
    )

    assert _levels(Rating.objects.current()) == [
        ("faculty", "pain-nature", "not_assessable")
    ]
    assert Rating.objects.count() == 2


def test_draft_of_a_correction_supersedes_nothing_yet(resident):
    wrong = factories.make_assessment(resident, levels={"pain-nature": 5})
    factories.make_assessment(resident, levels={}, supersedes=wrong, submitted_at=None)

    assert list(Assessment.objects.current()) == [wrong]
    assert Rating.objects.current().count() == 1


def test_peer_mentor_reads_what_they_gave_and_nothing_else(resident, peer, faculty):
    mine = factories.make_assessment(
        resident, source="peer_mentor", occasion="observation", assessor=peer
    )
    factories.make_assessment(resident, source="self")
    factories.make_assessment(resident, assessor=faculty)

    assert list(Assessment.objects.visible_to(peer)) == [mine]
    assert [r.assessment for r in Rating.objects.visible_to(peer)] == [mine]


@pytest.mark.parametrize("role", ["coordinator", "gme_office", "faculty"])
def test_role_alone_reads_no_rating(resident, role):
    factories.make_assessment(resident)
    user = factories.make_staff(resident.cohort.program, role)

    assert not Assessment.objects.visible_to(user).exists()
    assert not Rating.objects.visible_to(user).exists()


def test_resident_mentor_and_director_read_all_that_was_given(resident, faculty):
    given = factories.make_assessment(resident)
    director = factories.make_staff(resident.cohort.program, "program_director")

    for user in (resident.user, faculty, director):
        assert list(Assessment.objects.visible_to(user)) == [given]
        assert Rating.objects.visible_to(user).count() == 1


def test_director_of_another_program_reads_nothing(resident):
    factories.make_assessment(resident)
    stranger = factories.make_staff(factories.make_program(), "program_director")

    assert not Assessment.objects.visible_to(stranger).exists()
    assert not Rating.objects.visible_to(stranger).exists()


def test_draft_is_seen_by_its_writer_alone(resident, faculty):
    draft = factories.make_assessment(
        resident, assessor=faculty, submitted_at=None, levels={}
    )

    assert list(Assessment.objects.visible_to(faculty)) == [draft]
    assert not Assessment.objects.visible_to(resident.user).exists()
    root = factories.make_user(is_superuser=True)
    assert not Assessment.objects.visible_to(root).exists()


def test_request_is_owed_until_it_is_answered(resident, faculty):
    request = AssessmentRequest.objects.create(
        resident=resident,
        asked_of=faculty,
        source="faculty",
        occasion="month_6",
        due_on=TODAY,
        asked_by=factories.make_user(),
        asked_at=NOW,
    )
    draft = factories.make_assessment(
        resident, assessor=faculty, request=request, submitted_at=None, levels={}
    )
    assert list(AssessmentRequest.objects.owed_by(faculty)) == [request]

    Assessment.objects.filter(pk=draft.pk).update(submitted_at=NOW)

    assert not AssessmentRequest.objects.owed_by(faculty).exists()
