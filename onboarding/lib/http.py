"""What a form carries: where to go afterwards, and which rows were chosen."""

from django.db.models import BigIntegerField
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_LARGEST_KEY = BigIntegerField.MAX_BIGINT
_DIGITS = len(str(_LARGEST_KEY))


def chosen_keys(request: HttpRequest, name: str) -> list[int]:
    """The primary keys sent as `name`; what no row can have as its key is left out."""
    sent = [text for text in request.POST.getlist(name) if text.isdecimal()]
    keys = [int(text) for text in sent if len(text) <= _DIGITS]
    return [key for key in keys if key <= _LARGEST_KEY]


def safe_next_url(request: HttpRequest, *, default: str) -> str:
    """The `next` address that the form carries, if it stays on this site."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Whatever is no address, Django would take for the name of a page.
    return target if is_ours and "/" in target else default
