"""Which roles a person has towards one resident, and so what they may do to an item."""

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.words import Actor
from onboarding.residents.models import Membership, Resident
from onboarding.residents.roles import MANAGING


def roles_towards(user: User, resident: Resident) -> frozenset[str]:
    """The words of Actor that fit `user` for `resident`. One query for staff."""
    if user.is_superuser:
        return frozenset({Actor.COORDINATOR})
    roles: set[str] = set()
    if resident.user_id == user.pk:
        roles.add(Actor.RESIDENT)
    if resident.faculty_mentor_id == user.pk:
        roles.add(Actor.FACULTY)
    if resident.peer_mentor_id == user.pk:
        roles.add(Actor.PEER_MENTOR)
    if user.is_staff:
        program = resident.cohort.program
        held = Membership.objects.filter(
            Q(program=program) | Q(institution=program.institution_id), user=user
        )
        roles.update(held.values_list("role", flat=True))
    return frozenset(roles)


def may_do(item: Item, roles: frozenset[str]) -> bool:
    """Whether somebody with `roles` may finish `item`: its owner, or who checks it."""
    return item.definition.owner in roles or may_review(item, roles)


def may_review(item: Item, roles: frozenset[str]) -> bool:
    """Whether somebody with `roles` may approve or send back what was submitted."""
    return item.reviewer in roles or bool(roles & MANAGING)


def may_read(item: Item, roles: frozenset[str]) -> bool:
    """Whether somebody with `roles` may open `item`, which they can see in a count.

    What tells about visa, health, background or pay is for the resident, those who
    manage, and those who do or check that very item (design §5).
    """
    if not item.definition.is_sensitive:
        return True
    return Actor.RESIDENT in roles or may_do(item, roles)
