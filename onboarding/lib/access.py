"""What can be asked of a record, and the shape of whatever answers.

The answers are given by the app that knows the roles (residents/access.py).
"""

from collections.abc import Hashable
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Q


class Act(StrEnum):
    """What the admin lets people do with a row, in Django's words."""

    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"


class Access(Protocol):
    """Who may do what with one kind of record."""

    def may(self, user: Any, act: Act) -> bool:
        """Whether there can be a row with which `user` may do `act`."""

    def rows(self, user: Any, act: Act, scope: str) -> Q:
        """Which rows those are; `scope` is the lookup from a row to its program.

        An empty `scope`: the record belongs to no program.
        """

    def rule(self, act: Act) -> Hashable:
        """What decides about `act`: two of the same rule let the same people in."""


class SuperusersOnly:
    """The access of records that no role reaches."""

    def may(self, user: Any, act: Act) -> bool:
        """Superusers may, nobody else."""
        return bool(user.is_superuser)

    def rows(self, user: Any, act: Act, scope: str) -> Q:
        """All rows for a superuser, none for others."""
        return Q() if user.is_superuser else Q(pk__in=())

    def rule(self, act: Act) -> Hashable:
        """The same for every act, unless a subclass has its own."""
        return (type(self), act)
