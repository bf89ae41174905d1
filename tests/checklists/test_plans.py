"""A plan follows the facts: made once, kept true, finished work untouched."""

from datetime import date

import pytest

from onboarding.checklists import actions, enrollment, plans
from onboarding.checklists.models import Event, Item
from onboarding.residents.models import Resident
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_edition,
    make_resident,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    """Four items: for all, for J-1, after arrival, and after the first one."""
    edition = make_edition()
    make_definition("sign-contract", edition=edition)
    make_definition(
        "book-interview",
        edition=edition,
        rules={
            "applies_to": {"category": ["j1"]},
            "due": {"anchor": "match_day", "days": 28},
        },
    )
    make_definition(
        "report-arrival",
        edition=edition,
        rules={"due": {"anchor": "arrival_in_us", "days": 4}},
    )
    make_definition(
        "pack-bags",
        edition=edition,
        rules={
            "due": {"anchor": "program_start", "days": -16},
            "requires": ["sign-contract", "book-interview"],
        },
    )
    return edition


def lines(resident):
    """(slug, due day, what it waits for, state) of each item."""
    found = Item.objects.filter(resident=resident)
    return list(found.values_list("slug", "due_on", "waiting_for", "state"))


@pytest.fixture
def enrolled(edition):
    """A J-1 resident with the plan of that edition."""
    resident = make_resident()
    enrollment.enroll([resident], by=None, now=NOW)
    return resident


START = [
    ("sign-contract", date(2027, 4, 2), "", "open"),
    ("book-interview", date(2027, 4, 16), "", "open"),
    ("report-arrival", None, "arrival_in_us", "open"),
    ("pack-bags", date(2027, 6, 15), "sign-contract", "open"),
]


def test_enroll_makes_the_items_that_apply_with_their_dates(enrolled):
    assert lines(enrolled) == START
    assert list(Event.objects.values_list("kind", flat=True)) == ["enrolled"]


def test_enroll_leaves_out_what_does_not_apply(edition):
    resident = make_resident(category="us_citizen")

    enrollment.enroll([resident], by=None, now=NOW)

    assert [slug for slug, *_ in lines(resident)] == [
        "sign-contract",
        "report-arrival",
        "pack-bags",
    ]


def test_enroll_without_a_pack_says_what_to_do():
    resident = make_resident()

    with pytest.raises(plans.NoPackError, match="load_pack"):
        enrollment.enroll([resident], by=None, now=NOW)


def test_a_new_key_date_gives_the_waiting_item_its_day(enrolled):
    change = enrollment.set_key_dates(
        enrolled, {"arrival_in_us": date(2027, 6, 10)}, by=None, now=NOW
    )

    assert [(item.slug, before) for item, before in change.moved] == [
        ("report-arrival", None)
    ]
    assert lines(enrolled)[2] == ("report-arrival", date(2027, 6, 14), "", "open")


def test_clearing_a_key_date_makes_it_wait_again(enrolled):
    arrival = {"arrival_in_us": date(2027, 6, 10)}
    enrollment.set_key_dates(enrolled, arrival, by=None, now=NOW)

    enrollment.set_key_dates(enrolled, {"arrival_in_us": None}, by=None, now=NOW)

    assert lines(enrolled) == START


def test_replan_of_an_unchanged_plan_writes_nothing(enrolled):
    changes = plans.replan([Resident.objects.get()], by=None, now=NOW)

    assert not any(changes.values())
    assert Event.objects.count() == 1


def test_a_change_of_category_retires_and_there_and_back_again_is_the_start(enrolled):
    enrollment.set_facts(enrolled, category="us_citizen", by=None, now=NOW)
    there = lines(enrolled)
    enrollment.set_facts(enrolled, category="j1", by=None, now=NOW)

    assert there[1] == ("book-interview", date(2027, 4, 16), "", "not_applicable")
    assert lines(enrolled) == START


def test_a_prerequisite_that_ceases_to_apply_stops_holding_others_up(enrolled):
    actions.complete(Item.objects.get(slug="sign-contract"), by=enrolled.user, now=NOW)
    assert lines(enrolled)[3][2] == "book-interview"

    enrollment.set_facts(enrolled, category="us_citizen", by=None, now=NOW)

    assert lines(enrolled)[3][2] == ""


def test_finished_work_keeps_its_dates_and_its_state(enrolled):
    item = Item.objects.get(slug="book-interview")
    actions.complete(item, by=enrolled.user, now=NOW)

    enrollment.set_key_dates(
        enrolled, {"match_day": date(2027, 4, 19)}, by=None, now=NOW
    )
    enrollment.set_facts(enrolled, category="us_citizen", by=None, now=NOW)

    assert lines(enrolled)[1] == ("book-interview", date(2027, 4, 16), "", "done")


def test_submitted_work_moves_and_comes_back_as_submitted(enrolled, edition):
    definition = Item.objects.get(slug="book-interview").definition
    type(definition).objects.filter(pk=definition.pk).update(verifier="coordinator")
    item = Item.objects.get(slug="book-interview")
    actions.complete(item, by=enrolled.user, now=NOW)

    enrollment.set_facts(enrolled, category="us_citizen", by=None, now=NOW)
    enrollment.set_facts(enrolled, category="j1", by=None, now=NOW)
    enrollment.set_key_dates(
        enrolled, {"match_day": date(2027, 3, 22)}, by=None, now=NOW
    )

    item.refresh_from_db()
    assert (item.state, item.due_on, item.notice_at) == (
        "submitted",
        date(2027, 4, 19),
        None,
    )


def test_preview_says_what_replan_then_does(enrolled):
    resident = Resident.objects.get()
    Resident.objects.filter(pk=resident.pk).update(category="us_citizen")
    resident = Resident.objects.get()

    change = plans.preview([resident])[resident.pk]

    assert [item.slug for item in change.retired] == ["book-interview"]
    assert lines(enrolled) == START


@pytest.mark.parametrize("count", [1, 30])
def test_enroll_takes_no_query_per_resident(
    edition, count, django_assert_max_num_queries
):
    cohort = make_cohort()
    people = [make_resident(cohort) for _ in range(count)]
    people = list(Resident.objects.select_related("cohort__program"))

    # One more than for a single person: SQLite takes 999 values in one statement.
    with django_assert_max_num_queries(11):
        enrollment.enroll(people, by=None, now=NOW)


@pytest.mark.parametrize("count", [1, 30])
def test_replan_takes_the_same_queries_for_one_and_for_many(
    edition, count, django_assert_num_queries
):
    cohort = make_cohort()
    for _ in range(count):
        make_resident(cohort)
    people = list(Resident.objects.select_related("cohort__program"))
    enrollment.enroll(people, by=None, now=NOW)
    type(cohort).objects.update(program_start=date(2027, 7, 8))
    people = list(Resident.objects.select_related("cohort__program"))

    with django_assert_num_queries(7):
        plans.replan(people, by=None, now=NOW)


# A transaction inside that of a test is a savepoint: two statements that are not there
# outside of tests.
SAVEPOINT = 2


@pytest.fixture(params=["plain", "chained"])
def moving(request, edition):
    """Makes a cohort with plans; in one case something counts from another item."""
    if request.param == "chained":
        rule = {"due": {"after": "report-arrival", "days": 9}}
        make_definition("tell-payroll", edition=edition, rules=rule)

    def enrolled_cohort(count):
        cohort = make_cohort()
        people = [make_resident(cohort, category="j1") for _ in range(count)]
        enrollment.enroll(people, by=None, now=NOW)
        return cohort, people

    return enrolled_cohort


@pytest.mark.parametrize("count", [1, 30])
def test_a_new_date_of_one_resident_takes_eight_queries(
    moving, count, django_assert_max_num_queries
):
    _, people = moving(count)

    with django_assert_max_num_queries(8 + SAVEPOINT):
        found = enrollment.set_key_dates(
            people[0], {"arrival_in_us": date(2027, 6, 9)}, by=None, now=NOW
        )

    assert {item.slug for item, _ in found.moved} == {"report-arrival"}


@pytest.mark.parametrize("count", [1, 30])
def test_new_dates_of_a_cohort_take_eight_queries_however_many_are_in_it(
    moving, count, django_assert_num_queries
):
    cohort, _ = moving(count)
    days = {"program_start": date(2027, 7, 8), "orientation_start": date(2027, 6, 21)}

    with django_assert_num_queries(8 + SAVEPOINT):
        found = enrollment.set_cohort_dates(cohort, days, by=None, now=NOW)

    assert [len(change.moved) for change in found.values()] == [1] * count


def test_what_counts_from_an_item_that_does_not_apply_moves_with_its_date(edition):
    make_definition(
        "show-petition",
        edition=edition,
        rules={
            "applies_to": {"category": ["h1b"]},
            "due": {"anchor": "arrival_in_us", "days": 3},
        },
    )
    rule = {"due": {"after": "show-petition", "days": 6}}
    make_definition("tell-payroll", edition=edition, rules=rule)
    person = make_resident(category="j1", dates={"arrival_in_us": date(2027, 6, 1)})
    enrollment.enroll([person], by=None, now=NOW)
    assert ("tell-payroll", date(2027, 6, 10), "", "open") in lines(person)

    enrollment.set_key_dates(
        person, {"arrival_in_us": date(2027, 6, 8)}, by=None, now=NOW
    )

    assert ("tell-payroll", date(2027, 6, 17), "", "open") in lines(person)


def test_a_new_date_moves_plans_of_two_editions_each_by_its_own_rules(enrolled):
    other = make_edition("2")
    make_definition(
        "report-arrival",
        edition=other,
        rules={"due": {"anchor": "arrival_in_us", "days": 10}},
    )
    make_definition(
        "tell-payroll",
        edition=other,
        rules={"due": {"after": "report-arrival", "days": 9}},
    )
    second = make_resident(enrolled.cohort)
    enrollment.enroll([second], by=None, now=NOW)

    for resident in (enrolled, second):
        days = {"arrival_in_us": date(2027, 6, 9)}
        enrollment.set_key_dates(resident, days, by=None, now=NOW)
    enrollment.set_cohort_dates(
        enrolled.cohort, {"program_start": date(2027, 7, 8)}, by=None, now=NOW
    )

    assert [line[:3] for line in lines(enrolled)][1:] == [
        ("book-interview", date(2027, 4, 16), ""),
        ("report-arrival", date(2027, 6, 11), ""),
        ("pack-bags", date(2027, 6, 22), "sign-contract"),
    ]
    assert [line[:3] for line in lines(second)] == [
        # June 18 is a holiday, observed.
        ("report-arrival", date(2027, 6, 17), ""),
        ("tell-payroll", None, "report-arrival"),
    ]
