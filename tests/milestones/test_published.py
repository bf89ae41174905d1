"""Published figures about ratings, found again with our own code.

Each says where it stands in print, which numbers go in, and which are found again. The
table of El Galad et al. is whole: a count for each level. No open table has counts for
half levels, so for those a published mean is taken apart and put together again.
"""

from collections import Counter
from decimal import Decimal

import pytest

from onboarding.dashboard.export import cohort_data
from onboarding.milestones import trajectories
from onboarding.milestones.models import Competency
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
from tests import factories
from tests.factories import NOW

# El Galad A, Sebok-Syer SS, Panza M, Ng K, Lingard L. Beyond the scores: gendered
# interpretations of emergency medicine resident assessments of interdependent
# performances. Perspect Med Educ 2025;14(1):504-518, doi 10.5334/pme.1937
# (PMC12372684), table 3. 18 faculty members rated the same scripted performance, played
# by a woman and, six months later, by a man: how many gave level 1, 2, 3, 4 and 5. The
# first five lines are entrustment in a task, the last two are Milestones.
COUNTS = {
    "communication": ((0, 0, 5, 5, 8), (0, 1, 2, 7, 8)),
    "procedures": ((0, 4, 10, 3, 1), (0, 4, 9, 5, 0)),
    "resuscitation": ((0, 0, 7, 9, 2), (0, 8, 8, 2, 0)),
    "airway-management": ((0, 9, 8, 1, 0), (0, 8, 9, 1, 0)),
    "disposition-plan": ((0, 2, 2, 6, 8), (0, 1, 3, 4, 10)),
    "system-navigation": ((1, 2, 11, 3, 1), (0, 5, 12, 1, 0)),
    "team-communication": ((0, 3, 11, 3, 1), (0, 1, 13, 3, 1)),
}
MILESTONES = ("system-navigation", "team-communication")
# What the counts say to whoever counts to the ninth and the tenth of eighteen.
MEDIANS = {
    "communication": ("4.0", "4.0"),
    "procedures": ("3.0", "3.0"),
    "resuscitation": ("4.0", "3.0"),
    "airway-management": ("2.5", "3.0"),
    "disposition-plan": ("4.0", "5.0"),
    "system-navigation": ("3.0", "3.0"),
    "team-communication": ("3.0", "3.0"),
}
RATERS = 18


def one_by_one(counts):
    """The levels that such counts are of, one for each rater."""
    return [level for level, n in enumerate(counts, start=1) for _ in range(n)]


@pytest.fixture
def performances(cohort):
    """Both performances as residents, rated by 18 faculty members each."""
    edition = factories.make_framework(slugs=tuple(COUNTS))
    faculty = [factories.make_user(is_staff=True) for _ in range(RATERS)]
    residents = []
    for played in (0, 1):
        resident = factories.make_resident(cohort)
        columns = [one_by_one(both[played]) for both in COUNTS.values()]
        for rater, levels in zip(faculty, zip(*columns, strict=True), strict=True):
            factories.make_assessment(
                resident,
                edition=edition,
                assessor=rater,
                levels=dict(zip(COUNTS, levels, strict=True)),
            )
        residents.append(resident)
    return residents


@pytest.mark.django_db
def test_published_counts_of_each_level_are_found_again_in_the_export(
    performances, cohort
):
    """In: a rating for each that the table counts. Out: all 70 counts, and 18 each."""
    residents = cohort_data(cohort, now=NOW)["residents"]

    for played, resident in enumerate(residents):
        found = Counter(
            (row["competency"], row["level"]) for row in resident["ratings"]
        )
        for slug, both in COUNTS.items():
            counts = tuple(found[slug, float(level)] for level in range(1, 6))
            assert counts == both[played], slug
            assert sum(counts) == RATERS


@pytest.mark.django_db
def test_published_levels_are_told_with_their_median_and_their_extremes(
    performances, cohort
):
    """In: the same ratings. Out: number, lowest and highest level as printed.

    The medians are not in print: they are counted off the table.
    """
    for played, cells in enumerate(seen_of(performances, cohort)):
        assert {slug: cell.words for slug, cell in cells.items()} == {
            slug: both[played] for slug, both in MEDIANS.items()
        }
        for slug, both in COUNTS.items():
            levels, cell = one_by_one(both[played]), cells[slug]
            assert (cell.n, cell.low, cell.high) == (RATERS, levels[0], levels[-1])
            # They saw the same and are a level apart: the packet says so first.
            assert cell.is_split


@pytest.mark.django_db
def test_published_difference_is_the_one_that_a_median_shows(performances, cohort):
    """In: the same ratings. Out: what the paper finds of the two performances.

    The second was seen as less in resuscitation (z = -3.09, P = .002), and as no other
    in the Milestones (P = .21 and .56).
    """
    first, second = seen_of(performances, cohort)

    assert first["resuscitation"].level - second["resuscitation"].level == 1
    assert all(first[slug].level == second[slug].level for slug in MILESTONES)


def seen_of(residents, cohort):
    """What observers say of each resident, by competency."""
    competencies = list(Competency.objects.select_related("domain"))
    for resident in residents:
        said = trajectories.everything_about([resident.pk])
        tracks = trajectories.tracks_of(said, competencies, cohort.program_start)
        yield {track.slug: track.cells[SEEN]["arrival"] for track in tracks}


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
    """In: numbers without a level, sizes of the groups. Out: the percentages."""
    ratings = said(*["not_assessable"] * missing, *[3.0] * (size - missing))

    found = summary_of(ratings)

    assert (found.n, found.missing) == (size - missing, missing)
    assert round(100 * found.missing / (found.n + found.missing), 1) == percent
    # What is missing takes nothing from the level of the others.
    assert found.mean == found.median == 3.0


# The same paper: means over three years, from 2.73 to 3.19 in the first and from 4.00
# to 4.22 in the third, on the scale of half steps.
@pytest.mark.parametrize(
    ("mean", "median"), [(2.73, 2.5), (3.19, 3.0), (4.00, 4.0), (4.22, 4.0)]
)
def test_published_means_are_found_again_on_half_steps(mean, median):
    """In: a mean, and 100 ratings of ours on the two half steps around it. Out: it.

    The median is one of the half steps; it is not in print.
    """
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
    """In: how many of 41 were at level 1. Out: the percentage, and the majority."""
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
    """In: a level, with 4.0 expected. Out: whether it is enough."""
    assert (sheet_of(level).below == []) is meets


def test_published_part_that_reaches_the_target_everywhere_is_found_again():
    """In: how many met it everywhere, of how many. Out: the percentage."""
    reached, all_of_them = 1613, 2637
    everywhere, not_quite = sheet_of(*[4.0] * 21, 3.5), sheet_of(*[4.0] * 21, 3.0)
    people = [everywhere] * reached + [not_quite] * (all_of_them - reached)

    found = sum(not sheet.below for sheet in people)

    assert (found, f"{found / len(people):.1%}") == (1613, "61.2%")
