"""The dates of a resident: what they see, what they set, what moves."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Item
from onboarding.residents.models import KeyDate
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW

LIST = "/dates/"
INTERVIEW = "/dates/visa_interview/"


@pytest.fixture
def plan(resident):
    """Two items that count from the interview, one that happens on a move."""
    for slug, rule in {
        "fill-in-form": {"anchor": "visa_interview", "days": -7},
        "attend": {"anchor": "visa_interview"},
        "report-address": {"anchor": "address_change", "days": 10},
    }.items():
        factories.make_definition(slug, deadline="legal", rules={"due": rule})
    enroll([resident], by=None, now=NOW)
    return resident


def due(slug):
    return Item.objects.get(slug=slug).due_on


@pytest.mark.parametrize("page", [LIST, INTERVIEW])
def test_dates_without_signing_in_lead_to_sign_in(client, page):
    assert client.get(page).url == f"/accounts/login/?next={page}"
    assert client.post(page).url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", [LIST, INTERVIEW])
def test_dates_of_nobody_are_not_found(stranger_client, plan, page):
    assert stranger_client.get(page).status_code == 404


def test_dates_cannot_be_set_by_somebody_who_has_none(stranger_client, plan):
    response = stranger_client.post(INTERVIEW, {"on": "2027-06-01"})

    assert response.status_code == 404
    assert not KeyDate.objects.exists()


def test_dates_say_what_waits_for_each(resident_client, plan):
    page = text(resident_client.get(LIST))

    assert "<h3>Visa interview</h3>" in page
    assert "2 items wait for it" in page
    assert "Thu, July 1" in page


@pytest.mark.parametrize("others", [0, 30])
def test_date_list_asks_the_same_queries_whatever_the_plan(
    resident_client, plan, others, django_assert_num_queries
):
    for _ in range(others):
        factories.make_item(plan)

    with django_assert_num_queries(6):
        resident_client.get(LIST)


def test_new_date_shows_what_moves_before_anything_is_saved(resident_client, plan):
    page = text(resident_client.post(INTERVIEW, {"on": "2027-06-14"}))

    assert "This moves 2 items" in page
    assert "Mon, June 14" in page
    assert not KeyDate.objects.exists()
    assert due("attend") is None


def test_new_date_moves_items_once_its_consequences_were_seen(resident_client, plan):
    given = {"on": "2027-06-14", "is_confirmed": "on", "has_seen": "1"}

    page = text(resident_client.post(INTERVIEW, given, follow=True))

    key_date = KeyDate.objects.get(resident=plan)
    assert (key_date.on, key_date.is_confirmed) == (date(2027, 6, 14), True)
    assert due("fill-in-form") == date(2027, 6, 7)
    assert "Visa interview is Mon, June 14" in page
    assert "2 items moved." in page


def test_date_that_moves_nothing_is_saved_at_once(resident_client, plan):
    resident_client.post("/dates/arrival_in_us/", {"on": "2027-06-10"})

    assert KeyDate.objects.get(resident=plan).anchor == "arrival_in_us"


def test_cleared_date_leaves_its_items_waiting(resident_client, plan):
    given = {"on": "2027-06-14", "has_seen": "1"}
    resident_client.post(INTERVIEW, given)

    resident_client.post(INTERVIEW, {"clear": "1", "has_seen": "1"})

    assert not KeyDate.objects.exists()
    assert Item.objects.get(slug="attend").waiting_for == "visa_interview"


def test_happening_is_set_as_a_fact(resident_client, plan):
    given = {"on": "2027-08-02", "has_seen": "1"}

    resident_client.post("/dates/address_change/", given)

    assert KeyDate.objects.get().is_confirmed
    assert due("report-address") == date(2027, 8, 12)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Give the date, for example 2027-07-01."),
        ({"on": "14.6."}, "Write the date like 2027-07-01"),
        ({"on": "2207-06-14"}, "Check the year: 2207 is far away from now."),
    ],
)
def test_date_that_nobody_can_mean_is_refused(resident_client, plan, given, sentence):
    page = text(resident_client.post(INTERVIEW, given | {"has_seen": "1"}))

    assert sentence in page
    assert not KeyDate.objects.exists()


@pytest.mark.parametrize(
    "anchor", ["program_start", "tax_day", "license", "ead_end_date"]
)
def test_dates_that_are_not_theirs_to_set_are_not_found(resident_client, plan, anchor):
    page = reverse("dashboard:date-edit", args=[anchor])

    response = resident_client.post(page, {"on": "2027-06-14", "has_seen": "1"})

    assert response.status_code == 404
    assert not KeyDate.objects.exists()
