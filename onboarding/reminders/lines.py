"""Lists in letters: the first lines by name, the rest as one."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from onboarding.reminders.compose import News

# A letter names this many under one heading; the page that it leads to has all.
NAMED = 10

_Row = TypeVar("_Row")


def first_lines(
    rows: Sequence[_Row],
    line: Callable[[_Row], News],
    rest: Callable[[Sequence[_Row]], News],
) -> list[News]:
    """A line for each of the first rows, and one for all that come after them."""
    lines = [line(row) for row in rows[:NAMED]]
    return [*lines, rest(rows[NAMED:])] if rows[NAMED:] else lines
