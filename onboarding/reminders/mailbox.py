"""The embedded mailbox: letters stay on this machine, for trying things out."""

import mailbox
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMessage
from django.core.mail.backends.base import BaseEmailBackend

# Python's mailbox names a file after the moment, the process and a running number.
_KEY = re.compile(r"(\d+)\.M(\d+)P\d+Q\d+")


@dataclass(frozen=True, slots=True)
class Received:
    """One letter in the mailbox: its name there, when it came, what it is."""

    key: str
    at: datetime
    message: EmailMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values, in their order."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain part, or nothing."""
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        """The HTML part, or nothing."""
        return _content(self.message, "html")


class MailboxBackend(BaseEmailBackend):
    """Keeps messages in a Maildir instead of sending them."""

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        """Keep all of them; how many."""
        box = _box()
        for message in email_messages:
            box.add(message.message().as_bytes())
        return len(email_messages)


def newest_first() -> list[Received]:
    """All letters, with their headers only."""
    box, parser = _box(), BytesHeaderParser(policy=policy.default)
    letters = [
        Received(key, at, parser.parsebytes(box.get_bytes(key)))
        for key in list(box.keys())
        if (at := _arrival(key)) is not None
    ]
    return sorted(letters, key=lambda letter: (letter.at, letter.key), reverse=True)


def find(key: str) -> Received | None:
    """The whole letter of that name, or None.

    Names are looked up among those that are there, so none leads out of the folder.
    """
    box, at = _box(), _arrival(key)
    if at is None or key not in list(box.keys()):
        return None
    message = message_from_bytes(box.get_bytes(key), policy=policy.default)
    return Received(key, at, message)


def _box() -> mailbox.Maildir:
    path = Path(settings.MAILBOX_DIR)
    for name in ("tmp", "new", "cur"):
        # Maildir would do it, but two processes at once would trip over each other.
        (path / name).mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(path, factory=None, create=False)


def _arrival(key: str) -> datetime | None:
    """When a letter came, as its name says; None for names that are none of ours."""
    found = _KEY.match(key)
    if found is None:
        return None
    seconds, micros = map(int, found.groups())
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
