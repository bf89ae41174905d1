"""What others saw goes into the gaps; what one says of oneself does not."""

from datetime import timedelta

import pytest

from onboarding.learning.models import Gap, LearningPlan
from onboarding.learning.ratings import levels_seen
from onboarding.milestones.models import ExpectedLevels, Framework
from tests import factories
from tests.factories import TODAY
from tests.learning import scenes

pytestmark = pytest.mark.django_db


def test_faculty_counts_more_than_a_peer_mentor_and_self_not_at_all(enrolled):
    later = TODAY + timedelta(days=9)
    for source, levels, seen_on in (
        ("self", {"pain-nature": 5}, later),
        ("peer_mentor", {"pain-nature": 2, "pain-assess": "below_level_1"}, later),
        ("faculty", {"pain-nature": 1.5}, TODAY),
        ("faculty", {"pain-assess": "not_assessable"}, later),
    ):
        factories.make_assessment(
            enrolled, source=source, levels=levels, seen_on=seen_on
        )

    assert levels_seen(enrolled, enrolled.user) == {
        "pain-nature": 1.5,
        "pain-assess": 0.5,
    }


def test_level_that_was_seen_decides_and_says_so(enrolled):
    factories.make_assessment(enrolled, levels={"pain-nature": 1.5, "pain-assess": 3})

    scenes.answer_all(enrolled, na_11="1")

    gaps = {gap.subject: gap for gap in Gap.objects.all()}
    assert (gaps["pain-nature"].need, gaps["pain-nature"].because) == (
        "focus",
        ["Somebody who watched you saw level 1.5; at six months we expect 2.5."],
    )
    assert gaps["pain-assess"].need == "ready"
    assert gaps["pain-special-groups"].need == "focus"
    serves = {s for p in LearningPlan.objects.get().proposals.all() for s in p.subjects}
    assert serves == {"pain-nature", "pain-special-groups"}


def test_gap_is_measured_by_what_the_program_expects(enrolled, cohort):
    factories.make_assessment(enrolled, levels={"pain-nature": 2.5})
    for month_6, program in ((3.5, cohort.program), (5, factories.make_program())):
        ExpectedLevels.objects.create(
            program=program,
            framework=framework_of(),
            competency="pain-nature",
            arrival=2,
            month_6=month_6,
            month_12=5,
        )

    scenes.answer_all(enrolled)

    assert Gap.objects.get(subject="pain-nature").because == [
        "Somebody who watched you saw level 2.5; at six months we expect 3.5."
    ]


def test_gap_that_was_told_stays_as_it_was_told(enrolled, cohort):
    factories.make_assessment(enrolled, levels={"pain-nature": 2.5})
    scenes.answer_all(enrolled)
    before = list(Gap.objects.order_by("pk").values())

    ExpectedLevels.objects.create(
        program=cohort.program,
        framework=framework_of(),
        competency="pain-nature",
        arrival=3,
        month_6=4,
        month_12=5,
    )

    assert list(Gap.objects.order_by("pk").values()) == before


def framework_of():
    """The framework of the pack whose questions are asked."""
    slug = scenes.small().framework.slug
    return Framework.objects.get_or_create(pack="us-img", slug=slug, title="Pain")[0]
