"""roles.py said in SQL: which items somebody may read, check or do.

Conditions for rows of items that the user can see (`visible_to`).
"""

from collections.abc import Callable

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.words import ACTIONABLE, StoredState
from onboarding.residents.models import Program
from onboarding.residents.roles import Role

_MENTORS = {Role.FACULTY: "faculty_mentor", Role.PEER_MENTOR: "peer_mentor"}
_NONE = Q(pk__in=())


def readable_by(user: User) -> Q:
    """What `user`, who sees it in a count, may also open (roles.may_read)."""
    own = Q(resident__user=user)
    theirs = _in_any_role(user, lambda role: _owned_by(role) | _checked_by(role))
    return Q(definition__is_sensitive=False) | own | theirs | managed_by(user)


def to_check_by(user: User) -> Q:
    """What was submitted and is for a role of `user` to check."""
    return Q(state=StoredState.SUBMITTED) & _in_any_role(user, _checked_by)


def to_do_by(user: User) -> Q:
    """What a role of `user` owns and nothing but the calendar may be in the way of."""
    can_act = Q(state__in=ACTIONABLE, due_on__isnull=False, waiting_for="")
    return can_act & _in_any_role(user, _owned_by)


def managed_by(user: User) -> Q:
    """The items of the residents whom `user` manages; these they may all check."""
    return Q(resident__cohort__program__in=Program.objects.managed_by(user))


def _in_any_role(user: User, which: Callable[[Role], Q]) -> Q:
    """For each role, the items of `which` whose resident `user` is that to."""
    found = _NONE
    for role in Role:
        found |= _towards(user, role) & which(role)
    return found


def _towards(user: User, role: Role) -> Q:
    """The items of residents to whom `user` is `role` (roles.roles_towards)."""
    if user.is_superuser:
        return Q(pk__isnull=False) if role == Role.COORDINATOR else _NONE
    held = Program.objects.with_role(user, frozenset({role}))
    towards = Q(resident__cohort__program__in=held)
    mentor = _MENTORS.get(role)
    return towards | Q(**{f"resident__{mentor}": user}) if mentor else towards


def _owned_by(role: Role) -> Q:
    return Q(definition__owner=role)


def _checked_by(role: Role) -> Q:
    """Without a verifier the coordinator checks (Item.reviewer)."""
    verifiers = ["", role] if role == Role.COORDINATOR else [role]
    return Q(definition__verifier__in=verifiers)
