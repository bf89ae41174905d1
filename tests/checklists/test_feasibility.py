"""Whether it can be ready in time: examples worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.checklists.feasibility import (
    Step,
    shortfall_by,
    shortfalls,
    step_of,
)
from onboarding.checklists.models import Item
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW

TODAY = date(2027, 5, 12)
START = date(2027, 7, 1)


def step(slug, *first, lead=0, due=None, opens=None, submitted=False):
    return Step(slug, first, lead, due, opens, submitted)


# Contract → license application (60 days) → license in hand by June 24.
CONTRACT = step("contract", due=date(2027, 4, 2))
APPLY = step("apply", "contract", lead=60, due=date(2027, 4, 9))
HOLD = step("hold", "apply", due=date(2027, 6, 24))


def test_a_license_applied_for_on_may_12_is_there_on_july_11():
    found = shortfall_by([CONTRACT, APPLY, HOLD], START, TODAY)

    assert found.ready_on == date(2027, 7, 11)
    assert [link.slug for link in found.chain] == ["apply", "hold"]
    assert found.breaks.slug == "apply"
    assert found.slug == "hold"


def test_one_that_is_applied_for_sixty_days_before_the_start_is_in_time():
    assert shortfall_by([CONTRACT, APPLY, HOLD], START, date(2027, 5, 2)) is None
    assert shortfall_by([CONTRACT, APPLY, HOLD], START, date(2027, 5, 3)) is not None


def test_what_is_done_takes_no_more_time():
    assert shortfall_by([HOLD], START, TODAY) is None


def test_what_waits_for_a_check_may_be_approved_today():
    sent = step("apply", "contract", lead=60, due=date(2027, 4, 9), submitted=True)

    assert shortfall_by([CONTRACT, sent, HOLD], START, TODAY) is None


def test_lead_times_add_up_and_the_first_link_past_the_start_is_named():
    # May 12 + 21 = June 2, + 21 = June 23, + 14 = July 7.
    chain = [
        step("form", lead=21),
        step("approval", "form", lead=21),
        step("visa", "approval", lead=14),
        step("enter", "visa", due=date(2027, 6, 20)),
    ]

    found = shortfall_by(chain, START, TODAY)

    assert [(link.slug, link.ready_on) for link in found.chain] == [
        ("form", date(2027, 6, 2)),
        ("approval", date(2027, 6, 23)),
        ("visa", date(2027, 7, 7)),
        ("enter", date(2027, 7, 7)),
    ]
    assert found.breaks.slug == "visa"


def test_of_two_branches_the_slower_one_decides():
    steps = [
        step("quick", lead=5),
        step("slow", lead=55),
        step("both", "quick", "slow", due=START),
    ]

    found = shortfall_by(steps, START, TODAY)

    assert found.breaks.slug == "slow"
    assert found.ready_on == date(2027, 7, 6)


def test_a_window_that_opens_after_the_start_breaks_by_itself():
    late = step("report", due=START, opens=date(2027, 7, 15))

    found = shortfall_by([late], START, TODAY)

    assert (found.breaks.slug, found.ready_on) == ("report", date(2027, 7, 15))


def test_what_is_due_after_the_start_does_not_hold_it_up():
    exam = step("exam", lead=200, due=date(2028, 3, 1))

    assert shortfall_by([exam], START, TODAY) is None


def test_an_undated_link_still_takes_its_time():
    steps = [step("interview", lead=60), step("enter", "interview", due=START)]

    assert shortfall_by(steps, START, TODAY).breaks.slug == "interview"


def test_an_item_cannot_begin_by_its_date_when_what_comes_first_takes_longer():
    found = shortfalls([CONTRACT, APPLY, HOLD], TODAY)

    assert list(found) == ["hold"]
    assert found["hold"].begins_on == date(2027, 7, 11)
    assert found["hold"].breaks.slug == "apply"


def test_what_is_overdue_already_is_late_and_not_impossible():
    assert "contract" not in shortfalls([CONTRACT], TODAY)


def test_a_circle_ends_all_the_same():
    steps = [
        step("hen", "egg", lead=30, due=START),
        step("egg", "hen", lead=30, due=START),
    ]

    assert shortfall_by(steps, START, TODAY).ready_on > START


def test_an_item_after_another_waits_for_it_like_for_a_requirement():
    rules = {"due": {"after": "visa", "days": 3}, "requires": ["form"], "lead_days": 4}

    found = step_of("enter", rules, "submitted", None, None)

    assert found == Step("enter", ("form", "visa"), 4, None, None, True)


@pytest.mark.parametrize(
    ("anchor", "can_wait"),
    [
        ("match_day", False),
        ("contract_signed", False),
        ("program_start", False),
        ("arrival_in_us", True),
        ("ead_end_date", True),
        ("travel_departure", True),
    ],
)
def test_what_serves_another_day_may_have_its_result_after_the_start(anchor, can_wait):
    rules = {"due": {"anchor": anchor, "days": -180}, "lead_days": 150}
    renewal = step_of("renew", rules, "open", date(2027, 6, 1), None)

    assert (shortfall_by([renewal], START, TODAY) is None) is can_wait


def test_what_waits_for_such_a_result_is_late_all_the_same():
    rules = {"due": {"anchor": "arrival_in_us", "days": 10}, "lead_days": 60}
    number = step_of("number", rules, "open", date(2027, 6, 1), None)
    payroll = step("payroll", "number", due=START)

    assert shortfall_by([number, payroll], START, TODAY).breaks.slug == "number"


def test_what_takes_no_time_is_needed_by_the_start_whatever_it_counts_from():
    rules = {"due": {"anchor": "arrival_in_us", "days": 3}, "requires": ["form"]}
    entry = step_of("entry", rules, "open", date(2027, 6, 10), None)

    found = shortfall_by([step("form", lead=70), entry], START, TODAY)

    assert found.slug == "entry"


DAYS = st.integers(0, 90)
PLANS = st.lists(
    st.tuples(DAYS, st.integers(-60, 120), st.sets(st.integers(0, 11)), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(plan=PLANS)
def test_more_time_before_the_limit_never_makes_anything_impossible(plan):
    steps = [
        step(
            f"s{index}",
            *(f"s{other}" for other in first if other < index),
            lead=lead,
            due=START + timedelta(days=due),
            submitted=submitted,
        )
        for index, (lead, due, first, submitted) in enumerate(plan)
    ]

    found = shortfall_by(steps, START, TODAY)

    if found is None:
        assert shortfall_by(steps, START, TODAY - timedelta(days=7)) is None
    else:
        # The chain rises, is one of prerequisites, and its break is too late.
        by_slug = {each.slug: each for each in steps}
        days = [link.ready_on for link in found.chain]
        assert days == sorted(days)
        for before, after in zip(found.chain, found.chain[1:], strict=False):
            assert before.slug in by_slug[after.slug].first
        assert found.breaks.ready_on > START
        assert shortfall_by(steps, START, TODAY + timedelta(days=7)) is not None


# -- In words, on the page of the item ------------------------------------------------


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def chain(resident):
    """An application that takes 60 days, and the license that must be there."""
    edition = factories.make_edition()
    apply = factories.make_definition(
        "apply", edition=edition, rules=APPLY_RULES, is_sensitive=True
    )
    hold = factories.make_definition("hold", edition=edition, rules=HOLD_RULES)
    first = factories.make_item(resident, definition=apply, due_on=date(2027, 4, 9))
    second = factories.make_item(
        resident, definition=hold, due_on=date(2027, 6, 24), waiting_for="apply"
    )
    return first, second


APPLY_RULES = {"due": {"anchor": "match_day", "days": 21}, "lead_days": 60}
HOLD_RULES = {"due": {"anchor": "program_start", "days": -7}, "requires": ["apply"]}


@pytest.mark.django_db
def test_item_page_says_kindly_what_breaks(resident_client, chain):
    first, second = chain

    breaks = text(resident_client.get(first.get_absolute_url()))
    waits = text(resident_client.get(second.get_absolute_url()))

    # May 4 and 60 days.
    assert "At the usual pace the result is there on Sat, July 3." in breaks
    assert "this can begin on Sat, July 3, after its date." in waits
    assert "“Apply” comes first" in waits
    assert "tell your coordinator" in waits


@pytest.mark.django_db
def test_item_page_is_silent_once_the_first_link_is_done(resident_client, chain):
    first, second = chain
    Item.objects.filter(pk=first.pk).update(
        state="done", completed_on=date(2027, 5, 1), notice_at=None
    )

    page = text(resident_client.get(second.get_absolute_url()))

    assert "At the usual pace" not in page


@pytest.mark.django_db
def test_board_counts_who_cannot_be_ready_and_the_list_finds_them(
    coordinator_client, cohort, chain
):
    factories.make_resident(cohort, family_name="Quick")

    board = text(coordinator_client.get("/"))
    listed = text(coordinator_client.get("/admin/residents/resident/?start=late"))

    assert "<b>1</b> cannot be ready for the start" in board
    assert "▲ ready not before Sat, July 3" in board
    assert "O&#x27;Brien" in listed
    assert "Quick" not in listed
