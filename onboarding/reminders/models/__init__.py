"""The ledger: which stage of which item was told in which letter, and each letter."""

from onboarding.reminders.models.heartbeat import Heartbeat
from onboarding.reminders.models.letter import Letter, LetterQuerySet
from onboarding.reminders.models.reminder import Reminder

__all__ = ["Heartbeat", "Letter", "LetterQuerySet", "Reminder"]
