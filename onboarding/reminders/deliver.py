"""Claim, write, send, write down: what happens to the letters whose hour has come.

Letters leave outside any transaction, because no rollback takes one back. Whatever
stops this process leaves them claimed, and a sweep plans them again after the lease.
"""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import formataddr, parseaddr
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from onboarding.reminders import ledger
from onboarding.reminders.addresses import reasons_to_hold
from onboarding.reminders.compose import Written
from onboarding.reminders.drafts import Draft, read_drafts
from onboarding.reminders.models import LEASE, Letter
from onboarding.reminders.outcomes import explain
from onboarding.reminders.post import NoServerError, Post

# Letters per task and per connection.
BATCH = 100
# A batch that has taken this long lets go of the rest: the last letter may take minutes
# where the server is slow, and has to be written down before the lease runs out.
PATIENCE = LEASE / 3

Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one claimed letter."""

    SENT = "sent"
    RETRYING = "retrying"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RELEASED = "released"
    HELD = "held"


class Sender(Protocol):
    """Whatever takes letters: the way to the mail server, or somebody's notes."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def was_try(self) -> bool:
        """Whether only one letter was admitted, to see whether the server is up."""

    @property
    def wants_words(self) -> bool:
        """Whether letters are written out, or their subjects are enough."""

    def admit(self, wanted: int, now: datetime) -> int:
        """How many of `wanted` letters may leave now; they are booked."""

    def send(self, message: EmailMessage, now: datetime) -> None:
        """Hand `message` over, or raise why not."""


def deliver(
    letters: Sequence[int], *, clock: Clock, post: Callable[[], Sender] = Post
) -> Counter[Outcome]:
    """Send those of `letters` (primary keys) that are ready. Safe to call twice.

    `clock` is asked before each letter: none leaves outside its hours. A server that
    was down gets one letter first, and the others when it has taken that.
    """
    tally: Counter[Outcome] = Counter()
    with post() as sender:
        while claimed := ledger.claim(letters, now := clock(), sender.admit):
            drafts = read_drafts(claimed, now, in_words=sender.wants_words)
            held = reasons_to_hold(draft.address for draft in drafts)
            for draft in drafts:
                reason = held.get(draft.address.lower(), "")
                tally[_deliver_one(draft, sender, clock(), reason)] += 1
            if not sender.was_try:
                break
    return tally


def _deliver_one(draft: Draft, sender: Sender, now: datetime, held: str) -> Outcome:
    letter, hours = draft.letter, draft.hours
    if reason := draft.why_not(now):
        ledger.settle_empty(letter, reason)
        return Outcome.CANCELLED
    if held:
        ledger.hold(letter, held)
        return Outcome.HELD
    is_tired = letter.claimed_at is None or now - letter.claimed_at > PATIENCE
    if is_tired or not hours.opens <= now < hours.closes:
        ledger.release(letter, hours)
        return Outcome.RELEASED
    try:
        written = draft.write() if sender.wants_words else _outline(draft)
        sender.send(_message(letter, draft.address, written), now)
    except NoServerError as error:
        # Not this letter's doing, so it does not count as one of its attempts.
        ledger.release(letter, hours, explain(error).problem)
        return Outcome.RETRYING
    except Exception as error:  # noqa: BLE001 -- one letter must not stop the others
        return _refused(letter, error, now)
    if not ledger.settle_sent(letter, written, now):
        logger.warning("Letter %s was sent after its lease; it may go twice", letter.pk)
    return Outcome.SENT


def _outline(draft: Draft) -> Written:
    """The letter without its words."""
    return Written(draft.subject, "", "", "")


def _refused(letter: Letter, error: Exception, now: datetime) -> Outcome:
    # The log gets no error's own words: mail servers quote addresses.
    refusal = explain(error)
    if refusal.is_our_fault:
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Letter %s could not be written:\n%s", letter.pk, frames)
    has_failed = ledger.settle_refused(letter, refusal, now)
    logger.warning(
        "Letter %s did not leave (attempt %s, %s): %s",
        letter.pk,
        letter.attempts,
        type(error).__name__,
        "given up" if has_failed else "later again",
    )
    return Outcome.FAILED if has_failed else Outcome.RETRYING


def letter_of(message: EmailMessage) -> int:
    """The primary key of the letter that `message` carries."""
    return int(message.extra_headers["Message-ID"].split("@")[0].split("-")[-1])


def _message(letter: Letter, address: str, written: Written) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        written.subject,
        written.text,
        from_email=_sender(written.sender),
        to=[address],
        headers={
            # Of the letter, not of the attempt: mail readers fold what came twice.
            "Message-ID": f"<letter-{letter.pk}@{_host()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **written.headers,
        },
    )
    message.attach_alternative(written.html, "text/html")
    return message


def _sender(name: str) -> str | None:
    """The address that letters come from under another name, or as it is."""
    if not name:
        return None
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
