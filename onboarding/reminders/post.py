"""The way to the mail server: one connection for many letters."""

import contextlib
import smtplib
from datetime import datetime
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

from onboarding.reminders import servers

# The server hung up, before or after it took the letter.
_HUNG_UP = (smtplib.SMTPServerDisconnected, ConnectionError)
_CLOSING = 421


class NoServerError(Exception):
    """There is no way to the mail server; the message says why."""


class Post:
    """A connection that is opened when needed and used for letter after letter.

    Once the server cannot be reached, nobody waits for it again.
    """

    wants_words = True

    def __init__(self) -> None:
        self._connection = get_connection()
        self._problem: NoServerError | None = None
        self._is_fresh = True
        self._is_open = False
        self._broken_lines = 0
        self._is_in_doubt = False
        self.was_try = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def admit(self, wanted: int, now: datetime) -> int:
        """How many of `wanted` letters may leave now; they are booked."""
        admission = servers.admit(wanted, now)
        self.was_try = self._is_in_doubt = admission.is_try
        return admission.count

    def send(self, message: EmailMessage, now: datetime) -> None:
        """Hand `message` over, or raise what the server or the line answered.

        Raises NoServerError if there is no way to the server; it is then left alone by
        all workers for a while (`servers`).
        """
        try:
            self._hand_over(message)
        except NoServerError as error:
            self._give_up(error, now)
            raise
        except Exception as error:
            if _is_broken_line(error):
                self._count_broken_line(error, now)
            else:
                self._note_answer()
            raise
        self._note_answer()

    def close(self) -> None:
        """Say goodbye, if anybody is listening."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._connection.close()
        self._is_open = False

    def _hand_over(self, message: EmailMessage) -> None:
        """Send; once more on a new connection where the server ended a used one.

        Raises NoServerError if there is no new one either.
        """
        self._open()
        was_fresh, self._is_fresh = self._is_fresh, False
        try:
            self._connection.send_messages([message])
        except _HUNG_UP:
            self.close()
            if was_fresh:
                raise
            self._open()
            self._connection.send_messages([message])

    def _open(self) -> None:
        if self._problem is not None:
            raise self._problem
        if self._is_open:
            return
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise NoServerError(str(error) or type(error).__name__) from error
        self._is_open = self._is_fresh = True

    def _give_up(self, error: NoServerError, now: datetime) -> None:
        if self._problem is None:
            self._problem = error
            servers.note_down(now, str(error))

    def _count_broken_line(self, error: Exception, now: datetime) -> None:
        # What comes next on this line would be the answer to something else.
        self.close()
        self._broken_lines += 1
        if self._is_in_doubt or self._broken_lines >= servers.BROKEN_LINES:
            self._give_up(NoServerError(str(error) or type(error).__name__), now)

    def _note_answer(self) -> None:
        self._broken_lines = 0
        if self._is_in_doubt:
            self._is_in_doubt = False
            servers.note_up()


def _is_broken_line(error: Exception) -> bool:
    """Whether the server fell silent, hung up or sent us away, whatever the letter."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == _CLOSING
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == _CLOSING for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)
