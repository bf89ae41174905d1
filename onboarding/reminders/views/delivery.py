"""The page that says whether letters leave, for those whose residents wait for them."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.lib.access import Act
from onboarding.reminders import pulse
from onboarding.residents import access

# From here on people count in hours.
_LONG_MINUTES = 120


@require_safe
def show_delivery(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The last pass, the mail server, and the user's letters that have not left.

    404 for everybody who may not read letters.
    """
    if not access.HISTORY.may(request.user, Act.VIEW):
        raise Http404
    now = timezone.now()
    last = pulse.last_pass()
    waiting = pulse.waiting(now, request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Delivery",
        "last": last,
        "is_late": pulse.is_late(last, now),
        "server": pulse.mail_server(),
        "rate": settings.EMAIL_RATE,
        "waiting": waiting,
        "late": _words(waiting.late(now)),
        "now": now,
    }
    return render(request, "reminders/delivery.html", context)


def _words(late: timedelta) -> str:
    """`30 minutes`, `3 hours`; nothing while it is no more than a pass or two."""
    minutes = late // timedelta(minutes=1)
    if late <= pulse.HEARTBEAT_LASTS:
        return ""
    if minutes < _LONG_MINUTES:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours"
