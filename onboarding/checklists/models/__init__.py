"""Packs and their editions; the items of a resident's plan; evidence; history."""

from onboarding.checklists.models.agreement import Agreement
from onboarding.checklists.models.event import Event
from onboarding.checklists.models.evidence import Evidence
from onboarding.checklists.models.evidence_file import EvidenceFile
from onboarding.checklists.models.item import Item, ItemQuerySet
from onboarding.checklists.models.pack import (
    Edition,
    EditionFiles,
    ItemDefinition,
    Pack,
    Section,
)
from onboarding.checklists.models.plan import Plan
from onboarding.checklists.models.program_choice import (
    ProgramChoice,
    ProgramChoiceEvent,
)
from onboarding.checklists.models.question import Question
from onboarding.checklists.models.rollout import Audience, PlanChange, RollOut

__all__ = [
    "Agreement",
    "Audience",
    "Edition",
    "EditionFiles",
    "Event",
    "Evidence",
    "EvidenceFile",
    "Item",
    "ItemDefinition",
    "ItemQuerySet",
    "Pack",
    "Plan",
    "PlanChange",
    "ProgramChoice",
    "ProgramChoiceEvent",
    "Question",
    "RollOut",
    "Section",
]
