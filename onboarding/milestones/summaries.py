"""Levels as numbers: medians, what is missing, and how sure a change of a group is.

Levels are ordered words, not measures: everything here needs their order and no more,
but for the mean, which is kept because published tables have it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import comb
from statistics import fmean
from statistics import median as middle

from onboarding.milestones.words import Code

# "Not yet at level 1" ranks below every level: 0, as in the field's own tables.
BELOW = Decimal(0)
# A change of fewer people than this is about persons, not about a group.
FEWEST = 5
_WANTED = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """What several people said of one thing. `missing` could not assess it."""

    n: int
    missing: int
    median: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a group from one occasion to another.

    `low` and `high` hold the true median change with at least `confidence`.
    """

    n: int
    median: float
    low: float
    high: float
    confidence: float


def number(level: Decimal | None, code: str) -> Decimal | None:
    """The level as a number; None if it could not be assessed."""
    return BELOW if code == Code.BELOW_LEVEL_1 else level


def median_of(numbers: Sequence[Decimal]) -> Decimal | None:
    """The median; between two half steps it is a quarter. None of nothing."""
    if len(numbers) == 1:  # the usual case, thousands of times in a packet
        return numbers[0]
    return Decimal(middle(numbers)) if numbers else None


def summary_of(said: Iterable[tuple[Decimal | None, str]]) -> Summary:
    """A summary of (level, code) pairs; what could not be assessed counts apart."""
    numbers = [number(level, code) for level, code in said]
    known = [float(value) for value in numbers if value is not None]
    return Summary(
        n=len(known),
        missing=len(numbers) - len(known),
        median=middle(known) if known else None,
        mean=fmean(known) if known else None,
    )


def change_of(pairs: Sequence[tuple[Decimal, Decimal]]) -> Change | None:
    """The change in `pairs` of (before, after), one per person; None below FEWEST.

    The interval lies between two of the sorted changes, chosen by the binomial
    distribution (the sign test turned around): it asks nothing of how levels are
    distributed, and with ties it is rather too wide than too narrow.
    """
    if len(pairs) < FEWEST:
        return None
    changes = sorted(float(after - before) for before, after in pairs)
    n, rank = len(changes), 1
    while _confidence(n, rank + 1) >= _WANTED:
        rank += 1
    return Change(
        n=n,
        median=middle(changes),
        low=changes[rank - 1],
        high=changes[n - rank],
        confidence=_confidence(n, rank),
    )


def _confidence(n: int, rank: int) -> float:
    """How sure the interval from the `rank`-th smallest to the `rank`-th largest is."""
    outside: int = sum(comb(n, k) for k in range(rank))
    return 1 - 2 * outside / 2**n if 2 * rank <= n + 1 else 0.0
