"""The request as views behind the sign-in get it."""

from django.http import HttpRequest

from onboarding.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request that passed LoginRequiredMiddleware: `user` is a User, never anonymous.

    For signatures only; nothing makes one.
    """

    user: User
