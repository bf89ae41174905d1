"""The way to the mail server: one connection for many letters."""

import contextlib
import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

# The server hung up, before or after it took the letter.
_HUNG_UP = (smtplib.SMTPServerDisconnected, ConnectionError)


class NoServerError(Exception):
    """There is no way to the mail server; the message says why."""


class Post:
    """A connection that is opened when needed and used for letter after letter.

    Once the server cannot be reached, nobody waits for it again.
    """

    def __init__(self) -> None:
        self._connection = get_connection()
        self._problem: NoServerError | None = None
        self._is_fresh = True
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: EmailMessage) -> None:
        """Hand `message` over, or raise what the server or the line answered.

        A server may end a connection after some letters: then once more on a new one.
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

    def close(self) -> None:
        """Say goodbye, if anybody is listening."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._connection.close()
        self._is_open = False

    def _open(self) -> None:
        if self._problem is not None:
            raise self._problem
        if self._is_open:
            return
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self._problem = NoServerError(str(error) or type(error).__name__)
            raise self._problem from error
        self._is_open = self._is_fresh = True
