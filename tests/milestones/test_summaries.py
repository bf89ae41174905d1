"""Medians, half steps, missing codes, and how sure a change is."""

from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from onboarding.milestones.summaries import change_of, median_of, summary_of


def _said(*values):
    return [
        (None, value) if isinstance(value, str) else (Decimal(str(value)), "")
        for value in values
    ]


def test_median_of_half_steps_may_be_a_quarter():
    assert median_of([Decimal("2.5"), Decimal("3.0")]) == Decimal("2.75")


def test_not_assessable_counts_as_missing_and_never_as_zero():
    found = summary_of(_said(2, 3, "not_assessable"))

    assert (found.n, found.missing, found.median, found.mean) == (2, 1, 2.5, 2.5)


def test_below_level_1_ranks_below_every_level():
    assert summary_of(_said("below_level_1", 1, 1.5)).median == 1.0
    assert summary_of(_said("below_level_1")).median == 0.0


def test_summary_of_nothing_has_no_median():
    assert summary_of(_said("not_assessable")).median is None


def test_change_of_fewer_than_five_is_not_told():
    assert change_of([(Decimal(1), Decimal(2))] * 4) is None


# Ranks and confidence of the distribution-free interval for a median, from the binomial
# table: Conover WJ. Practical Nonparametric Statistics, 3rd ed., 1999, chapter 3.2.
@pytest.mark.parametrize(
    ("n", "low", "high", "confidence"),
    [(5, 1, 5, 0.9375), (6, 1, 6, 0.9688), (10, 2, 9, 0.9785), (20, 6, 15, 0.9586)],
)
def test_interval_has_the_ranks_of_the_table(n, low, high, confidence):
    pairs = [(Decimal(0), Decimal(rank)) for rank in range(1, n + 1)]

    found = change_of(pairs)

    assert (found.low, found.high) == (low, high)
    assert round(found.confidence, 4) == confidence


def test_interval_holds_the_true_change_as_often_as_it_says():
    chance, held = Random(7), 0
    for _ in range(400):
        changes = [chance.choice((0, 0.5, 1.0, 1.5, 2.0)) for _ in range(12)]
        found = change_of([(Decimal(0), Decimal(str(c))) for c in changes])
        held += found.low <= 1.0 <= found.high

    assert held / 400 >= 0.95


def test_interval_narrows_with_more_people():
    widths = []
    for n in (6, 20, 80):
        pairs = [(Decimal(0), Decimal(rank) / n) for rank in range(n)]
        found = change_of(pairs)
        widths.append(found.high - found.low)

    assert all(wide > narrow for wide, narrow in pairwise(widths))
