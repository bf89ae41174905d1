"""What the mail provider tells us: letters that came back, and complaints."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from anymail.signals import (
    AnymailTrackingEvent,
    EventType,
    RejectReason,
    tracking,
)
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.dispatch import receiver
from django.http import HttpResponseBase
from django.utils import timezone

from onboarding.reminders.addresses import note_arrival, note_trouble
from onboarding.reminders.models import BadAddress

_VIEWS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}
# How each provider marks a letter that may get through another day.
_SOFT: tuple[tuple[str, frozenset[object]], ...] = (
    ("Type", frozenset({"SoftBounce"})),  # Postmark
    ("event", frozenset({"soft_bounce"})),  # Brevo
    ("hard_bounce", frozenset({False})),  # Mailjet
    (
        "bounce_class",
        frozenset({"20", "21", "22", "23", "24", "40", "70"}),
    ),  # SparkPost
)
_DEAD = {RejectReason.BOUNCED, RejectReason.INVALID, None}
logger = logging.getLogger(__name__)


def webhook_of(provider: str) -> Callable[..., HttpResponseBase]:
    """The view that `provider` posts its news to; it checks who is speaking."""
    view: Callable[..., HttpResponseBase] = _VIEWS[provider].as_view()
    return view


@receiver(tracking)
def note_news(event: AnymailTrackingEvent, **_kwargs: object) -> None:
    """Write down what concerns an address of ours. The log names no address."""
    if not event.recipient:
        return
    if event.event_type == EventType.DELIVERED:
        note_arrival(event.recipient)
        return
    kind = _trouble(event)
    if kind is None:
        return
    words = event.mta_response or event.description or kind.label
    bad = note_trouble(event.recipient, kind, words, timezone.now())
    if bad is not None:
        logger.warning("Letters to account %s come back: %s", bad.user_id, kind)


def _trouble(event: AnymailTrackingEvent) -> BadAddress.Kind | None:
    """What kind of trouble the news is, or None for other news."""
    if event.event_type == EventType.COMPLAINED:
        return BadAddress.Kind.COMPLAINED
    is_dead = event.reject_reason in _DEAD
    if event.event_type == EventType.BOUNCED:
        is_hard = is_dead and not _is_soft(event.esp_event)
        return BadAddress.Kind.BOUNCED if is_hard else BadAddress.Kind.SOFT
    if event.event_type == EventType.REJECTED:
        # The provider itself does not try: it remembers what happened earlier.
        if event.reject_reason == RejectReason.SPAM:
            return BadAddress.Kind.COMPLAINED
        return BadAddress.Kind.BOUNCED if is_dead and event.reject_reason else None
    return None


def _is_soft(raw: object) -> bool:
    return isinstance(raw, Mapping) and any(
        raw.get(key) in marks for key, marks in _SOFT
    )
