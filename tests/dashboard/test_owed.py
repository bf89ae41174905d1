"""What a faculty member owes, from every part of the portal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from onboarding.milestones import actions
from tests import factories
from tests.checklists.pages import text

pytestmark = pytest.mark.django_db

OWED = "/owed/"


@pytest.fixture
def faculty(resident):
    """The resident's faculty mentor."""
    resident.faculty_mentor = factories.make_staff(resident.cohort.program, "faculty")
    resident.save()
    return resident.faculty_mentor


@pytest.fixture
def faculty_client(faculty):
    """A browser in which the faculty mentor is signed in."""
    client = Client()
    client.force_login(faculty)
    return client


def _activity(resident, **fields):
    definition = factories.make_definition(
        **{
            "slug": f"observed-{resident.pk}",
            "title": "Observed acute pain plan",
            "evidence": "in_person",
            "verifier": "faculty",
            "competencies": ["pain-assess"],
        }
        | fields
    )
    due_on = timezone.now().date() + timedelta(days=9)
    return factories.make_item(resident, definition=definition, due_on=due_on)


def test_activity_to_see_is_signed_and_rated_from_the_list(resident, faculty_client):
    factories.make_framework()
    item = _activity(resident)

    page = text(faculty_client.get(OWED))
    assert item.get_absolute_url() in page
    begin = reverse("milestones:assessment-begin", args=[resident.pk])
    assert begin in page

    form = faculty_client.post(
        begin, {"occasion": "observation", "competency": ["pain-assess"]}
    )
    opened = text(faculty_client.get(form.url))
    assert opened.count('<details class="competency" open>') == 1


def test_activity_of_somebody_elses_role_is_not_owed(resident, faculty_client):
    _activity(resident, verifier="coordinator")

    assert "Nothing waits for you" in text(faculty_client.get(OWED))


def test_activity_in_the_far_future_is_not_owed_yet(resident, faculty_client):
    item = _activity(resident)
    item.due_on = timezone.now().date() + timedelta(days=200)
    item.save()

    assert "Nothing waits for you" in text(faculty_client.get(OWED))


def test_coordinator_finds_the_cohort_to_ask(cohort, coordinator_client):
    address = reverse("milestones:cohort-requests", args=[cohort.pk])

    assert address in text(coordinator_client.get(OWED))


def test_stranger_owes_nothing_here(resident, faculty, stranger_client):
    _activity(resident)

    page = text(stranger_client.get(OWED))

    assert "Observed acute pain plan" not in page
    assert str(resident.cohort) not in page


def test_owed_takes_the_same_queries_for_one_and_for_thirty(
    resident, faculty, faculty_client, django_assert_num_queries
):
    factories.make_framework()

    def owe(someone):
        someone.faculty_mentor = faculty
        someone.save()
        _activity(someone)
        now = timezone.now()
        actions.ask(
            someone,
            of=faculty,
            occasion="month_6",
            due_on=now.date(),
            by=faculty,
            now=now,
        )
        factories.make_assessment(
            someone, assessor=faculty, submitted_at=None, levels={}
        )

    owe(resident)
    with CaptureQueriesContext(connection) as one:
        faculty_client.get(OWED)
    for _ in range(29):
        owe(factories.make_resident(resident.cohort))

    with django_assert_num_queries(len(one)):
        page = faculty_client.get(OWED)

    assert text(page).count("Open the form<span") == 30
