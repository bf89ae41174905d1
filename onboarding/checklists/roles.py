"""Which roles a person has towards one resident, and so what they may do to an item."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.transitions import TABLE, Part, Transition
from onboarding.checklists.words import Actor
from onboarding.residents.models import Membership, Resident
from onboarding.residents.roles import MANAGING

Roles = frozenset[str]


def roles_towards(user: User, resident: Resident) -> Roles:
    """The words of Actor that fit `user` for `resident`. One query for staff."""
    program = resident.cohort.program
    here = Q(program=program) | Q(institution=program.institution_id)
    held = _memberships(user, here) if user.is_staff else ()
    return _Standing(user, tuple(held)).towards(resident)


def roles_towards_all(user: User, residents: Iterable[Resident]) -> dict[int, Roles]:
    """The same for many residents, by primary key. One query in all."""
    standing = _Standing(user, tuple(_memberships(user, Q())))
    return {resident.pk: standing.towards(resident) for resident in residents}


def may(transition: Transition, item: Item, roles: Roles) -> bool:
    """Whether somebody with `roles` may do it, whatever state `item` is in."""
    return not TABLE[transition].by.isdisjoint(parts_of(item, roles))


def can(transition: Transition, item: Item, roles: Roles) -> bool:
    """Whether somebody with `roles` may do it now."""
    return item.state in TABLE[transition].starts and may(transition, item, roles)


def parts_of(item: Item, roles: Roles) -> frozenset[Part]:
    """What somebody with `roles` is to `item`."""
    is_resident = Actor.RESIDENT in roles
    is_owner, is_checker = item.owner in roles, item.reviewer in roles
    parts = {
        Part.RESIDENT: is_resident,
        Part.OWNER: is_owner,
        Part.SOLE_OWNER: is_owner and not item.verifier,
        Part.CHECKER: is_checker,
        Part.HELPER: (is_owner or is_checker) and not is_resident,
        Part.MANAGER: bool(roles & MANAGING),
    }
    return frozenset(part for part, holds in parts.items() if holds)


def may_do(item: Item, roles: Roles) -> bool:
    """Whether somebody with `roles` may finish `item` or send it for a check."""
    return may(Transition.FINISH, item, roles) or may(Transition.SUBMIT, item, roles)


def may_read(item: Item, roles: Roles) -> bool:
    """Whether somebody with `roles` may open `item`, which they can see in a count.

    What tells about visa, health, background or pay is for the resident, those who
    manage, and those who do or check that very item (design §5).
    """
    if not item.definition.is_sensitive:
        return True
    return Actor.RESIDENT in roles or may_do(item, roles)


def may_open_files(item: Item, roles: Roles) -> bool:
    """Whether somebody with `roles` may open what was uploaded for `item`.

    A paper tells more than its item: mentors and directors who may read that a contract
    is signed do not read the contract, unless they are the ones who check it.
    """
    return may_read(item, roles) and (Actor.RESIDENT in roles or may_do(item, roles))


@dataclass(frozen=True, slots=True)
class _Standing:
    """A person, and the memberships (program, institution, role) that they hold."""

    user: User
    memberships: tuple[tuple[int | None, int | None, str], ...]

    def towards(self, resident: Resident) -> Roles:
        """The words of Actor that fit."""
        if self.user.is_superuser:
            return frozenset({Actor.COORDINATOR})
        program = resident.cohort.program
        roles: set[str] = {
            role
            for program_id, institution_id, role in self.memberships
            if program_id == program.pk or institution_id == program.institution_id
        }
        if resident.user_id == self.user.pk:
            roles.add(Actor.RESIDENT)
        if resident.faculty_mentor_id == self.user.pk:
            roles.add(Actor.FACULTY)
        if resident.peer_mentor_id == self.user.pk:
            roles.add(Actor.PEER_MENTOR)
        return frozenset(roles)


def _memberships(
    user: User, which: Q
) -> "Iterable[tuple[int | None, int | None, str]]":
    if user.is_superuser or not user.is_staff:
        return ()
    held = Membership.objects.filter(which, user=user)
    return held.values_list("program_id", "institution_id", "role")
