"""Our choices for django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited (docs/adr/0008)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
