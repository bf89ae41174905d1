"""A coordinator changes a date of one resident, who sees it first."""

from datetime import date

import pytest

from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Item
from onboarding.residents.models import KeyDate
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW


@pytest.fixture
def plan(resident):
    """Two items that count from the arrival; one of them takes time before it."""
    edition = factories.make_edition()
    for slug, rules in {
        "apply": {"due": {"anchor": "match_day", "days": 90}, "lead_days": 60},
        "enter": {"due": {"anchor": "arrival_in_us"}, "requires": ["apply"]},
        "report": {"due": {"anchor": "arrival_in_us", "days": 3}},
    }.items():
        factories.make_definition(slug, edition=edition, deadline="legal", rules=rules)
    enroll([resident], by=None, now=NOW)
    return resident


@pytest.fixture
def page(plan):
    return f"/residents/{plan.pk}/dates/arrival_in_us/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_date_of_somebody_elses_resident_is_not_found(stranger_client, page):
    assert stranger_client.get(page).status_code == 404
    assert stranger_client.post(page, {"on": "2027-06-10"}).status_code == 404


@pytest.mark.parametrize("role", ["program_director", "faculty", "peer_mentor"])
def test_date_is_not_found_by_those_who_manage_nobody(client, cohort, page, role):
    client.force_login(factories.make_staff(cohort.program, role))

    assert client.get(page).status_code == 404


def test_date_is_not_for_the_resident_at_the_staffs_address(resident_client, page):
    assert resident_client.get(page).status_code == 404


@pytest.mark.parametrize("anchor", ["tax_day", "academic_year", "birthday"])
def test_days_of_the_calendar_are_not_found(coordinator_client, plan, anchor):
    address = f"/residents/{plan.pk}/dates/{anchor}/"

    assert coordinator_client.get(address).status_code == 404


def test_new_date_shows_its_consequences_before_anything_is_saved(
    coordinator_client, plan, page
):
    found = text(coordinator_client.post(page, {"on": "2027-06-10"}))

    assert "This moves 2 items." in found
    assert "Nothing is saved yet." in found
    # May 4 and 60 days.
    assert "cannot be begun before Sat, July 3" in found
    assert "“Apply” takes until then." in found
    assert not KeyDate.objects.exists()
    assert Item.objects.get(slug="report").due_on is None


def test_date_in_the_past_names_what_is_overdue_at_once(coordinator_client, page):
    found = text(coordinator_client.post(page, {"on": "2027-04-20"}))

    assert "Overdue at once" in found
    assert "▲ Report" in found


def test_new_date_is_saved_once_it_was_seen(coordinator_client, coordinator, page):
    given = {"on": "2027-06-10", "is_confirmed": "on", "has_seen": "1"}

    found = text(coordinator_client.post(page, given, follow=True))

    key_date = KeyDate.objects.get()
    assert (key_date.on, key_date.set_by) == (date(2027, 6, 10), coordinator)
    assert Item.objects.get(slug="report").due_on == date(2027, 6, 13)
    assert "2 items moved." in found


def test_date_of_the_cohort_can_be_replaced_and_cleared(coordinator_client, plan):
    address = f"/residents/{plan.pk}/dates/program_start/"

    coordinator_client.post(address, {"on": "2027-07-12", "has_seen": "1"})
    assert KeyDate.objects.get().on == date(2027, 7, 12)
    coordinator_client.post(address, {"clear": "1", "has_seen": "1"})

    assert not KeyDate.objects.exists()


@pytest.mark.parametrize("others", [0, 30])
def test_look_ahead_asks_the_same_queries_whatever_the_plan(
    coordinator_client, plan, page, others, django_assert_max_num_queries
):
    for _ in range(others):
        factories.make_item(plan)

    with django_assert_max_num_queries(38):
        coordinator_client.post(page, {"on": "2027-06-10"})


def test_sheet_says_what_cannot_be_ready_for_the_start(coordinator_client, plan):
    coordinator_client.post(
        f"/residents/{plan.pk}/dates/arrival_in_us/",
        {"on": "2027-06-10", "has_seen": "1"},
    )

    found = text(coordinator_client.get(f"/admin/residents/resident/{plan.pk}/change/"))

    assert "Cannot be ready for Thu, July 1" in found
    assert "not before Sat, July 3" in found
    assert "The first link that breaks: “Apply”, which usually takes 60 days." in found
