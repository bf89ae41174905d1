"""Category and answers: items come and go, and nobody is surprised."""

import pytest

from onboarding.checklists.actions import complete
from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Item
from onboarding.residents.models import Resident, Switch
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW

ANSWERS = "/answers/"


@pytest.fixture
def plan(resident):
    """One item for J-1, one for H-1B, one for who is new, one for everybody."""
    edition = factories.make_edition()
    for slug, conditions in {
        "pay-fee": {"category": ["j1"]},
        "file-petition": {"category": ["h1b"]},
        "buy-warm-clothes": {"new_to_us": True},
        "sign-contract": {},
    }.items():
        rules = {"due": {"anchor": "match_day", "days": 90}, "applies_to": conditions}
        factories.make_definition(slug, edition=edition, rules=rules)
    enroll([resident], by=None, now=NOW)
    return resident


@pytest.fixture
def page(plan):
    return f"/residents/{plan.pk}/facts/"


def states():
    return dict(Item.objects.values_list("slug", "state"))


def test_facts_of_somebody_elses_resident_are_not_found(stranger_client, page):
    assert stranger_client.get(page).status_code == 404
    assert stranger_client.post(page, {"category": "h1b"}).status_code == 404


def test_facts_are_not_found_by_a_director(client, cohort, page):
    client.force_login(factories.make_staff(cohort.program, "program_director"))

    assert client.get(page).status_code == 404


def test_new_category_shows_what_comes_and_goes_before_it_is_saved(
    coordinator_client, page
):
    found = text(coordinator_client.post(page, {"category": "h1b"}))

    assert "This adds 1 item, takes away 1 item." in found
    assert Resident.objects.get().category == "j1"
    assert "file-petition" not in states()


def test_category_there_and_back_again_is_the_start(coordinator_client, page):
    before = list(Item.objects.order_by("pk").values("slug", "state", "due_on"))

    coordinator_client.post(page, {"category": "h1b", "has_seen": "1"})
    there = states()
    coordinator_client.post(page, {"category": "j1", "has_seen": "1"})

    assert there["pay-fee"] == "not_applicable"
    assert there["file-petition"] == "open"
    here = Item.objects.exclude(slug="file-petition").order_by("pk")
    assert list(here.values("slug", "state", "due_on")) == before
    assert states()["file-petition"] == "not_applicable"


def test_work_that_is_done_stays_done_in_another_category(coordinator_client, page):
    item = Item.objects.get(slug="pay-fee")
    complete(item, by=item.resident.user, now=NOW)

    coordinator_client.post(page, {"category": "h1b", "has_seen": "1"})

    assert states()["pay-fee"] == "done"


def test_coordinator_answers_a_question_and_takes_it_back(
    coordinator_client, coordinator, page
):
    given = {"category": "j1", "has_seen": "1"}
    coordinator_client.post(page, given | {"late_arrival": "yes"})
    assert Switch.objects.get().set_by == coordinator

    coordinator_client.post(page, given | {"late_arrival": ""})

    assert not Switch.objects.exists()


# -- By themselves ---------------------------------------------------------------------


def test_answers_of_nobody_are_not_found(stranger_client, plan):
    assert stranger_client.get(ANSWERS).status_code == 404


def test_resident_sees_what_an_answer_brings_before_it_is_saved(resident_client, plan):
    found = text(resident_client.post(ANSWERS, {"new_to_us": "yes"}))

    assert "This adds 1 item" in found
    assert "Buy warm clothes" in found
    assert not Switch.objects.exists()


def test_resident_saves_an_answer_and_gets_its_items(resident_client, plan):
    given = {"new_to_us": "yes", "has_seen": "1"}

    found = text(resident_client.post(ANSWERS, given, follow=True))

    assert states()["buy-warm-clothes"] == "open"
    assert "Your answers are saved. 1 item was added." in found


def test_resident_cannot_set_category_or_what_the_program_decides(
    resident_client, plan
):
    given = {"category": "h1b", "late_arrival": "yes", "has_seen": "1"}

    resident_client.post(ANSWERS, given)

    assert Resident.objects.get().category == "j1"
    assert not Switch.objects.exists()


@pytest.mark.parametrize("others", [0, 30])
def test_answers_ask_the_same_queries_whatever_the_plan(
    resident_client, plan, others, django_assert_max_num_queries
):
    for _ in range(others):
        factories.make_item(plan)

    with django_assert_max_num_queries(36):
        resident_client.post(ANSWERS, {"new_to_us": "yes"})
