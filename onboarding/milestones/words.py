"""The fixed words of ratings: who rates, when, how, where, and what can be said.

They are the words of pack files and exports (interfaces §2): stored, never renamed.
"""

from decimal import Decimal

from django.db import models


class Source(models.TextChoices):
    """Who rates. The four are kept apart everywhere and never averaged together."""

    SELF = "self", "Self"
    FACULTY = "faculty", "Faculty"
    PEER_MENTOR = "peer_mentor", "Peer mentor"
    COMMITTEE = "committee", "Committee"


# Those who saw the resident at work.
OBSERVERS = (Source.FACULTY, Source.PEER_MENTOR)


class Occasion(models.TextChoices):
    """When: three fixed times, and direct observations on any day."""

    ARRIVAL = "arrival", "At arrival"
    MONTH_6 = "month_6", "At 6 months"
    MONTH_12 = "month_12", "At 12 months"
    OBSERVATION = "observation", "Direct observation"

    @property
    def when(self) -> str:
        """In a sentence: `at 6 months`, `from a direct observation`."""
        label = str(self.label).lower()
        return label if label.startswith("at ") else f"from a {label}"


# The fixed times, with the months after the start of the program.
MONTHS = {Occasion.ARRIVAL: 0, Occasion.MONTH_6: 6, Occasion.MONTH_12: 12}


class Method(models.TextChoices):
    """How the rater came to the rating; the words of framework.yaml."""

    DIRECT_OBSERVATION = "direct_observation", "Direct observation"
    CHART_STIMULATED_RECALL = "chart_stimulated_recall", "Talk about a chart"
    CHART_AUDIT = "chart_audit", "Review of charts"
    MULTISOURCE_FEEDBACK = "multisource_feedback", "Feedback from several people"
    OSCE = "osce", "Standardized patient (OSCE)"
    QUIZ = "quiz", "Questions"
    REFLECTION = "reflection", "Reflection"
    SELF_ASSESSMENT = "self_assessment", "Self-assessment"


class Setting(models.TextChoices):
    """Where the resident was seen."""

    INPATIENT = "inpatient", "Hospital ward"
    OUTPATIENT = "outpatient", "Clinic"
    EMERGENCY = "emergency", "Emergency department"
    PROCEDURES = "procedures", "Operating or procedure room"
    SIMULATION = "simulation", "Simulation"
    ELSEWHERE = "elsewhere", "Somewhere else"


class Code(models.TextChoices):
    """What can be said in the place of a level."""

    BELOW_LEVEL_1 = "below_level_1", "Not yet at level 1"
    NOT_ASSESSABLE = "not_assessable", "Could not be assessed"


class Decision(models.TextChoices):
    """What a committee says of a resident's way."""

    ON_TRACK = "on_track", "On track"
    MORE_SUPPORT = "more_support", "On the way, with more support"
    FOCUSED_PLAN = "focused_plan", "A focused plan, and another look soon"
    NOT_ENOUGH = "not_enough", "Not enough was seen to say"


# Half steps from 1 to 5 (design §7).
LEVELS = tuple(Decimal(half) / 2 for half in range(2, 11))
