"""Configuration of the app."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Names the app `accounts`."""

    name = "onboarding.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let every `migrate` see to the table in which sign-in limits are counted."""
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(*, using: str, verbosity: int, **_: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Create the table of a database cache, unless it is there or not needed.

    After each migrate, not in a migration: CACHE_URL may change any time later.
    """
    call_command("createcachetable", database=using, verbosity=max(verbosity - 1, 0))
