"""Programs expect other levels than their framework; what was said stays as it was."""

from decimal import Decimal

import pytest

from onboarding.dashboard.progress import progress_of
from onboarding.milestones import committees
from onboarding.milestones.committees import Call
from onboarding.milestones.models import Competency, ExpectedLevels, Framework, Rating
from onboarding.milestones.packets import packet_of
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]
ADD = "/admin/milestones/expectedlevels/add/"


def expect(program, *, slug="pain-nature", levels=("2.0", "3.5", "4.0")):
    arrival, month_6, month_12 = map(Decimal, levels)
    return ExpectedLevels.objects.create(
        program=program,
        framework=Framework.objects.get(),
        competency=slug,
        arrival=arrival,
        month_6=month_6,
        month_12=month_12,
    )


def posted(program, **more):
    return {
        "program": program.pk,
        "which": Competency.objects.get(slug="pain-nature").pk,
        "arrival": "2.0",
        "month_6": "3.5",
        "month_12": "4.0",
        **more,
    }


def expected_of(resident):
    tracks = progress_of(resident, resident.user).tracks
    return {track.slug: [*map(float, track.expected.values())] for track in tracks}


# -- Who says it, and where ------------------------------------------------------------


def test_director_sets_other_levels_and_the_framework_page_says_so(
    resident, director, sign_in
):
    program = resident.cohort.program

    sign_in(director).post(ADD, posted(program))

    page = text(sign_in(resident.user).get(f"/framework/{program.pk}/"))
    assert (
        "Expected at arrival 2.0, at 6 months 3.5, at 12 months 4.0, as your program "
        "has set it (the framework says 1.5, 2.5 and 3.0)." in page
    )
    assert "Expected at arrival 1.5, at 6 months 2.5, at 12 months 3.0." in page


def test_levels_that_fall_or_are_no_half_steps_are_refused(resident, director, sign_in):
    client, program = sign_in(director), resident.cohort.program

    assert "falls from one time to the next" in text(
        client.post(ADD, posted(program, month_12="1.0"))
    )
    assert client.post(ADD, posted(program, month_12="4.2")).status_code == 200
    assert not ExpectedLevels.objects.exists()


def test_saying_it_twice_is_refused_with_a_sentence(resident, director, sign_in):
    expect(resident.cohort.program)

    answer = sign_in(director).post(ADD, posted(resident.cohort.program))

    assert "change it there" in text(answer)
    assert ExpectedLevels.objects.count() == 1


def test_levels_are_changed_but_not_for_another_competency(resident, director, sign_in):
    row = expect(resident.cohort.program)
    other = Competency.objects.get(slug="pain-assess").pk

    sign_in(director).post(
        f"/admin/milestones/expectedlevels/{row.pk}/change/",
        posted(resident.cohort.program, which=other, month_12="4.5"),
    )

    row.refresh_from_db()
    assert (row.competency, row.month_12) == ("pain-nature", Decimal("4.5"))


def test_levels_are_set_for_one_s_own_program_only(
    resident, director, stranger_client, faculty, sign_in
):
    row = expect(resident.cohort.program)
    address = f"/admin/milestones/expectedlevels/{row.pk}/change/"

    sign_in(director).post(ADD, posted(factories.make_program()))

    assert ExpectedLevels.objects.count() == 1
    assert stranger_client.get(address).status_code == 404
    assert sign_in(faculty).get(address).status_code == 404
    assert sign_in(director).get(address).status_code == 200


# -- Where it counts -------------------------------------------------------------------


def test_trajectories_are_held_against_what_the_program_expects(resident):
    expect(resident.cohort.program)
    elsewhere = factories.make_resident(factories.make_cohort())

    assert expected_of(resident) == {
        "pain-nature": [2.0, 3.5, 4.0],
        "pain-assess": [1.5, 2.5, 3.0],
    }
    assert expected_of(elsewhere)["pain-nature"] == [1.5, 2.5, 3.0]


def test_newer_edition_is_expected_the_same_of(resident):
    expect(resident.cohort.program)
    factories.make_framework("2")

    assert expected_of(resident)["pain-nature"] == [2.0, 3.5, 4.0]


def test_packet_says_who_is_below_what_the_program_expects(resident, faculty, director):
    factories.make_assessment(
        resident, assessor=faculty, occasion="month_6", levels={"pain-nature": 2.5}
    )
    call = Call("month_6", TODAY, 1, [faculty])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)

    def below():
        packet = packet_of(meeting, list(meeting.reviews.select_related("resident")))
        return [track.slug for track in packet.sheets[0].below]

    assert below() == []
    expect(resident.cohort.program)
    assert below() == ["pain-nature"]


def test_what_was_rated_stays_as_it_was(resident, faculty):
    factories.make_assessment(
        resident,
        assessor=faculty,
        levels={"pain-nature": 2.5, "pain-assess": "below_level_1"},
    )
    before = list(Rating.objects.order_by("pk").values())
    words = list(Competency.objects.order_by("pk").values())

    expect(resident.cohort.program)

    assert list(Rating.objects.order_by("pk").values()) == before
    assert list(Competency.objects.order_by("pk").values()) == words


def test_added_competency_is_expected_what_its_program_wrote(resident):
    program = resident.cohort.program
    expect(program)
    pack = Competency.objects.get(slug="pain-nature")
    own = Competency.objects.get(slug="pain-assess")
    own.pk, own.program, own.slug = None, program, pack.slug
    own.save(force_insert=True)

    found = Competency.objects.for_program(pack.domain.edition, program.pk)

    assert [
        (each.program_id, each.is_expected_otherwise)
        for each in found.filter(slug="pain-nature")
    ] == [(None, True), (program.pk, False)]
