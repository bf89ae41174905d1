"""Tracks: self and observers over time, and where they are apart."""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from onboarding.milestones import trajectories
from onboarding.milestones.charts import chart_of
from onboarding.milestones.models import Competency, Rating
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

START = date(2027, 7, 1)


def _tracks(resident):
    said = trajectories.said_in(Rating.objects.of(resident))
    competencies = list(Competency.objects.select_related("domain").order_by("pk"))
    return trajectories.tracks_of(said, competencies, START)


def _track(resident):
    return _tracks(resident)[0]


def _say(resident, level, source="faculty", occasion="arrival", **fields):
    return factories.make_assessment(
        resident,
        levels={"pain-nature": level},
        source=source,
        occasion=occasion,
        **fields,
    )


def test_voices_are_kept_apart_and_observers_have_their_median(resident):
    _say(resident, 3.5, "self")
    _say(resident, 2)
    _say(resident, 2.5)
    _say(resident, 3, "peer_mentor")
    _say(resident, 4, "committee")

    cells = _track(resident).cells

    assert cells["self"]["arrival"].level == Decimal("3.5")
    assert cells["observers"]["arrival"].level == Decimal("2.5")
    assert cells["observers"]["arrival"].n == 3
    assert cells["committee"]["arrival"].level == Decimal(4)


def test_observation_counts_for_the_occasion_that_is_nearest(resident):
    _say(resident, 2, occasion="observation", seen_on=START + timedelta(days=150))

    track = _track(resident)

    assert track.cells["observers"]["month_6"].level == Decimal(2)
    assert [dot.month for dot in track.dots] == [pytest.approx(4.9, abs=0.05)]


@pytest.mark.parametrize(
    ("own", "seen", "apart"),
    [(3, 2.5, None), (3.5, 2.5, 1), (1, 3, 2), (2, "not_assessable", None)],
)
def test_a_level_or_more_apart_is_said(resident, own, seen, apart):
    _say(resident, own, "self")
    _say(resident, seen)

    difference = _track(resident).difference

    assert (difference and difference.size) == apart


def test_difference_is_that_of_the_last_time_both_spoke(resident):
    _say(resident, 4, "self")
    _say(resident, 2)
    _say(resident, 3, "self", "month_6")
    _say(resident, 3, "faculty", "month_6")
    _say(resident, 5, "self", "month_12")

    assert _track(resident).difference is None


def test_competency_of_an_older_edition_is_not_lost(resident):
    _say(resident, 3)
    newer = factories.make_framework(
        "2", slugs=["pain-assess"], now=NOW + timedelta(days=1)
    )
    said = trajectories.said_in(Rating.objects.of(resident))
    known = list(Competency.objects.filter(domain__edition=newer))

    program = resident.cohort.program_id
    former = trajectories.with_former(known, said, program)
    titles = [each.slug for each in former]

    assert titles == ["pain-assess", "pain-nature"]


def test_domain_has_the_median_of_its_competencies(resident):
    factories.make_assessment(resident, levels={"pain-nature": 2, "pain-assess": 3})

    (domain,) = trajectories.domains_of(_tracks(resident))

    assert domain.cells["observers"]["arrival"].level == Decimal("2.5")
    assert domain.expected["month_12"] == Decimal(3)


def test_drawing_is_sound_svg_that_says_its_numbers(resident):
    _say(resident, "below_level_1", "self")
    _say(resident, 2)
    _say(resident, 3, occasion="observation", seen_on=START)
    chart = chart_of(_track(resident), "one")

    drawn = render_to_string("milestones/_trajectory.html", {"chart": chart})

    root = ElementTree.fromstring(drawn)  # noqa: S314 -- our own
    assert "style" not in drawn
    assert root.attrib["aria-labelledby"] == "one-title one-text"
    assert "self below 1, observers 2.5" in chart.description
    for line in chart.lines:
        for mark in line.marks:
            assert 0 <= mark.x <= chart.width
            assert 0 <= mark.y <= chart.height
