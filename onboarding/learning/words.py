"""The fixed words of needs assessments and learning plans, and the scales of answers.

Stored and exported: never renamed.
"""

from collections.abc import Mapping

from django.db import models


class Occasion(models.TextChoices):
    """When a resident is asked."""

    ARRIVAL = "arrival", "At arrival"
    MONTH_6 = "month_6", "At 6 months"
    MONTH_12 = "month_12", "At 12 months"


class Need(models.TextChoices):
    """What follows for one subject."""

    FOCUS = "focus", "Focus"
    REVIEW = "review", "Review later"
    READY = "ready", "Ready"


# From least to most.
NEEDS = (Need.READY, Need.REVIEW, Need.FOCUS)


class Kind(models.TextChoices):
    """What a question asks for; the words of needs_assessment.yaml."""

    CONTEXT = "context", "Where I trained"
    EXPERIENCE = "experience", "What I have done"
    CONFIDENCE = "confidence", "How sure I feel"
    KNOWLEDGE = "knowledge", "What I know"


class Trouble(models.TextChoices):
    """What is the matter with words that a resident reports."""

    HURTS = "hurts", "It hurts"
    WRONG = "wrong", "It is wrong"
    UNCLEAR = "unclear", "It is hard to understand"


class PlanState(models.TextChoices):
    """Where a learning plan is."""

    DRAFT = "draft", "You choose"
    SENT = "sent", "With your mentor"
    AGREED = "agreed", "Agreed"


class Way(models.TextChoices):
    """How an activity would come into the plan."""

    SOONER = "sooner", "Sooner than planned"
    AGAIN = "again", "One more round"


class Choice(models.TextChoices):
    """What the resident says to a suggestion."""

    OPEN = "open", "Not decided"
    TAKEN = "taken", "I take it"
    DECLINED = "declined", "No, thank you"


class Verdict(models.TextChoices):
    """Whether a finished activity was useful."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


SKIPPED = ""
_EXPERIENCE = {
    "0": "Never saw it",
    "1": "Saw it",
    "2": "Did it with help",
    "3": "Did it alone",
    "4": "Taught it",
}
_CONFIDENCE = {
    "1": "Not at all sure",
    "2": "A little",
    "3": "Fairly",
    "4": "Very",
    "5": "Could teach it",
}
AVAILABILITY = {
    "always": "Always",
    "usually": "Usually",
    "sometimes": "Sometimes",
    "rarely": "Rarely",
    "never": "Never",
    "unknown": "I do not know",
}
# By kind of question: the answers, in an order that means something.
SCALES: Mapping[str, Mapping[str, str]] = {
    Kind.EXPERIENCE: _EXPERIENCE,
    Kind.CONFIDENCE: _CONFIDENCE,
}
