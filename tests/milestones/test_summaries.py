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


# Hauer KE, Vandergrift J, Lipner RS, et al. National internal medicine milestone
# ratings: validity evidence from longitudinal three-year follow-up. Acad Med
# 2018;93(8):1189-1204, abstract: residents with "not assessable" ratings, by year of
# training and period. The table has numbers and percentages; the sizes of the groups
# are those that give the percentages.
NOT_ASSESSABLE = [
    ("PGY-1, 2013-2014", 1566, 6960, 22.5),
    ("PGY-1, 2015-2016", 1219, 7343, 16.6),
    ("PGY-3, 2013-2014", 342, 6706, 5.1),
    ("PGY-3, 2015-2016", 177, 6808, 2.6),
]


@pytest.mark.parametrize(
    ("group", "missing", "size", "percent"),
    NOT_ASSESSABLE,
    ids=[row[0] for row in NOT_ASSESSABLE],
)
def test_published_part_of_not_assessable_is_found_again(group, missing, size, percent):
    said = _said(*["not_assessable"] * missing, *[3.0] * (size - missing))

    found = summary_of(said)

    assert (found.n, found.missing) == (size - missing, missing)
    assert round(100 * found.missing / (found.n + found.missing), 1) == percent
    # What is missing takes nothing from the level of the others.
    assert found.mean == found.median == 3.0


# The same paper: means over three years, from 2.73 to 3.19 in the first and from 4.00
# to 4.22 in the third, on the scale of half steps. 100 residents on the two half steps
# around a mean give it back to two digits, and the median is one of the half steps.
@pytest.mark.parametrize(
    ("mean", "median"), [(2.73, 2.5), (3.19, 3.0), (4.00, 4.0), (4.22, 4.0)]
)
def test_published_means_are_found_again_on_half_steps(mean, median):
    below = int(mean * 2) / 2
    higher = round((mean - below) / 0.5 * 100)

    found = summary_of(_said(*[below] * (100 - higher), *[below + 0.5] * higher))

    assert round(found.mean, 2) == pytest.approx(mean, abs=0.005)
    assert found.median == median


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
