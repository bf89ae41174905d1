"""The admin of residents and their plans: where coordinators work."""

from onboarding.checklists.admin.cohorts import CohortAdmin
from onboarding.checklists.admin.editions import EditionAdmin
from onboarding.checklists.admin.events import EventAdmin
from onboarding.checklists.admin.items import ItemAdmin
from onboarding.checklists.admin.packs import ItemDefinitionAdmin, PackAdmin
from onboarding.checklists.admin.programs import PlannedProgramAdmin
from onboarding.checklists.admin.residents import ResidentAdmin
from onboarding.checklists.admin.rollouts import RollOutAdmin

__all__ = [
    "CohortAdmin",
    "EditionAdmin",
    "EventAdmin",
    "ItemAdmin",
    "ItemDefinitionAdmin",
    "PackAdmin",
    "PlannedProgramAdmin",
    "ResidentAdmin",
    "RollOutAdmin",
]
