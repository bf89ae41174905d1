"""Whether letters may leave now: the provider's rate, and a breaker while it is down.

Both stand in one row per mail server, so that any number of workers keep them together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from onboarding.reminders.models import MailServer

# A worker that tries a server and dies keeps the others away for so long.
TRY_LASTS = timedelta(minutes=1)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=10)
# Broken lines in a row after which the server counts as down.
BROKEN_LINES = 3
_PROBLEM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Admission:
    """How many letters may leave now; a try is the first one to a server in doubt."""

    count: int
    is_try: bool = False


def admit(wanted: int, now: datetime) -> Admission:
    """Book up to `wanted` letters. Called in the transaction that claims them.

    None while the server is down, one when it is time to try it again, and no more
    than its rate in a minute of the clock.
    """
    server = _server()
    if server is None or (server.down_since is None and not settings.EMAIL_RATE):
        return Admission(wanted)
    server = MailServer.objects.select_for_update().get(pk=server.pk)
    is_try = server.down_since is not None
    if is_try and _is_paused(server, now):
        return Admission(0)
    count = _book(server, min(wanted, 1) if is_try else wanted, now)
    if is_try and count:
        server.retry_at = now + TRY_LASTS
    server.save()
    return Admission(count, is_try)


def room(now: datetime) -> int | None:
    """How many letters could leave at `now`; None means any number. Books nothing."""
    server = _server()
    if server is None:
        return None
    if server.down_since is not None:
        return 0 if _is_paused(server, now) else 1
    rate: int = settings.EMAIL_RATE
    return rate - _used(server, now) if rate else None


@transaction.atomic
def note_down(now: datetime, problem: str) -> None:
    """The server cannot be reached: nobody tries it for a while, longer each time."""
    MailServer.objects.get_or_create(host=settings.EMAIL_HOST)
    server = MailServer.objects.select_for_update().get(host=settings.EMAIL_HOST)
    server.failures += 1
    server.down_since = server.down_since or now
    pause = FIRST_PAUSE * 2 ** min(server.failures - 1, 10)
    server.retry_at = now + min(pause, LONGEST_PAUSE)
    server.problem = problem[:_PROBLEM_LENGTH]
    server.save()


def note_up() -> None:
    """The server answers again."""
    MailServer.objects.filter(host=settings.EMAIL_HOST).update(
        failures=0, down_since=None, retry_at=None, problem=""
    )


def _server() -> MailServer | None:
    """The row of our server; made where a rate has to be counted in it."""
    if settings.EMAIL_RATE:
        return MailServer.objects.get_or_create(host=settings.EMAIL_HOST)[0]
    return MailServer.objects.filter(host=settings.EMAIL_HOST).first()


def _is_paused(server: MailServer, now: datetime) -> bool:
    # A try farther ahead was set by another clock (`run_reminders --at`).
    again = server.retry_at
    return again is not None and now < again <= now + LONGEST_PAUSE


def _book(server: MailServer, wanted: int, now: datetime) -> int:
    rate: int = settings.EMAIL_RATE
    if not rate:
        return wanted
    used = _used(server, now)
    count = max(min(wanted, rate - used), 0)
    server.minute, server.used = _minute(now), used + count
    return count


def _used(server: MailServer, now: datetime) -> int:
    return server.used if server.minute == _minute(now) else 0


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
