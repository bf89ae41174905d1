"""Needs assessments, what follows from them, and learning plans."""

from onboarding.learning.models.assessment import Answer, Gap, NeedsAssessment
from onboarding.learning.models.choices import ProgramChoices
from onboarding.learning.models.plan import LearningPlan, Proposal
from onboarding.learning.models.usefulness import Usefulness
from onboarding.learning.models.wording import WordingReport

__all__ = [
    "Answer",
    "Gap",
    "LearningPlan",
    "NeedsAssessment",
    "ProgramChoices",
    "Proposal",
    "Usefulness",
    "WordingReport",
]
