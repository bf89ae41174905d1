"""Is everything up? For load balancers and alarms; says nothing about people."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onboarding.reminders import pulse

BROKER_TIMEOUT_SECONDS = 3
OK = "ok"
logger = logging.getLogger(__name__)


@require_safe
@login_not_required
@never_cache
def show_live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """200 while the process answers."""
    return JsonResponse({"status": OK})


@require_safe
@login_not_required
@never_cache
def show_ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """200 if every part works, else 503; what each part says.

    A mail server that is down is said, but pages work without it: it turns nothing red.
    """
    now = timezone.now()
    parts = {
        "database": _checked("database", _ask_database),
        "broker": _checked("broker", _ask_broker),
        "reminders": _checked("reminders", lambda: _ask_heart(now)),
    }
    mail = _checked("mail server", _ask_mail_server)
    is_ready = all(said == OK for said in parts.values())
    status = OK if is_ready else "unavailable"
    return JsonResponse(
        {"status": status, **parts, "mail": mail}, status=200 if is_ready else 503
    )


def _checked(part: str, ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception:  # the broker's client raises errors of many libraries
        logger.exception("The health check of the %s failed", part)
        return f"The {part} cannot be reached."


def _ask_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _ask_broker() -> str:
    with current_app.connection_for_write(
        connect_timeout=BROKER_TIMEOUT_SECONDS
    ) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
        with broker.channel():
            return OK


def _ask_heart(now: datetime) -> str:
    last = pulse.last_pass()
    if last is None:
        return "No reminder pass has finished yet."
    if pulse.is_late(last, now):
        return (
            f"The last reminder pass finished at {last.finished_at:%Y-%m-%d %H:%M} UTC."
        )
    return OK


def _ask_mail_server() -> str:
    server = pulse.mail_server()
    if server is None or server.down_since is None:
        return OK
    return f"It does not answer since {server.down_since:%Y-%m-%d %H:%M} UTC."
