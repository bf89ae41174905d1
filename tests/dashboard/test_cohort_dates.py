"""New dates for a whole cohort: seen person by person, saved in one go."""

from datetime import date

import pytest

from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Item
from onboarding.residents.models import KeyDate, Resident
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW


@pytest.fixture
def plans(cohort):
    """Three residents; the last has an orientation of his own, one item is done."""
    factories.make_definition(
        "attend",
        rules={"due": {"anchor": "orientation_start"}},
        deadline="legal",
    )
    factories.make_definition(
        "first-pay", rules={"due": {"anchor": "hire_date", "days": 14}}
    )
    people = [
        factories.make_resident(cohort, family_name=name)
        for name in ("Adeyemi", "Bautista")
    ]
    people.append(
        factories.make_resident(
            cohort,
            family_name="Cárdenas",
            dates={"orientation_start": date(2027, 7, 1)},
        )
    )
    enroll(people, by=None, now=NOW)
    Item.objects.filter(resident=people[1], slug="attend").update(
        state="done", completed_on=date(2027, 5, 1), notice_at=None
    )
    return people


@pytest.fixture
def page(cohort):
    return f"/cohorts/{cohort.pk}/dates/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def given(**days):
    dates = {
        "match_day": "2027-03-19",
        "orientation_start": "2027-06-17",
        "hire_date": "",
        "program_start": "2027-07-01",
    }
    return dates | days


def dues(slug):
    found = Item.objects.filter(slug=slug).order_by("resident")
    return [str(day) for day in found.values_list("due_on", flat=True)]


def test_dates_of_another_cohort_are_not_found(stranger_client, page):
    assert stranger_client.get(page).status_code == 404
    assert stranger_client.post(page, given()).status_code == 404


def test_dates_are_not_found_by_a_director(client, cohort, page):
    client.force_login(factories.make_staff(cohort.program, "program_director"))

    assert client.get(page).status_code == 404


def test_new_orientation_is_shown_person_by_person_before_it_is_saved(
    coordinator_client, plans, page
):
    found = text(coordinator_client.post(page, given(orientation_start="2027-06-21")))

    assert "Start of orientation: Thu, June 17 → Mon, June 21" in found
    assert "For 2 residents: 3 items move. Nothing is saved yet." in " ".join(
        found.split()
    )
    assert "Adeyemi, Aoife" in found
    assert "Moves 2 items" in found
    assert "1 resident has a date of their own, which stays." in found
    assert "Nothing moves for 1 resident." in found
    assert dues("attend") == ["2027-06-17", "2027-06-17", "2027-07-01"]


def test_new_orientation_moves_everybody_who_has_none_of_their_own(
    coordinator_client, cohort, plans, page
):
    days = given(orientation_start="2027-06-21", has_seen="1")

    found = text(coordinator_client.post(page, days, follow=True))

    cohort.refresh_from_db()
    assert cohort.orientation_start == date(2027, 6, 21)
    # Done is done; a date of one's own stays.
    assert dues("attend") == ["2027-06-21", "2027-06-17", "2027-07-01"]
    assert dues("first-pay") == ["2027-07-02", "2027-07-02", "2027-07-15"]
    assert "3 items moved. 2 residents concerned." in found
    assert KeyDate.objects.count() == 1


def test_orientation_after_the_start_is_refused_with_a_sentence(
    coordinator_client, cohort, page
):
    found = text(coordinator_client.post(page, given(orientation_start="2027-07-02")))

    assert "Orientation starts on or before the first day of the program." in found


def test_dates_that_are_there_already_change_nothing(coordinator_client, plans, page):
    found = text(coordinator_client.post(page, given(), follow=True))

    assert "These are the dates that the cohort has already." in found


@pytest.mark.parametrize("count", [5, 50])
def test_moving_a_cohort_takes_the_same_queries_for_five_and_for_fifty(
    coordinator_client, cohort, page, plans, count, django_assert_max_num_queries
):
    more = [factories.make_resident(cohort) for _ in range(count - len(plans))]
    people = Resident.objects.select_related("cohort__program")
    enroll(list(people.filter(pk__in=[one.pk for one in more])), by=None, now=NOW)

    # Signing in, finding the cohort, and 25 for looking ahead.
    with django_assert_max_num_queries(38):
        coordinator_client.post(page, given(orientation_start="2027-06-21"))
