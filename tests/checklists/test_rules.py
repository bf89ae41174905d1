"""The date engine: what applies, when it is due, what it waits for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.checklists import rules
from onboarding.checklists.facts import Facts
from onboarding.checklists.rules import Progress, Schedule
from onboarding.lib.dates import is_day_off, local_day

NOTHING = Progress(frozenset(), {})


def facts(**changes):
    given = {
        "category": "j1",
        "switches": frozenset(),
        "specialty": "internal-medicine",
        "state": "OH",
        "dates": {"match_day": date(2027, 3, 19), "program_start": date(2027, 7, 1)},
        "home_zone": "Asia/Karachi",
        "program_zone": "America/New_York",
        "program_end": date(2030, 6, 30),
    }
    return Facts(**(given | changes))


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({}, True),
        ({"category": ["j1", "h1b"]}, True),
        ({"category": ["h1b"]}, False),
        ({"category": "j1"}, True),
        ({"has_ssn": False}, True),
        ({"has_ssn": True}, False),
        ({"new_to_us": True}, True),
        ({"category": ["j1"], "has_ssn": True}, False),
        ({"specialty": ["internal-medicine"], "state": "OH"}, True),
        ({"state": ["CA", "NY"]}, False),
    ],
)
def test_applies_when_all_conditions_hold(conditions, holds):
    somebody = facts(switches=frozenset({"new_to_us"}))

    assert rules.applies(conditions, somebody) is holds


def due(rule, *, deadline="legal", somebody=None, progress=NOTHING, **more):
    return rules.schedule(
        {"due": rule, **more}, deadline, somebody or facts(), progress
    )


def test_due_counts_days_from_the_anchor():
    planned = due({"anchor": "match_day", "days": 14})

    assert planned == Schedule(date(2027, 4, 2), None, "")


def test_due_without_its_anchor_waits_for_it_and_guesses_nothing():
    planned = due({"anchor": "arrival_in_us", "days": 3})

    assert planned == Schedule(None, None, "arrival_in_us")


def test_due_after_an_item_waits_until_that_is_done():
    rule = {"after": "sign-contract", "days": 5}

    assert due(rule).waiting_for == "sign-contract"
    done = Progress(frozenset(), {"sign-contract": date(2027, 4, 1)})
    assert due(rule, progress=done).due_on == date(2027, 4, 6)


@pytest.mark.parametrize("deadline", ["institution", "practice"])
def test_due_on_a_day_off_moves_to_the_working_day_before(deadline):
    # July 4, 2027 is a Sunday and observed on Monday, July 5.
    rule = {"anchor": "program_start", "days": 4}

    assert due(rule, deadline=deadline).due_on == date(2027, 7, 2)


def test_due_by_law_stays_on_a_day_off():
    assert due({"anchor": "program_start", "days": 4}).due_on == date(2027, 7, 5)


def test_schedule_names_the_first_prerequisite_that_is_not_finished():
    progress = Progress(frozenset({"second", "third"}), {})

    planned = due(
        {"anchor": "match_day"},
        requires=["first", "second", "third"],
        progress=progress,
    )

    assert planned.waiting_for == "second"


def test_schedule_counts_a_prerequisite_that_does_not_apply_as_done():
    assert due({"anchor": "match_day"}, requires=["not-in-plan"]).waiting_for == ""


def test_not_before_opens_the_window():
    planned = due(
        {"anchor": "program_start", "days": -1},
        not_before={"anchor": "program_start", "days": -30},
    )

    assert planned.not_before_on == date(2027, 6, 1)


def test_notice_is_in_the_morning_where_the_person_still_is_two_weeks_before():
    # Karachi is five hours ahead of UTC.
    assert rules.notice_at(Schedule(date(2027, 5, 20), None, ""), facts()) == datetime(
        2027, 5, 6, 2, tzinfo=UTC
    )


def test_notice_waits_for_the_window_to_open():
    planned = Schedule(date(2027, 5, 20), date(2027, 5, 15), "")

    assert rules.notice_at(planned, facts()) == datetime(2027, 5, 15, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "planned",
    [Schedule(None, None, "arrival_in_us"), Schedule(date(2027, 5, 1), None, "other")],
)
def test_notice_of_what_waits_is_never(planned):
    assert rules.notice_at(planned, facts()) is None


def test_today_changes_zone_on_the_day_of_arrival():
    arrived = facts(
        dates={"arrival_in_us": date(2027, 6, 10), "program_start": date(2027, 7, 1)}
    )
    # 22:00 UTC on June 9: already the 10th in Karachi, still the 9th in Ohio.
    assert arrived.today(datetime(2027, 6, 9, 22, tzinfo=UTC)) == date(2027, 6, 10)
    assert arrived.today(datetime(2027, 6, 10, 22, tzinfo=UTC)) == date(2027, 6, 10)
    assert arrived.zone_on(date(2027, 6, 9)) == "Asia/Karachi"
    assert arrived.zone_on(date(2027, 6, 10)) == "America/New_York"


YEARS = st.integers(2026, 2036)
OFFSETS = st.integers(-180, 400)
ZONES = st.sampled_from(
    [
        "Pacific/Kiritimati",
        "Pacific/Honolulu",
        "Asia/Kolkata",
        "Europe/Kyiv",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
    ]
)


@given(year=YEARS, days=OFFSETS)
def test_due_by_people_is_a_working_day_at_most_four_days_earlier(year, days):
    somebody = facts(dates={"program_start": date(year, 7, 1)})
    exact = date(year, 7, 1) + timedelta(days=days)

    found = due(
        {"anchor": "program_start", "days": days},
        deadline="institution",
        somebody=somebody,
    ).due_on

    assert not is_day_off(found)
    assert timedelta() <= exact - found <= timedelta(days=4)


@given(year=YEARS, days=OFFSETS, zone=ZONES)
def test_notice_falls_on_the_fourteenth_day_before_where_they_are(year, days, zone):
    somebody = facts(dates={"program_start": date(year, 7, 1)}, home_zone=zone)
    planned = due({"anchor": "program_start", "days": days}, somebody=somebody)

    noticed = rules.notice_at(planned, somebody)

    day = planned.due_on - timedelta(days=14)
    assert local_day(noticed, somebody.zone_on(day)) == day
