"""The pages of the embedded mailbox: no sign-in, only for trying things out."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from onboarding.reminders.mailbox import Received, find, newest_first


@require_safe
@login_not_required
@never_cache
def list_mailbox(request: HttpRequest) -> HttpResponse:
    """Every letter, the newest first."""
    letters = newest_first()
    return render(request, "reminders/mailbox_list.html", {"letters": letters})


@require_safe
@login_not_required
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # for views with a key
def show_mail(request: HttpRequest, key: str) -> HttpResponse:
    """One letter: its headers, its text, and its HTML in a frame."""
    return render(request, "reminders/mailbox_detail.html", {"letter": _find(key)})


@require_safe
@login_not_required
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]  # as above
    {
        # A letter brings its own style, and nothing else.
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def show_mail_html(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """The HTML of one letter, for the frame; its links open beside it."""
    base = '<head><base target="_blank">'
    return HttpResponse(_find(key).html.replace("<head>", base, 1))


def _find(key: str) -> Received:
    letter = find(key)
    if letter is None:
        raise Http404
    return letter
