"""Links in letters that work without signing in. None of them acts on GET.

Each is signed for one purpose and says nothing by itself.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_leaving = Signer(salt="onboarding.reminders.leave")
_later = Signer(salt="onboarding.reminders.later")


def host() -> str:
    """The name of this portal in Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def thread_of(resident: int) -> str:
    """The Message-ID under which mail programs gather the letters about a resident."""
    return f"<resident-{resident}@{host()}>"


def leave_url(user: int) -> str:
    """Where somebody leaves the weekly letter."""
    path = reverse("reminders:leave", args=[_leaving.sign(str(user))])
    return settings.SITE_URL + path


def user_of(token: str) -> int | None:
    """The account (key) that may leave by `token`, or None."""
    return _number(_leaving, token)


def later_url(letter: int) -> str:
    """Where the reader of a daily letter puts off what it tells."""
    path = reverse("reminders:later", args=[_later.sign(str(letter))])
    return settings.SITE_URL + path


def why_url(letter: int) -> str:
    """The page, behind the sign-in, that explains each line of a letter."""
    return settings.SITE_URL + reverse("reminders:letter", args=[letter])


def letter_of(token: str) -> int | None:
    """The letter (key) that `token` was made for, or None."""
    return _number(_later, token)


def _number(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
