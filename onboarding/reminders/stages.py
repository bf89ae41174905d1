"""When an item is told: the stages of a due date. Pure functions of two days."""

from datetime import date, timedelta

# Days after the due date; from the last one on, every seven days.
FIRST_STAGES = (-14, -7, -3, -1, 0, 1, 3, 7)
WEEK = 7


def current_stage(due_on: date, today: date) -> int | None:
    """The latest stage of `due_on` whose day has come, or None before the first.

    Earlier stages that nobody was told are not made up for: after an outage people
    read where they stand, not what they missed.
    """
    late = (today - due_on).days
    if late >= FIRST_STAGES[-1]:
        return late - late % WEEK
    return max((stage for stage in FIRST_STAGES if stage <= late), default=None)


def next_stage_day(due_on: date, today: date) -> date:
    """The day of the first stage of `due_on` after `today`."""
    late = (today - due_on).days
    if late >= FIRST_STAGES[-1]:
        return due_on + timedelta(days=late - late % WEEK + WEEK)
    return due_on + timedelta(days=next(s for s in FIRST_STAGES if s > late))
