"""The ledger of letters and what they tell, and what decides when they leave."""

from onboarding.reminders.models.bad_address import BadAddress, BadAddressQuerySet
from onboarding.reminders.models.heartbeat import Heartbeat, ReadMark
from onboarding.reminders.models.letter import (
    LEASE,
    MAX_ATTEMPTS,
    Letter,
    LetterQuerySet,
)
from onboarding.reminders.models.mail_server import MailServer
from onboarding.reminders.models.policy import FIRST_HOUR, LAST_HOUR, Policy
from onboarding.reminders.models.quiet import LONGEST_SPELL_DAYS, QuietSpell, Snooze
from onboarding.reminders.models.reminder import Reminder
from onboarding.reminders.models.staff import Correspondent, Escalation, Rota

__all__ = [
    "FIRST_HOUR",
    "LAST_HOUR",
    "LEASE",
    "LONGEST_SPELL_DAYS",
    "MAX_ATTEMPTS",
    "BadAddress",
    "BadAddressQuerySet",
    "Correspondent",
    "Escalation",
    "Heartbeat",
    "Letter",
    "LetterQuerySet",
    "MailServer",
    "Policy",
    "QuietSpell",
    "ReadMark",
    "Reminder",
    "Rota",
    "Snooze",
]
