"""How reminders are doing: the last pass, what waits, and the mail server."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from onboarding.accounts.models import User
from onboarding.reminders.models import BadAddress, Heartbeat, Letter, MailServer

# Passes are a minute apart; one may be long, and one may be lost.
HEARTBEAT_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that have not left: how many, and since when the first one could."""

    ready: int
    oldest: datetime | None
    on_their_way: int
    held: int
    failed: int

    def late(self, now: datetime) -> timedelta:
        """How long the first one has been waiting at `now`."""
        return now - self.oldest if self.oldest else timedelta()


def last_pass() -> Heartbeat | None:
    """The one row about passes, or None before the first."""
    return Heartbeat.objects.first()


def is_late(last: Heartbeat | None, now: datetime) -> bool:
    """Whether passes have stopped, or never began."""
    return last is None or now - last.finished_at > HEARTBEAT_LASTS


def mail_server() -> MailServer | None:
    """What workers know of our mail server; None while there was nothing to note."""
    return MailServer.objects.filter(host=settings.EMAIL_HOST).first()


def waiting(now: datetime, user: User | None = None) -> Waiting:
    """What has not left by `now`, of all letters or of those that `user` may see.

    Sent letters cost nothing here: each number has its index.
    """
    letters = Letter.objects.visible_to(user) if user else Letter.objects.all()
    letters = letters.order_by()
    ready = letters.ready(now).aggregate(count=Count("pk"), oldest=Min("send_after"))
    states = Letter.State
    in_trouble = letters.filter(state__in=[states.FAILED, states.HELD]).aggregate(
        failed=Count("pk", filter=Q(state=states.FAILED)),
        held=Count("pk", filter=Q(state=states.HELD)),
    )
    sending = letters.filter(state=states.SENDING).count()
    return Waiting(ready["count"], ready["oldest"], sending, **in_trouble)


def suspended_addresses() -> int:
    """How many addresses get no letters."""
    return BadAddress.objects.suspended().count()
