"""Who may see how a resident comes along, and what the page says."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onboarding.milestones import committees
from onboarding.milestones.committees import Call, Verdict
from tests import factories
from tests.checklists.pages import text

pytestmark = pytest.mark.django_db


def _get(user, path):
    client = Client()
    client.force_login(user)
    return client.get(path)


def _progress(resident):
    return f"/residents/{resident.pk}/progress/"


def test_difference_is_said_kindly_to_both(rated):
    own = text(_get(rated.user, "/progress/"))
    mentor = text(_get(rated.faculty_mentor, _progress(rated)))

    assert "You say 4.0, those who saw you say 2.5. That happens to most" in own
    assert "They say 4.0, observers say 2.5. Talk about one case" in mentor


def test_page_carries_the_label_and_the_same_numbers_as_a_table(rated):
    page = text(_get(rated.user, "/progress/"))

    assert "Not ACGME Milestones" in page
    assert page.count('<svg class="trajectory"') == 1
    assert '"Self">4.0</td> <td data-label="Observers">2.5</td>' in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("program_director", 200), ("coordinator", 404), ("gme_office", 404)],
)
def test_progress_is_for_those_who_follow(rated, role, status):
    user = factories.make_staff(rated.cohort.program, role)

    for path in (_progress(rated), f"{_progress(rated)}pain-nature/"):
        assert _get(user, path).status_code == status


def test_strangers_and_peer_mentors_find_no_progress(rated, stranger):
    for user in (stranger, rated.peer_mentor):
        for path in (
            _progress(rated),
            f"{_progress(rated)}pain-nature/",
            f"/residents/{rated.pk}/report.pdf",
        ):
            assert _get(user, path).status_code == 404


def test_number_opens_what_it_rests_on(rated):
    page = text(_get(rated.faculty_mentor, f"{_progress(rated)}pain-nature/"))

    for assessment in rated.assessments.all():
        assert assessment.get_absolute_url() in page
    assert _get(rated.user, f"{_progress(rated)}no-such-thing/").status_code == 404


def test_finished_activity_counts_for_its_competency(rated):
    definition = factories.make_definition(
        "observed", title="Observed plan", competencies=["pain-nature"]
    )
    factories.make_item(
        rated, definition=definition, state="done", completed_on=factories.TODAY
    )

    for path in (_progress(rated), f"{_progress(rated)}pain-nature/"):
        assert "Observed plan" in text(_get(rated.user, path))
    assert "Observed plan" not in text(
        _get(rated.user, f"{_progress(rated)}pain-assess/")
    )


def test_progress_without_a_framework_says_so(resident):
    assert "nothing to rate by yet" in text(_get(resident.user, "/progress/"))


def test_who_is_no_resident_has_no_progress(coordinator_client):
    assert coordinator_client.get("/progress/").status_code == 404


def test_progress_takes_the_same_queries_for_one_and_for_thirty(rated):
    with CaptureQueriesContext(connection) as few:
        _get(rated.user, "/progress/")
    for _ in range(29):
        factories.make_assessment(rated, assessor=rated.faculty_mentor)

    with CaptureQueriesContext(connection) as many:
        page = _get(rated.user, "/progress/")

    assert len(many) == len(few)
    assert text(page).count("Faculty:") == 30


def _meeting(rated, *, quorum=1):
    director = factories.make_staff(rated.cohort.program, "program_director")
    meeting, _ = committees.call_meeting(
        rated.cohort,
        Call("month_6", factories.TODAY, quorum, [rated.faculty_mentor, director]),
        by=director,
        now=timezone.now(),
    )
    return meeting, director


def test_confirmed_decision_stands_on_the_resident_s_page(rated):
    meeting, director = _meeting(rated)
    committees.note_who_is_there(meeting, meeting.members.values_list("pk", flat=True))
    review = meeting.reviews.get()
    verdict = Verdict("on_track", "Steady growth.", {"pain-nature": "3.0"})
    committees.decide(review, verdict, by=director, now=timezone.now())
    assert "On track" not in text(_get(rated.user, "/progress/"))

    committees.confirm(review, by=director, now=timezone.now())

    page = text(_get(rated.user, "/progress/"))
    assert "On track" in page
    assert review.get_absolute_url() in page
    assert "Steady growth." in text(_get(rated.user, review.get_absolute_url()))
