"""The ledger: which stage of which item was told in which letter, and each letter."""

from onboarding.reminders.models.heartbeat import Heartbeat
from onboarding.reminders.models.letter import (
    LEASE,
    MAX_ATTEMPTS,
    Letter,
    LetterQuerySet,
)
from onboarding.reminders.models.reminder import Reminder

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "Heartbeat",
    "Letter",
    "LetterQuerySet",
    "Reminder",
]
