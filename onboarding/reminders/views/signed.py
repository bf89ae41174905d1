"""What people do by a link in a letter, signed in or not. GET shows, POST acts.

The link is the permission: it is signed for one person and one purpose. Because letters
are passed on, these pages name nobody and no item.
"""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from onboarding.reminders.links import letter_of, user_of
from onboarding.reminders.policies import WishRefusedError
from onboarding.reminders.postponing import (
    Postponable,
    postponable,
    put_off,
    rest_until_monday,
)
from onboarding.reminders.subscriptions import set_weekly_letter

_METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # mail programs post here by themselves (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(_METHODS)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the weekly letter, or have it again."""
    user = user_of(token)
    if user is None:
        raise Http404
    wants = request.POST.get("again") == "1"
    if request.method == "POST" and not set_weekly_letter(user, wants=wants):
        raise Http404
    context = {"has_acted": request.method == "POST", "wants": wants}
    return render(request, "reminders/leave.html", context)


@login_not_required
@never_cache
@require_http_methods(_METHODS)
def later(request: HttpRequest, token: str) -> HttpResponse:
    """Put off one task of a letter, or all letters until Monday."""
    now = timezone.now()
    letter = letter_of(token)
    found = None if letter is None else postponable(letter, now)
    if found is None:
        raise Http404
    context: dict[str, object] = {"found": found}
    if request.method == "POST":
        try:
            context["done"] = _act(request, found)
        except WishRefusedError as refusal:
            context["refusal"] = str(refusal)
    return render(request, "reminders/later.html", context)


def _act(request: HttpRequest, found: Postponable) -> str:
    now = timezone.now()
    if request.POST.get("all") == "monday":
        return rest_until_monday(found, now)
    try:
        day = date.fromisoformat(request.POST.get("until", ""))
        item = int(request.POST.get("item", ""))
    except ValueError:
        raise Http404 from None
    said = put_off(found, item, day, now)
    if said is None:
        raise Http404
    return said
