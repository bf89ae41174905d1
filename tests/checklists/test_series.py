"""What comes back: one line per occurrence, from the first date to the last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.checklists import rules
from onboarding.checklists.rules import Progress
from onboarding.lib.dates import add_months, is_day_off
from tests.checklists.test_rules import NOTHING, facts

YEARLY = {"every_months": 12, "until": "program_end"}
MONTHLY = {"every_months": 1, "until": "program_end"}


def series(due, repeats, *, deadline="legal", somebody=None, done=None, **more):
    """The due day of each unfinished occurrence by number."""
    found = rules.series(
        {"due": due, "repeats": repeats, **more},
        deadline,
        somebody or facts(),
        more.get("progress", NOTHING),
        done or {},
    )
    return {number: planned.due_on for number, planned in found.items()}


def with_dates(**dates):
    return facts(dates={"program_start": date(2027, 7, 1), **dates})


def test_what_does_not_repeat_has_the_number_one():
    assert series({"anchor": "match_day"}, None) == {1: date(2027, 3, 19)}
    assert series({"anchor": "match_day"}, None, done={1: None}) == {}


def test_a_monthly_log_of_three_years_has_thirty_six_lines():
    found = series({"anchor": "program_start", "days": 27}, MONTHLY)

    assert list(found) == list(range(1, 37))
    assert found[1] == date(2027, 7, 28)
    assert found[2] == date(2027, 8, 28)
    assert found[36] == date(2030, 6, 28)


def test_a_month_without_that_day_has_its_last_one():
    somebody = facts(
        dates={"program_start": date(2027, 8, 31)}, program_end=date(2028, 3, 31)
    )

    found = series({"anchor": "program_start"}, MONTHLY, somebody=somebody)

    assert list(found.values()) == [
        date(2027, 8, 31),
        date(2027, 9, 30),
        date(2027, 10, 31),
        date(2027, 11, 30),
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


def test_a_leap_day_comes_back_on_the_last_of_february():
    somebody = facts(
        dates={"program_start": date(2028, 2, 29)}, program_end=date(2032, 12, 31)
    )

    found = series({"anchor": "program_start"}, YEARLY, somebody=somebody)

    assert [str(day) for day in found.values()] == [
        "2028-02-29",
        "2029-02-28",
        "2030-02-28",
        "2031-02-28",
        "2032-02-29",
    ]


def test_a_deadline_of_people_moves_off_days_off_each_time():
    # July 4: a Sunday in 2027 (observed Monday), then a Tuesday and a Wednesday.
    due = {"anchor": "program_start", "days": 3}

    assert series(due, YEARLY, deadline="institution") == {
        1: date(2027, 7, 2),
        2: date(2028, 7, 3),
        3: date(2029, 7, 3),
    }


def test_the_window_moves_along_with_each_occurrence():
    found = rules.series(
        {
            "due": {"anchor": "program_start", "days": 30},
            "not_before": {"anchor": "program_start", "days": 20},
            "repeats": YEARLY,
        },
        "legal",
        facts(),
        NOTHING,
        {},
    )

    assert [p.not_before_on for p in found.values()] == [
        date(2027, 7, 21),
        date(2028, 7, 21),
        date(2029, 7, 21),
    ]


def test_without_the_anchor_there_is_one_line_that_waits():
    found = rules.series(
        {"due": {"anchor": "license_expiry"}, "repeats": YEARLY},
        "legal",
        facts(),
        NOTHING,
        {},
    )

    assert found == {1: rules.Schedule(None, None, "license_expiry")}


def test_while_the_end_is_not_known_only_the_first_is_certain():
    until = {"every_months": 6, "until": "passport_expiry"}

    assert series({"anchor": "program_start"}, until) == {1: date(2027, 7, 1)}


def test_the_first_stays_even_past_the_end():
    somebody = with_dates(passport_expiry=date(2035, 5, 5))

    assert series({"anchor": "passport_expiry"}, YEARLY, somebody=somebody) == {
        1: date(2035, 5, 5)
    }


def test_what_is_done_keeps_its_number_and_the_others_their_dates():
    due = {"anchor": "program_start", "days": 30}
    fresh = series(due, YEARLY)

    found = series(due, YEARLY, done={2: date(2028, 7, 31)})

    assert found == {1: fresh[1], 3: fresh[3]}


def test_an_item_after_another_repeats_from_the_day_that_was_done():
    due = {"after": "first-log", "days": 7}
    progress = Progress(frozenset(), {"first-log": date(2029, 8, 1)})

    found = series(due, YEARLY, progress=progress)

    assert series(due, YEARLY) == {1: None}
    assert found == {1: date(2029, 8, 8)}


# -- Renewals: from an expiry date -----------------------------------------------------

RENEWAL = {"anchor": "license_expiry", "days": -90}
FIRST_EXPIRY = date(2028, 6, 30)


def test_a_renewal_is_planned_each_year_until_the_new_paper_says_otherwise():
    somebody = with_dates(license_expiry=FIRST_EXPIRY)

    assert series(RENEWAL, YEARLY, somebody=somebody) == {
        1: date(2028, 4, 1),
        2: date(2029, 4, 1),
        3: date(2030, 4, 1),
    }


def test_a_renewal_that_is_done_is_not_asked_for_again_at_once():
    somebody = with_dates(license_expiry=FIRST_EXPIRY)

    found = series(RENEWAL, YEARLY, somebody=somebody, done={1: date(2028, 4, 1)})

    assert found == {2: date(2029, 4, 1), 3: date(2030, 4, 1)}


def test_the_date_on_the_new_paper_decides_the_next_renewal():
    renewed = with_dates(license_expiry=date(2029, 8, 15))

    found = series(RENEWAL, YEARLY, somebody=renewed, done={1: date(2028, 4, 1)})

    assert found == {2: date(2029, 5, 17), 3: date(2030, 5, 17)}


def test_a_paper_that_outlasts_the_program_needs_no_further_renewal():
    renewed = with_dates(license_expiry=date(2031, 8, 15))

    found = series(RENEWAL, YEARLY, somebody=renewed, done={1: date(2028, 4, 1)})

    assert found == {}


# -- Always ----------------------------------------------------------------------------


@given(
    year=st.integers(2026, 2036),
    days=st.integers(-200, 400),
    months=st.integers(1, 24),
    length=st.integers(1, 8),
    deadline=st.sampled_from(["legal", "institution", "practice"]),
    done=st.sets(st.integers(1, 20)),
)
def test_occurrences_count_from_one_and_rise_to_the_end(
    year, days, months, length, deadline, done
):
    start = date(year, 7, 1)
    end = add_months(start, 12 * length) - timedelta(days=1)
    somebody = facts(dates={"program_start": start}, program_end=end)
    repeats = {"every_months": months, "until": "program_end"}
    due = {"anchor": "program_start", "days": days}

    every = series(due, repeats, deadline=deadline, somebody=somebody)
    rest = series(
        due, repeats, deadline=deadline, somebody=somebody, done=dict.fromkeys(done)
    )

    assert list(every) == list(range(1, len(every) + 1))
    assert list(every.values()) == sorted(set(every.values()))
    assert all(day <= end for number, day in every.items() if number > 1)
    if deadline != "legal":
        assert not any(map(is_day_off, every.values()))
    # What is done takes nothing from the others.
    assert rest == {n: day for n, day in every.items() if n not in done}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
    ],
)
def test_months_are_added_as_calendars_have_them(day, months, later):
    assert add_months(day, months) == later
