"""What every page may ask about the person who looks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from onboarding.residents.access import roles_of
from onboarding.residents.roles import MANAGING, OVERSEEING


def standing(request: HttpRequest) -> dict[str, Any]:
    """`oversees` and `manages`: on what the links of staff depend.

    Nothing is read until a template asks.
    """
    return {
        "oversees": SimpleLazyObject(lambda: _holds(request, OVERSEEING)),
        "manages": SimpleLazyObject(lambda: _holds(request, MANAGING)),
    }


def _holds(request: HttpRequest, roles: frozenset[Any]) -> bool:
    user: Any = request.user
    return user.is_superuser or not roles.isdisjoint(roles_of(user))
