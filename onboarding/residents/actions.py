"""Making programs and cohorts, and giving people their roles. Safe to call twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from onboarding.accounts.models import User
from onboarding.residents.models import Cohort, Institution, Membership, Program

# Orientation starts this long before a program that nobody has set dates for.
ORIENTATION_LEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """What a program is: name, one word for the specialty, state, IANA zone, length."""

    name: str
    specialty: str
    state: str
    time_zone: str
    years: int = 3


def make_program(
    slug: str, *, institution: str, facts: ProgramFacts
) -> tuple[Program, bool]:
    """The program `slug`, and whether it was made now, with its institution if missing.

    A program that is there stays as it is. Raises ValidationError for a name, state or
    time zone that cannot be.
    """
    found = Program.objects.select_related("institution").filter(slug=slug).first()
    if found:
        return found, False
    with transaction.atomic():
        home = Institution.objects.filter(name=institution).first()
        if home is None:
            home = Institution(name=institution)
            home.full_clean()
            home.save()
        program = Program(
            slug=slug,
            institution=home,
            name=facts.name,
            specialty=facts.specialty,
            state=facts.state,
            time_zone=facts.time_zone,
            years=facts.years,
        )
        program.full_clean()
        program.save()
    return program, True


def make_cohort(program: Program, year: int) -> tuple[Cohort, bool]:
    """The cohort that starts in `year`, and whether it was made now.

    A new one starts on July 1, with orientation two weeks before.
    """
    start = date(year, 7, 1)
    return Cohort.objects.get_or_create(
        program=program,
        year=year,
        defaults={
            "program_start": start,
            "orientation_start": start - ORIENTATION_LEAD,
        },
    )


def grant_role(
    user: User,
    role: str,
    *,
    program: Program | None = None,
    institution: Institution | None = None,
) -> bool:
    """Give `user` a `role` in a program or in a whole institution; False: had it.

    Whoever has a role works in the admin site.
    """
    with transaction.atomic():
        _, is_new = Membership.objects.get_or_create(
            user=user, role=role, program=program, institution=institution
        )
        keep_staff_true([user.pk])
    user.is_staff = True
    return is_new


def keep_staff_true(users: Iterable[int]) -> None:
    """Let those of `users` (keys) into the admin site who have a role, and no others.

    Superusers stay in.
    """
    people = User.objects.filter(pk__in=list(users), is_superuser=False)
    has_role = Exists(Membership.objects.filter(user=OuterRef("pk")))
    people.filter(has_role, is_staff=False).update(is_staff=True)
    people.filter(~has_role, is_staff=True).update(is_staff=False)
