"""Stages of a due date: which one has come, and when the next one comes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.reminders.stages import current_stage, next_stage_day

DUE = date(2027, 5, 11)


@pytest.mark.parametrize(
    ("days_late", "stage", "next_in"),
    [
        (-15, None, 1),
        (-14, -14, 7),
        (-8, -14, 1),
        (-7, -7, 4),
        (-2, -3, 1),
        (-1, -1, 1),
        (0, 0, 1),
        (1, 1, 2),
        (2, 1, 1),
        (3, 3, 4),
        (6, 3, 1),
        (7, 7, 7),
        (13, 7, 1),
        (14, 14, 7),
        (40, 35, 2),
    ],
)
def test_stage_follows_the_days_around_the_due_date(days_late, stage, next_in):
    today = DUE + timedelta(days=days_late)

    assert current_stage(DUE, today) == stage
    assert next_stage_day(DUE, today) == today + timedelta(days=next_in)


@given(st.integers(-400, 400))
def test_stage_begins_on_its_day_and_lasts_until_the_next(days_late):
    today = DUE + timedelta(days=days_late)
    next_day = next_stage_day(DUE, today)

    assert next_day > today
    assert current_stage(DUE, next_day) == (next_day - DUE).days
    eve = next_day - timedelta(days=1)
    assert current_stage(DUE, eve) == current_stage(DUE, today)
