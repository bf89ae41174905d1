"""What others saw of a resident and what is expected, as the rule of gaps reads it."""

from dataclasses import replace

from onboarding.accounts.models import User
from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.schema import Expected
from onboarding.learning.gaps import BELOW_LEVEL_1
from onboarding.milestones.models import ExpectedLevels, Rating
from onboarding.milestones.words import Code, Source
from onboarding.residents.models import Resident


def levels_seen(resident: Resident, user: User) -> dict[str, float]:
    """The newest level of each competency (by slug) that somebody saw. One query.

    What faculty saw counts; where they saw nothing, what a peer mentor saw. What
    residents say of themselves and what a committee decides are not read.
    """
    seen = (
        Rating.objects.visible_to(user)
        .of(resident)
        .filter(assessment__source__in=(Source.FACULTY, Source.PEER_MENTOR))
        .exclude(code=Code.NOT_ASSESSABLE)
        .newest()
    )
    by_source: dict[str, dict[str, float]] = {
        Source.PEER_MENTOR: {},
        Source.FACULTY: {},
    }
    for slug, source, level in seen.values_list(
        "competency__slug", "assessment__source", "level"
    ):
        by_source[source][slug] = BELOW_LEVEL_1 if level is None else float(level)
    return by_source[Source.PEER_MENTOR] | by_source[Source.FACULTY]


def as_expected_of(content: Content, resident: Resident) -> Content:
    """`content` with the levels that the program of `resident` expects. One query."""
    framework = content.framework
    if framework is None:
        return content
    found = ExpectedLevels.objects.filter(
        program=resident.cohort.program_id,
        framework__pack=content.manifest.slug,
        framework__slug=framework.slug,
    )
    own = {
        each.competency: Expected.model_construct(
            arrival=float(each.arrival),
            month_6=float(each.month_6),
            month_12=float(each.month_12),
        )
        for each in found
    }
    if not own:
        return content
    competencies = [
        each.model_copy(update={"expected": own.get(each.slug, each.expected)})
        for each in framework.competencies
    ]
    changed = framework.model_copy(update={"competencies": competencies})
    return replace(content, framework=changed)
