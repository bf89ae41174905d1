"""A real mail server on loopback: keeps what it was sent, answers as it was told.

    def test_refused_address_fails_for_good(smtp_sink):
        smtp_sink.answer("RCPT", "550 5.1.1 No such person here")
        ...
        assert smtp_sink.messages == []

Every answer is used once unless `times` says otherwise; without one, 250. The script
is shared by all connections, in the order in which commands arrive.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.throwaway import free_port

OK = "250 2.0.0 Accepted"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What one command gets: a reply after `delay` seconds, or no reply at all."""

    reply: str = OK
    delay: float = 0.0
    drops: bool = False
    keeps: bool = False  # DATA alone: the message counts as received, whatever we say

    @property
    def accepts(self) -> bool:
        """Whether the client hears a yes."""
        return self.reply.startswith("2") and not self.drops


@dataclass
class SmtpSink:
    """The server and what it has seen; `messages` are parsed, oldest first."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    _script: dict[str, deque[Answer]] = field(
        default_factory=lambda: {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
    )
    _refused: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """For EMAIL_URL in the environment of another process."""
        return f"smtp://{self.host}:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of every message, so a letter sent twice is here twice."""
        return [str(message["Message-ID"]) for message in self.messages]

    def answer(self, command: str, reply: str, *, times: int = 1) -> None:
        """Reply `451 4.3.0 Later`, say, to the next MAIL, RCPT or DATA."""
        self._script[command].extend([Answer(reply)] * times)

    def delay(self, command: str, seconds: float, *, times: int = 1) -> None:
        """Accept, but only after `seconds`."""
        self._script[command].extend([Answer(delay=seconds)] * times)

    def drop(self, command: str, *, keeps: bool = False, times: int = 1) -> None:
        """Hang up instead of replying; with `keeps` the message has arrived anyway.

        That is the case no sender can tell from a loss: it will send again.
        """
        self._script[command].extend([Answer(drops=True, keeps=keeps)] * times)

    def refuse(
        self, address: str, reply: str = "550 5.1.1 No such person here"
    ) -> None:
        """Refuse every letter to `address` from now on, and only those."""
        self._refused[address.lower()] = reply

    def wait_for(self, count: int, *, seconds: float = 120.0) -> None:
        """Return when `count` messages are here; AssertionError after `seconds`."""
        end = time.monotonic() + seconds
        while len(self.messages) < count:
            assert time.monotonic() < end, (
                f"{len(self.messages)} of {count} messages after {seconds:g} s"
            )
            time.sleep(0.02)

    # -- Called by aiosmtpd, in its own thread -----------------------------------------

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        reply = await self._play("MAIL", server)
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        reply = self._refused.get(address.lower()) or await self._play("RCPT", server)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        script = self._script["DATA"]
        answer = script[0] if script else Answer()
        if answer.accepts or answer.keeps:
            content = envelope.original_content or b""
            self.messages.append(message_from_bytes(content, policy=policy.default))
            self.recipients.extend(envelope.rcpt_tos)
        return await self._play("DATA", server)

    async def _play(self, command: str, server: SMTP) -> str:
        answers = self._script[command]
        answer = answers.popleft() if answers else Answer()
        await asyncio.sleep(answer.delay)
        if answer.drops:
            server.transport.abort()
            raise ConnectionResetError
        return answer.reply


def start() -> tuple[SmtpSink, Controller]:
    """A running server; the caller stops the controller."""
    sink = SmtpSink(HOST, free_port())
    controller = Controller(sink, hostname=HOST, port=sink.port, ready_timeout=10)
    controller.start()
    sink.connections = 0  # the controller's own first call
    return sink, controller
