"""The committee: quorum, reason, confirmation, and what everybody may see of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from onboarding.milestones import committees
from onboarding.milestones.actions import RefusedError
from onboarding.milestones.committees import Call, Verdict
from onboarding.milestones.models import Meeting, Rating, Review
from onboarding.milestones.packets import packet_of
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]

VERDICT = Verdict("on_track", "Steady growth.", {"pain-nature": "2.5"})


@pytest.fixture
def meeting(resident, faculty, director):
    """Faculty and director meet about the resident; two must be there."""
    call = Call("month_6", TODAY, 2, [faculty, director])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)
    return meeting


@pytest.fixture
def everybody_there(meeting):
    """The meeting with its quorum."""
    committees.note_who_is_there(meeting, meeting.members.values_list("pk", flat=True))
    return meeting


@pytest.fixture
def review(meeting):
    """What the meeting says of the resident, still empty."""
    return meeting.reviews.get()


def test_call_twice_makes_one_meeting_about_all_who_have_not_left(
    resident, faculty, director
):
    factories.make_resident(resident.cohort, withdrawn_at=NOW)
    call = Call("month_6", TODAY, 1, [faculty])

    for _ in range(2):
        committees.call_meeting(resident.cohort, call, by=director, now=NOW)

    assert [r.resident for r in Review.objects.all()] == [resident]
    assert Meeting.objects.get().members.count() == 1


def test_quorum_beyond_the_members_is_refused(resident, faculty, director):
    with pytest.raises(RefusedError, match="More members"):
        committees.call_meeting(
            resident.cohort,
            Call("month_6", TODAY, 2, [faculty]),
            by=director,
            now=NOW,
        )


@pytest.mark.parametrize("role", ["coordinator", "gme_office", "peer_mentor"])
def test_coordinator_cannot_give_a_seat_to_who_only_organizes(
    resident, faculty, coordinator, role
):
    organizer = factories.make_staff(resident.cohort.program, role)
    call = Call("month_6", TODAY, 1, [faculty, organizer])

    with pytest.raises(RefusedError, match="cannot give a seat"):
        committees.call_meeting(resident.cohort, call, by=coordinator, now=NOW)

    assert not Meeting.objects.exists()


def test_nothing_is_decided_without_a_quorum(meeting, review, faculty):
    member = meeting.members.get(user=faculty)
    committees.note_who_is_there(meeting, [member.pk])

    with pytest.raises(RefusedError, match="no quorum: 1 of the 2"):
        committees.decide(review, VERDICT, by=faculty, now=NOW)


def test_only_a_member_who_is_there_writes_the_decision(
    everybody_there, review, coordinator
):
    with pytest.raises(RefusedError, match="Only a member"):
        committees.decide(review, VERDICT, by=coordinator, now=NOW)


def test_decision_needs_a_reason(everybody_there, review, faculty):
    with pytest.raises(RefusedError, match="reason"):
        committees.decide(review, Verdict("on_track", "  "), by=faculty, now=NOW)


def test_levels_of_the_committee_become_ratings_when_it_is_confirmed(
    everybody_there, review, faculty, director
):
    committees.decide(review, VERDICT, by=faculty, now=NOW)
    assert not Rating.objects.exists()

    review.refresh_from_db()
    assert committees.confirm(review, by=director, now=NOW)

    rating = Rating.objects.get()
    assert (rating.words, rating.assessment.source) == ("2.5", "committee")


def test_confirmed_decision_is_never_changed(
    everybody_there, review, faculty, director
):
    committees.decide(review, VERDICT, by=faculty, now=NOW)
    committees.confirm(review, by=director, now=NOW)

    other = Verdict("focused_plan", "Another reason.")
    assert not committees.decide(review, other, by=faculty, now=NOW)
    assert not committees.confirm(review, by=director, now=NOW)
    assert Review.objects.get().decision == "on_track"
    assert Rating.objects.count() == 1


def test_only_the_director_confirms(everybody_there, review, faculty):
    committees.decide(review, VERDICT, by=faculty, now=NOW)

    with pytest.raises(RefusedError, match="director"):
        committees.confirm(review, by=faculty, now=NOW)


def test_later_meeting_supersedes_levels_of_the_same_occasion(
    everybody_there, review, resident, faculty, director
):
    committees.decide(review, VERDICT, by=faculty, now=NOW)
    committees.confirm(review, by=director, now=NOW)
    call = Call("month_6", TODAY + timedelta(days=30), 1, [faculty])
    again, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)
    committees.note_who_is_there(again, again.members.values_list("pk", flat=True))
    later = again.reviews.get()
    verdict = Verdict("on_track", "More was seen.", {"pain-nature": "3.0"})
    committees.decide(later, verdict, by=faculty, now=NOW)
    committees.confirm(later, by=director, now=NOW)

    assert [rating.words for rating in Rating.objects.current()] == ["3.0"]


def test_disagreements_stand_first_and_then_the_name(resident, faculty, director):
    names = ["Adeyemi", "Zavala", "Okafor"]
    residents = [
        factories.make_resident(resident.cohort, family_name=name) for name in names
    ]
    factories.make_assessment(residents[1], source="self", levels={"pain-nature": 4})
    factories.make_assessment(residents[1], levels={"pain-nature": 2})
    call = Call("arrival", TODAY, 1, [faculty])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)

    packet = packet_of(meeting, list(meeting.reviews.select_related("resident")))

    assert [sheet.review.resident.family_name for sheet in packet.sheets] == [
        "Zavala",
        "Adeyemi",
        "O'Brien",
        "Okafor",
    ]
    assert [track.slug for track in packet.sheets[0].apart] == ["pain-nature"]
    assert [track.slug for track in packet.sheets[0].unseen] == ["pain-assess"]


def test_observers_who_are_apart_are_named(resident, faculty, director):
    factories.make_assessment(resident, levels={"pain-nature": 2})
    factories.make_assessment(resident, levels={"pain-nature": 3})
    call = Call("arrival", TODAY, 1, [faculty])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)

    packet = packet_of(meeting, list(meeting.reviews.select_related("resident")))

    assert [track.slug for track in packet.sheets[0].split] == ["pain-nature"]


def test_packet_takes_the_same_queries_for_one_and_for_thirty(
    meeting, resident, director, sign_in
):
    address, client = meeting.get_absolute_url(), sign_in(director)
    factories.make_assessment(resident)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(29):
        another = factories.make_resident(resident.cohort)
        factories.make_assessment(another)
        Review.objects.create(meeting=meeting, resident=another)

    with CaptureQueriesContext(connection) as many:
        page = client.get(address)

    assert len(many) == len(one)
    assert text(page).count('class="item-title"') == 30


def test_packet_data_takes_at_most_twelve_queries(meeting, resident):
    factories.make_assessment(resident)

    with CaptureQueriesContext(connection) as queries:
        packet_of(meeting, list(meeting.reviews.select_related("resident")))

    assert len(queries) <= 12


def test_meeting_from_call_to_confirmation_in_the_browser(
    resident, faculty, director, coordinator_client, sign_in
):
    factories.make_assessment(
        resident, assessor=faculty, occasion="month_6", levels={"pain-nature": 2.5}
    )
    address = reverse("milestones:meeting-call", args=[resident.cohort_id])
    called = coordinator_client.post(
        address,
        {
            "occasion": "month_6",
            "held_on": timezone.now().date().isoformat(),
            "members": [faculty.pk, director.pk],
            "quorum": "2",
        },
    )
    meeting = Meeting.objects.get()
    assert called.url == meeting.get_absolute_url()
    assert "The packet is for the members" in text(coordinator_client.get(called.url))
    coordinator_client.post(
        reverse("milestones:meeting-attendance", args=[meeting.pk]),
        {"present": [member.pk for member in meeting.members.all()]},
    )
    review = meeting.reviews.get()
    client = sign_in(faculty)
    assert "There is a quorum." in text(client.get(called.url))

    client.post(
        review.get_absolute_url(),
        {"decision": "on_track", "reason": "Steady growth.", "take_medians": "on"},
    )
    confirm = reverse("milestones:review-confirm", args=[review.pk])
    assert client.post(confirm).status_code == 404
    sign_in(director).post(confirm)

    rating = Rating.objects.get(assessment__source="committee")
    assert (rating.competency.slug, rating.words) == ("pain-nature", "2.5")
    own = text(sign_in(resident.user).get(review.get_absolute_url()))
    assert "Steady growth." in own


def test_form_refuses_without_quorum_and_keeps_what_was_written(
    review, faculty, sign_in
):
    answer = sign_in(faculty).post(
        review.get_absolute_url(), {"decision": "on_track", "reason": "Steady growth."}
    )

    assert answer.status_code == 422
    assert "Steady growth." in text(answer)
    assert not Review.objects.get().decision


def test_committee_is_closed_to_everybody_else(
    meeting, review, resident, peer, coordinator_client, stranger_client, sign_in
):
    for client in (sign_in(peer), stranger_client, sign_in(resident.user)):
        assert client.get(meeting.get_absolute_url()).status_code == 404
        assert client.get(review.get_absolute_url()).status_code == 404
        assert client.post(
            reverse("milestones:meeting-attendance", args=[meeting.pk])
        ).status_code == (404)
    # Who organizes it sees the meeting, and nothing that was said of anybody.
    assert coordinator_client.get(meeting.get_absolute_url()).status_code == 200
    assert coordinator_client.get(review.get_absolute_url()).status_code == 404


def test_member_reads_ratings_of_those_they_review_and_no_others(
    resident, director, sign_in
):
    member = factories.make_staff(resident.cohort.program, "faculty")
    given = factories.make_assessment(resident)
    other = factories.make_assessment(factories.make_resident())
    assert not Rating.objects.visible_to(member).exists()

    committees.call_meeting(
        resident.cohort, Call("month_6", TODAY, 1, [member]), by=director, now=NOW
    )

    read = {r.assessment_id for r in Rating.objects.visible_to(member)}
    assert read == {given.pk}
    assert other.pk not in read


def test_meeting_ahead_is_something_to_prepare(meeting, faculty, resident):
    assert list(Meeting.objects.to_prepare(faculty, TODAY)) == [meeting]
    assert not Meeting.objects.to_prepare(faculty, TODAY + timedelta(days=1)).exists()
    assert not Meeting.objects.to_prepare(resident.user, TODAY).exists()


def test_list_of_meetings_says_what_waits_for_the_director(
    everybody_there, review, faculty, director, sign_in
):
    committees.decide(review, VERDICT, by=faculty, now=NOW)

    page = text(sign_in(director).get(reverse("milestones:meeting-list")))

    assert "Waits for you to confirm" in page
    assert review.get_absolute_url() in page
