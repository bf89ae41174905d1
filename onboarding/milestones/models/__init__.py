"""Frameworks, and what was said of residents by them."""

from onboarding.milestones.models.assessment import (
    Assessment,
    AssessmentQuerySet,
    Rating,
    RatingQuerySet,
)
from onboarding.milestones.models.committee import Meeting, Member, Review
from onboarding.milestones.models.competency import Competency
from onboarding.milestones.models.expected import ExpectedLevels
from onboarding.milestones.models.framework import (
    Domain,
    Framework,
    FrameworkChoice,
    FrameworkEdition,
)
from onboarding.milestones.models.request import AssessmentRequest

__all__ = [
    "Assessment",
    "AssessmentQuerySet",
    "AssessmentRequest",
    "Competency",
    "Domain",
    "ExpectedLevels",
    "Framework",
    "FrameworkChoice",
    "FrameworkEdition",
    "Meeting",
    "Member",
    "Rating",
    "RatingQuerySet",
    "Review",
]
