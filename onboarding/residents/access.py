"""Who may do what in the admin site: one table, and how it is read.

Faculty and peer mentors stand nowhere in it: they work on the review page.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects

from onboarding.accounts.models import User
from onboarding.lib.access import Act
from onboarding.residents.models import Program
from onboarding.residents.roles import MANAGING, OVERSEEING, Role

Roles = frozenset[Role]


@dataclass(frozen=True, slots=True)
class RoleAccess:
    """The roles that may do each act, in the programs where they hold them.

    Superusers may do what anybody may; what is None nobody may, not even they.
    """

    see: Roles
    add: Roles | None
    change: Roles | None
    erase: Roles | None

    def may(self, user: User, act: Act) -> bool:
        """Whether `user` holds a role for `act` anywhere."""
        roles = self._roles(act)
        if roles is None:
            return False
        return user.is_superuser or not roles.isdisjoint(roles_of(user))

    def rows(self, user: User, act: Act, scope: str) -> Q:
        """The rows whose program, found by the lookup `scope`, gives `user` a role."""
        roles = self._roles(act)
        if roles is None:
            return Q(pk__in=())
        if user.is_superuser or not scope:
            return Q()
        return Q(**{f"{scope}__in": Program.objects.with_role(user, roles)})

    def rule(self, act: Act) -> Hashable:
        """The roles: whatever asks for the same ones has the same answer."""
        return self._roles(act)

    def _roles(self, act: Act) -> Roles | None:
        return {
            Act.VIEW: self.see,
            Act.ADD: self.add,
            Act.CHANGE: self.change,
            Act.DELETE: self.erase,
        }[act]


NOBODY = None
SUPERUSERS: Roles = frozenset()

# fmt: off
#                          see         add         change      erase
PLACES      = RoleAccess(OVERSEEING, SUPERUSERS, SUPERUSERS, NOBODY)
MEMBERSHIPS = RoleAccess(OVERSEEING, SUPERUSERS, SUPERUSERS, SUPERUSERS)
COHORTS     = RoleAccess(OVERSEEING, MANAGING,   MANAGING,   NOBODY)
RESIDENTS   = RoleAccess(OVERSEEING, MANAGING,   MANAGING,   NOBODY)
FACTS       = RoleAccess(MANAGING,   MANAGING,   MANAGING,   MANAGING)
ITEMS       = RoleAccess(OVERSEEING, NOBODY,     NOBODY,     NOBODY)
CONTENT     = RoleAccess(OVERSEEING, NOBODY,     NOBODY,     NOBODY)
HISTORY     = RoleAccess(MANAGING,   NOBODY,     NOBODY,     NOBODY)
POLICIES    = RoleAccess(OVERSEEING, MANAGING,   MANAGING,   NOBODY)
# fmt: on


def roles_of(user: User) -> frozenset[str]:
    """The roles that `user` holds anywhere. One query per request."""
    prefetch_related_objects([user], "memberships")
    return frozenset(membership.role for membership in user.memberships.all())


def roles_in(user: User, program: Program) -> frozenset[str]:
    """The roles that `user` holds in `program` or its whole institution.

    A superuser counts as coordinator. One query per request.
    """
    if user.is_superuser:
        return frozenset({Role.COORDINATOR})
    prefetch_related_objects([user], "memberships")
    return frozenset(
        membership.role
        for membership in user.memberships.all()
        if membership.program_id == program.pk
        or membership.institution_id == program.institution_id
    )
