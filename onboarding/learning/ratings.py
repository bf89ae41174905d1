"""What others saw of a resident, as the rule of gaps reads it."""

from onboarding.accounts.models import User
from onboarding.learning.gaps import BELOW_LEVEL_1
from onboarding.milestones.models import Rating
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
