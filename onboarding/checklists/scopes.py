"""roles.py said in SQL: which items somebody may read, check, do or decide about.

Conditions for rows of items that the user can see (`visible_to`).
"""

from collections.abc import Callable

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.transitions import TABLE, Part, Transition
from onboarding.checklists.words import (
    ACTIONABLE,
    UNFINISHED,
    Actor,
    EvidenceKind,
    StoredState,
)
from onboarding.residents.models import Program
from onboarding.residents.roles import Role

_MENTORS = {Role.FACULTY: "faculty_mentor", Role.PEER_MENTOR: "peer_mentor"}
_NONE = Q(pk__in=())
_UNCHECKED = Q(own_verifier="", definition__verifier="") & ~Q(
    definition__evidence=EvidenceKind.IN_PERSON
)


def can(transition: Transition, user: User) -> Q:
    """The items to which `user` can do `transition` now (roles.can)."""
    rule = TABLE[transition]
    found = _NONE
    for part in rule.by:
        found |= _PARTS[part](user)
    return Q(state__in=rule.starts) & found


def readable_by(user: User) -> Q:
    """What `user`, who sees it in a count, may also open (roles.may_read)."""
    theirs = _in_any_role(user, lambda role: owned_by(role) | _checked_by(role))
    return Q(definition__is_sensitive=False) | _own(user) | theirs | managed_by(user)


def to_check_by(user: User) -> Q:
    """What was submitted and is for a role of `user` to check."""
    return Q(state=StoredState.SUBMITTED) & _in_any_role(user, _checked_by)


def to_see_by(user: User) -> Q:
    """What is unfinished until somebody in a role of `user` has seen it in person."""
    unseen = Q(state__in=UNFINISHED, definition__evidence=EvidenceKind.IN_PERSON)
    return unseen & _in_any_role(user, _checked_by)


def to_do_by(user: User) -> Q:
    """What a role of `user` owns and nothing but the calendar may be in the way of."""
    can_act = Q(state__in=ACTIONABLE, due_on__isnull=False, waiting_for="")
    return can_act & _in_any_role(user, owned_by)


def managed_by(user: User) -> Q:
    """The items of the residents whom `user` manages; these they may all check."""
    return Q(resident__cohort__program__in=Program.objects.managed_by(user))


def owned_by(role: str) -> Q:
    """What `role` does (Item.owner)."""
    return Q(own_owner=role) | Q(own_owner="", definition__owner=role)


def _own(user: User) -> Q:
    return Q(resident__user=user)


def _owned_by_user(user: User) -> Q:
    return _in_any_role(user, owned_by) | (_own(user) & owned_by(Actor.RESIDENT))


def _checked_by_user(user: User) -> Q:
    return _in_any_role(user, _checked_by) | (_own(user) & _checked_by(Actor.RESIDENT))


def _helped_by(user: User) -> Q:
    theirs = _in_any_role(user, lambda role: owned_by(role) | _checked_by(role))
    return theirs & ~_own(user)


_PARTS: dict[Part, Callable[[User], Q]] = {
    Part.RESIDENT: _own,
    Part.OWNER: _owned_by_user,
    Part.SOLE_OWNER: lambda user: _owned_by_user(user) & _UNCHECKED,
    Part.CHECKER: _checked_by_user,
    Part.HELPER: _helped_by,
    Part.MANAGER: managed_by,
}


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


def _checked_by(role: str) -> Q:
    """Without a verifier the coordinator checks (Item.reviewer)."""
    verifiers = ["", role] if role == Role.COORDINATOR else [role]
    return Q(own_verifier=role) | Q(own_verifier="", definition__verifier__in=verifiers)
