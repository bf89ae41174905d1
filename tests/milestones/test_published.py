"""Published figures about ratings, found again with our own code.

No raw ratings are open; these are the numbers that papers print, and each says where.
"""

from decimal import Decimal

import pytest

from onboarding.milestones.packets import Sheet
from onboarding.milestones.summaries import BELOW, median_of, number, summary_of
from onboarding.milestones.trajectories import (
    COMMITTEE,
    SEEN,
    SELF,
    Cell,
    Track,
    level_words,
)


def said(*values):
    return [
        (None, value) if isinstance(value, str) else (Decimal(str(value)), "")
        for value in values
    ]


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
    ratings = said(*["not_assessable"] * missing, *[3.0] * (size - missing))

    found = summary_of(ratings)

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

    found = summary_of(said(*[below] * (100 - higher), *[below + 0.5] * higher))

    assert round(found.mean, 2) == pytest.approx(mean, abs=0.005)
    assert found.median == median


# Weizberg M, Bond MC, Cassara M, Doty C, Seamon J. Have first-year emergency medicine
# residents achieved level 1 on care-based milestones? J Grad Med Educ 2015;7(4):589-594
# (PMC4675416), abstract: of 41 residents in their first month, faculty saw 20% (on the
# hardest of the milestones) to 73% (on the easiest) at level 1; where most were not
# there, the paper says that the majority did not achieve level 1.
@pytest.mark.parametrize(
    ("reached", "percent", "median"), [(8, 20, "below 1"), (30, 73, "1.0")]
)
def test_published_majority_below_level_1_is_the_median(reached, percent, median):
    ratings = said(*[1] * reached, *["below_level_1"] * (41 - reached))

    numbers = [number(level, code) for level, code in ratings]

    assert round(100 * reached / len(ratings)) == percent
    assert level_words(median_of(numbers)) == median
    # They were assessed: below level 1 is not missing.
    assert summary_of(ratings).missing == 0
    assert numbers.count(BELOW) == 41 - reached


# Gorgas DL, Joldersma KB, Ankel FK, Carter WA, Barton MA, Reisdorff EJ. Emergency
# medicine milestones final ratings are often subpar. West J Emerg Med
# (westjem.com/?p=22181), abstract: the target at graduation is 4.0; a rating of 3.5 or
# more meets it, 3.0 or less does not. Of 2,637 residents in spring 2022, 1,613 (61.2%)
# met it in every subcompetency.
def sheet_of(*levels):
    """One resident before a committee, as observers saw them at the end."""
    tracks = []
    for place, level in enumerate(levels):
        cell = Cell(Decimal(str(level)), 1, Decimal(str(level)), Decimal(str(level)))
        cells = {SELF: {}, SEEN: {"month_12": cell}, COMMITTEE: {}}
        slug = f"subcompetency-{place}"
        tracks.append(Track(slug, slug, "All", {"month_12": Decimal(4)}, cells))
    return Sheet(None, "month_12", tracks, ())


@pytest.mark.parametrize(("level", "meets"), [(3.0, False), (3.5, True), (4.0, True)])
def test_published_line_between_enough_and_too_little_is_ours(level, meets):
    assert (sheet_of(level).below == []) is meets


def test_published_part_that_reaches_the_target_everywhere_is_found_again():
    reached, all_of_them = 1613, 2637
    everywhere, not_quite = sheet_of(*[4.0] * 21, 3.5), sheet_of(*[4.0] * 21, 3.0)
    people = [everywhere] * reached + [not_quite] * (all_of_them - reached)

    found = sum(not sheet.below for sheet in people)

    assert (found, f"{found / len(people):.1%}") == (1613, "61.2%")
