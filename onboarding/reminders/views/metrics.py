"""Counters for Prometheus, in its text format; nothing about people."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onboarding.reminders import pulse
from onboarding.reminders.models import Heartbeat

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OUTCOMES = ("sent", "retrying", "failed", "cancelled", "held")


@require_safe
@login_not_required
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """All counters, to whoever knows METRICS_TOKEN. 404 for others."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    lines = _lines(timezone.now())
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=_TYPE)


def _lines(now: datetime) -> Iterator[str]:
    last = pulse.last_pass()
    if last is not None:
        yield from _of_passes(last)
    for name, (said, value) in _gauges(now).items():
        yield from _metric(name, "gauge", said, value)


def _of_passes(last: Heartbeat) -> Iterator[str]:
    finished = f"{last.finished_at.timestamp():.3f}"
    yield from _metric("passes_total", "counter", "Reminder passes.", last.passes)
    yield from _metric(
        "last_pass_timestamp_seconds", "gauge", "When the last one finished.", finished
    )
    yield from _metric(
        "letters_taken_back_total",
        "counter",
        "Letters taken back from workers that died.",
        last.taken_back,
    )
    yield "# HELP acclimate_letters_total Letters by what became of them."
    yield "# TYPE acclimate_letters_total counter"
    for outcome in _OUTCOMES:
        number = getattr(last, outcome)
        yield f'acclimate_letters_total{{outcome="{outcome}"}} {number}'


def _gauges(now: datetime) -> dict[str, tuple[str, object]]:
    waiting, server = pulse.waiting(now), pulse.mail_server()
    late = f"{waiting.late(now).total_seconds():.0f}"
    is_up = server is None or server.down_since is None
    return {
        "letters_ready": ("Letters that could leave now.", waiting.ready),
        "letters_on_their_way": ("Claimed by a worker.", waiting.on_their_way),
        "letters_held": ("Held, as their address fails.", waiting.held),
        "letters_dead": ("Given up; somebody has to look.", waiting.failed),
        "oldest_ready_letter_seconds": ("How long the first one waits.", late),
        "suspended_addresses": (
            "Addresses that get no letters.",
            pulse.suspended_addresses(),
        ),
        "mail_server_up": ("1 unless workers found it down.", int(is_up)),
    }


def _metric(name: str, kind: str, said: str, value: object) -> Iterator[str]:
    yield f"# HELP acclimate_{name} {said}"
    yield f"# TYPE acclimate_{name} {kind}"
    yield f"acclimate_{name} {value}"
