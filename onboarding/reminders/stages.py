"""When an item is told: the stages of a due date. Pure functions of two days.

A stage is the number of days after the due date, negative before it: -14 is T-14.
"""

from collections.abc import Sequence
from datetime import date, timedelta

# What every program keeps: the day after a missed date, and a week after it. From the
# last stage on, every seven days.
FIXED_STAGES = (1, 7)
DEFAULT_STAGES = (-14, -7, -3, -1, 0, 1, 3, 7)
WEEK = 7


def current_stage(
    due_on: date, today: date, stages: Sequence[int] = DEFAULT_STAGES
) -> int | None:
    """The latest stage of `due_on` whose day has come, or None before the first.

    Earlier stages that nobody was told are not made up for: after an outage people
    read where they stand, not what they missed.
    """
    late = (today - due_on).days
    if late >= stages[-1]:
        return late - (late - stages[-1]) % WEEK
    return max((stage for stage in stages if stage <= late), default=None)


def next_stage_day(
    due_on: date, today: date, stages: Sequence[int] = DEFAULT_STAGES
) -> date:
    """The day of the first stage of `due_on` after `today`."""
    late = (today - due_on).days
    if late >= stages[-1]:
        return today + timedelta(days=WEEK - (late - stages[-1]) % WEEK)
    return due_on + timedelta(days=next(s for s in stages if s > late))


def stage_words(stage: int) -> str:
    """`7 days before the due date`, `on the due date`, `1 day after the due date`."""
    if not stage:
        return "on the due date"
    count = abs(stage)
    side = "before" if stage < 0 else "after"
    return f"{count} day{'' if count == 1 else 's'} {side} the due date"
