"""What a refusal means: passing, or final; in words for a coordinator."""

import smtplib
from dataclasses import dataclass
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded

from onboarding.reminders.models import MAX_ATTEMPTS
from onboarding.reminders.post import NoServerError

# After the first, second, third and fourth attempt; the fifth is the last.
BACKOFF_MINUTES = (10, 20, 40, 80)
FIRST_FINAL_CODE = 500
_PROBLEM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a letter did not leave; `is_final` means that trying again is no use."""

    problem: str
    is_final: bool
    is_our_fault: bool = False

    def ends(self, attempts: int) -> bool:
        """Whether a letter refused so after `attempts` attempts is given up."""
        return self.is_final or attempts >= MAX_ATTEMPTS


def explain(error: Exception) -> Refusal:
    """Read the error of one letter: SMTP 5xx is final, 4xx and a lost line pass."""
    if isinstance(error, NoServerError):
        # Wrong credentials among them: never the fault of one letter.
        return _refusal(f"The mail server could not be reached: {error}", False)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, words)] = error.recipients.values()
        return _answered("The mail server refused the address", code, words)
    if isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
        return _answered("The mail server refused the letter", code, reply)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _refusal(f"The mail server cannot take this letter: {error}", True)
    if isinstance(error, smtplib.SMTPException | OSError):
        return _refusal(f"The line to the mail server broke: {error}", False)
    if isinstance(error, SoftTimeLimitExceeded):
        return _refusal("It took too long, and the worker had to stop.", False)
    # Not the server's doing: this letter cannot be written, and never will be.
    what = type(error).__name__
    return Refusal(f"The letter could not be written: {what}.", True, True)


def backoff(letter: int, attempts: int) -> timedelta:
    """How long to wait after this many attempts.

    Spread by up to 5 % so that letters refused together do not all come back together.
    """
    minutes = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1]
    return timedelta(minutes=minutes) * (1 - letter % 11 / 200)


def _answered(what: str, code: int, reply: bytes | str) -> Refusal:
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return _refusal(f"{what}: {code} {words}", code >= FIRST_FINAL_CODE)


def _refusal(problem: str, is_final: bool) -> Refusal:
    one_line = " ".join(problem.split())
    return Refusal(one_line[:_PROBLEM_LENGTH], is_final)
