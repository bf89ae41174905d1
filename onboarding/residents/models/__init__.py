"""Institutions, programs, cohorts, the people in them, and their dates."""

from onboarding.residents.models.institution import (
    Cohort,
    Institution,
    Membership,
    Program,
    ProgramQuerySet,
)
from onboarding.residents.models.key_date import KeyDate, Switch
from onboarding.residents.models.resident import (
    Credentials,
    Resident,
    ResidentQuerySet,
    seen_by,
)

__all__ = [
    "Cohort",
    "Credentials",
    "Institution",
    "KeyDate",
    "Membership",
    "Program",
    "ProgramQuerySet",
    "Resident",
    "ResidentQuerySet",
    "Switch",
    "seen_by",
]
