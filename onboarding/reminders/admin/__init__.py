"""The admin of letters, of the policy they follow, of quiet days and of delivery."""

from onboarding.reminders.admin.delivery import BadAddressAdmin, MailServerAdmin
from onboarding.reminders.admin.items import RemindingItemAdmin
from onboarding.reminders.admin.letters import LetterAdmin
from onboarding.reminders.admin.policies import PolicyAdmin
from onboarding.reminders.admin.quiet import QuietSpellAdmin

__all__ = [
    "BadAddressAdmin",
    "LetterAdmin",
    "MailServerAdmin",
    "PolicyAdmin",
    "QuietSpellAdmin",
    "RemindingItemAdmin",
]
