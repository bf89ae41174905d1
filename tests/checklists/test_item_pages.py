"""The page of an item: who sees it, what it says, and what each act on it does."""

from datetime import date

import pytest
from django.test import Client

from onboarding.checklists.models import Item
from tests import factories
from tests.checklists.pages import address, make_item, state_of, submitted, text

ACTS = ("item-complete", "item-approve", "item-return")


# -- Who sees it -----------------------------------------------------------------------


def test_item_page_of_somebody_else_is_not_found(stranger_client, resident):
    item = make_item(resident)

    assert stranger_client.get(address(item)).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_act_on_an_item_of_somebody_else_is_not_found(stranger_client, resident, act):
    item = make_item(resident)

    response = stranger_client.post(address(item, act), {"is_true": "on"})

    assert response.status_code == 404
    assert state_of(item) == "open"


@pytest.mark.parametrize("act", ACTS)
def test_act_by_a_link_is_not_allowed(resident_client, resident, act):
    item = make_item(resident)

    assert resident_client.get(address(item, act)).status_code == 405
    assert state_of(item) == "open"


def test_item_page_without_signing_in_leads_to_sign_in(client, resident):
    item = make_item(resident)

    response = client.get(address(item))

    assert response.url == f"/accounts/login/?next={address(item)}"


@pytest.mark.parametrize("act", ACTS)
def test_act_without_signing_in_leads_to_sign_in(client, resident, act):
    item = make_item(resident)

    response = client.post(address(item, act), {"is_true": "on"})

    assert response.url.startswith("/accounts/login/")
    assert state_of(item) == "open"


def test_sensitive_item_is_not_found_for_the_program_director(cohort, resident):
    director = factories.make_staff(cohort.program, "program_director")
    item = make_item(resident, is_sensitive=True)
    client = Client()
    client.force_login(director)

    assert client.get(address(item)).status_code == 404


def test_sensitive_neighbors_are_not_named_to_the_program_director(cohort, resident):
    director = factories.make_staff(cohort.program, "program_director")
    factories.make_item(
        resident, definition=factories.make_definition("visa", is_sensitive=True)
    )
    item = make_item(
        resident, rules={"due": {"anchor": "match_day"}, "requires": ["visa"]}
    )
    client = Client()
    client.force_login(director)

    assert "Visa" not in text(client.get(address(item)))


# -- What it says ----------------------------------------------------------------------


def test_item_page_says_everything_one_needs(resident_client, resident):
    edition = factories.make_edition(competencies={"listen": "Listening first"})
    factories.make_item(
        resident, definition=factories.make_definition("letter", edition=edition)
    )
    item = make_item(
        resident,
        verifier="coordinator",
        deadline="legal",
        competencies=["listen"],
        rules={
            "due": {"anchor": "match_day", "days": 14},
            "requires": ["letter"],
            "lead_days": 21,
        },
        sources=[
            {
                "name": "8 CFR 274a",
                "year": 2026,
                "url": "https://example.com/",
                "checked_on": "2026-11-23",
                "verified": False,
            },
            {"name": "A trap", "url": "javascript:alert(1)", "verified": True},
        ],
    )

    page = text(resident_client.get(address(item)))

    assert "Do it <strong>today</strong>." in page
    assert "14 days after Match Day. Set by law. It does not move on weekends" in page
    assert "<dt>Takes about</dt> <dd>3 weeks</dd>" in page
    assert "<dt>Who checks it</dt> <dd>Your coordinator</dd>" in page
    assert '>Letter</a> <span class="quiet">(not done yet)</span>' in page
    assert "<dd>Listening first</dd>" in page
    assert '<a href="https://example.com/" rel="noopener noreferrer">' in page
    assert "Not verified yet</strong> (looked up November 23, 2026)" in page
    assert "javascript:" not in page


@pytest.mark.parametrize("others", [0, 30])
def test_item_page_asks_the_same_queries_whatever_the_plan(
    resident_client, resident, others, django_assert_num_queries
):
    item = submitted(resident)
    for _ in range(others):
        factories.make_item(resident)

    with django_assert_num_queries(9):
        resident_client.get(address(item))


def test_deadline_of_law_on_a_day_off_says_so(resident_client, resident):
    item = make_item(resident, deadline="legal")
    Item.objects.filter(pk=item.pk).update(due_on=date(2027, 7, 4))

    page = text(resident_client.get(address(item)))

    assert "Sunday, July 4 is a day off, so do it before." in page
