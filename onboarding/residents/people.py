"""Who can be what to a resident."""

from django.db.models import Q, QuerySet

from onboarding.accounts.models import User
from onboarding.residents.models import Membership, Program, Resident
from onboarding.residents.roles import Role

# By the field of Resident: which roles make a mentor.
MENTORS = {
    "faculty_mentor": (Role.FACULTY, Role.PROGRAM_DIRECTOR),
    "peer_mentor": (Role.PEER_MENTOR,),
}


def mentors_for(user: User, field: str) -> QuerySet[User]:
    """Whom `user` may choose as the mentor in `field` of their residents.

    Those with the role in a program that `user` manages or its institution, and those
    who are mentors there already, whatever their role is now.
    """
    programs = Program.objects.managed_by(user)
    held = Membership.objects.filter(
        Q(program__in=programs)
        | Q(institution__in=programs.order_by().values("institution")),
        role__in=MENTORS[field],
    )
    managed = Resident.objects.managed_by(user).order_by()
    return User.objects.filter(
        Q(pk__in=held.order_by().values("user")) | Q(pk__in=managed.values(field))
    )
