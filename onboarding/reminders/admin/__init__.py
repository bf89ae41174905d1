"""The admin of letters, of the policy that they follow, and of quiet days."""

from onboarding.reminders.admin.letters import LetterAdmin
from onboarding.reminders.admin.policies import PolicyAdmin
from onboarding.reminders.admin.quiet import QuietSpellAdmin

__all__ = ["LetterAdmin", "PolicyAdmin", "QuietSpellAdmin"]
