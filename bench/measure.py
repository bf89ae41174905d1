"""Time ours and the floor in turn, and keep the medians (interfaces §9)."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

ROUNDS = 7


@dataclass
class Row:
    """One line of results.json; `ratio` is the median of the ratios of the rounds."""

    name: str
    unit: str
    value: float
    floor: float
    ratio: float
    n: int
    median_of: int
    notes: str
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The row as results.json has it."""
        row = asdict(self)
        return {**{key: row[key] for key in row if key != "more"}, **self.more}


@dataclass
class Stopwatch:
    """Seconds and statements of what ran inside `watch()`."""

    seconds: float = 0.0
    queries: int = 0


@contextmanager
def watch(*, count: bool = False) -> Iterator[Stopwatch]:
    """Measure the body; counting statements costs a little, so only on request."""
    watched = Stopwatch()

    def counted(execute, sql, parameters, many, context):
        watched.queries += 1
        return execute(sql, parameters, many, context)

    start = time.perf_counter()
    if count:
        with connection.execute_wrapper(counted):
            yield watched
    else:
        yield watched
    watched.seconds = time.perf_counter() - start


def compare(
    name: str,
    ours: Callable[[], float],
    floor: Callable[[], float],
    *,
    n: int,
    notes: str,
    unit: str = "ms",
    **more: Any,
) -> Row:
    """Run both in turn; each returns its seconds for `n` things.

    A unit of "ms" gives milliseconds for all of it, one that ends in "/s" a rate.
    """
    ours(), floor()  # the first round of each pays for caches and connections
    pairs = []
    for index in range(ROUNDS):
        # Whoever runs second finds warmer caches: take turns.
        first, second = (ours, floor) if index % 2 else (floor, ours)
        one, two = first(), second()
        pairs.append((one, two) if index % 2 else (two, one))
    values = [_in_unit(pair[0], unit, n) for pair in pairs]
    floors = [_in_unit(pair[1], unit, n) for pair in pairs]
    ratios = [value / base for value, base in zip(values, floors, strict=True)]
    spread = f"ratios {min(ratios):.2f} to {max(ratios):.2f}"
    return Row(
        name=name,
        unit=unit,
        value=round(statistics.median(values), 3),
        floor=round(statistics.median(floors), 3),
        ratio=round(statistics.median(ratios), 3),
        n=n,
        median_of=ROUNDS,
        notes=f"{notes}; {spread}",
        more=more,
    )


def _in_unit(seconds: float, unit: str, n: int) -> float:
    return n / seconds if unit.endswith("/s") else seconds * 1000
