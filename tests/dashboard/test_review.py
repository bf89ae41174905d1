"""The review page: what waits for somebody on the staff, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onboarding.dashboard.review import queue_of
from tests.factories import (
    NOW,
    TODAY,
    make_definition,
    make_item,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db

REVIEW = reverse("dashboard:review-list")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def waiting_for(user):
    return [item.slug for item in queue_of(user, NOW)]


def test_review_asks_anonymous_people_to_sign_in(client):
    answer = client.get(REVIEW)

    assert answer.url == f"{reverse('account_login')}?next={REVIEW}"


def test_review_does_not_exist_for_residents(resident_client):
    assert resident_client.get(REVIEW).status_code == 404


def test_review_has_nothing_of_another_program(resident, stranger, stranger_client):
    make_item(resident, "first", state="submitted")

    assert waiting_for(stranger) == []
    assert "Nothing waits for you." in stranger_client.get(REVIEW).content.decode()


def test_review_puts_own_roles_first_and_then_the_first_due(resident, coordinator):
    faculty = make_definition("for-faculty", verifier="faculty")
    make_item(resident, definition=faculty, state="submitted", due_on=TODAY)
    make_item(resident, "late", state="submitted", due_on=TODAY + timedelta(days=9))
    make_item(resident, "soon", state="submitted", due_on=TODAY + timedelta(days=2))

    assert waiting_for(coordinator) == ["soon", "late", "for-faculty"]


def test_review_has_the_open_items_of_own_roles_for_two_weeks(resident, coordinator):
    for slug, owner, days in [
        ("mine", "coordinator", 7),
        ("overdue", "coordinator", -7),
        ("far-away", "coordinator", 40),
        ("theirs", "resident", 7),
        ("of-director", "program_director", 7),
    ]:
        definition = make_definition(slug, owner=owner)
        make_item(resident, definition=definition, due_on=TODAY + timedelta(days=days))

    assert waiting_for(coordinator) == ["overdue", "mine"]


def test_review_leaves_out_what_nobody_can_do_yet(resident, coordinator):
    early = make_definition("early", owner="coordinator")
    blocked = make_definition("blocked", owner="coordinator")
    make_item(resident, definition=early, not_before_on=TODAY + timedelta(days=1))
    make_item(resident, definition=blocked, waiting_for="early")

    assert waiting_for(coordinator) == []


def test_review_leaves_out_who_has_left(cohort, coordinator):
    gone = make_resident(cohort, withdrawn_at=datetime(2027, 4, 1, tzinfo=UTC))
    make_item(gone, state="submitted")

    assert waiting_for(coordinator) == []


def test_faculty_find_what_their_mentees_sent_on_the_first_page(resident):
    faculty = make_staff(resident.cohort.program, "faculty")
    definition = make_definition("observe-a-visit", verifier="faculty")
    colleague = make_resident(resident.cohort)
    resident.faculty_mentor = faculty
    resident.save()
    item = make_item(resident, definition=definition, state="submitted")
    make_item(colleague, definition=definition, state="submitted")

    answer = signed_in(faculty).get(reverse("dashboard:home"))

    assert [line.item for line in answer.context["lines"]] == [item]
    assert item.get_absolute_url() in answer.content.decode()


def test_item_on_the_review_page_opens_for_whom_it_waits(resident, coordinator_client):
    item = make_item(resident, state="submitted")

    page = coordinator_client.get(REVIEW)

    (line,) = page.context["lines"]
    assert line.item == item
    assert coordinator_client.get(line.item.get_absolute_url()).status_code == 200


def test_review_needs_as_many_queries_for_30_items_as_for_one(
    resident, coordinator_client, django_assert_num_queries
):
    definition = make_definition("open-a-bank-account")
    make_item(resident, definition=definition, state="submitted")
    with django_assert_num_queries(12, exact=False) as one:
        coordinator_client.get(REVIEW)
    for _ in range(30):
        make_item(
            make_resident(resident.cohort),
            definition=definition,
            state="submitted",
            due_on=date(2027, 5, 1),
        )

    with django_assert_num_queries(len(one)):
        answer = coordinator_client.get(REVIEW)

    assert len(answer.context["lines"]) == 31


def test_review_begins_with_what_has_waited_longest(resident, coordinator):
    definition = make_definition("assign-a-mentor", owner="coordinator")
    # Made long ago, but asked for only since it is due within 14 days.
    make_item(
        resident,
        definition=definition,
        due_on=TODAY + timedelta(days=12),
        waits_since=NOW - timedelta(days=60),
    )
    for slug, days in [("yesterday", 1), ("last-week", 7), ("today", 0)]:
        since = NOW - timedelta(days=days)
        make_item(resident, slug, state="submitted", waits_since=since)

    assert waiting_for(coordinator) == [
        "last-week",
        "assign-a-mentor",
        "yesterday",
        "today",
    ]


def test_review_says_for_how_long_an_item_has_waited(resident, coordinator_client):
    since = timezone.now() - timedelta(days=7)
    make_item(resident, state="submitted", waits_since=since)

    assert "Waiting for 7 days" in coordinator_client.get(REVIEW).content.decode()
