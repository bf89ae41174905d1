"""Who may rate whom as what, who follows whose progress, and who may ask for it."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from onboarding.accounts.models import User
from onboarding.milestones.models import FrameworkEdition, Review
from onboarding.milestones.words import Occasion, Source
from onboarding.residents.models import Cohort, Program, Resident
from onboarding.residents.roles import OVERSEEING, Role

_FACULTY = frozenset({Role.FACULTY, Role.PROGRAM_DIRECTOR})


def residents_to_rate(user: User) -> QuerySet[Resident]:
    """Whom `user` may rate without being asked, each with `rates_as` (a Source).

    Themselves; as faculty the residents of their programs and their mentees, since
    whoever works with a resident may see something worth saying; as peer mentor those
    they mentor. What others have said of them this opens to nobody.
    """
    taught = Program.objects.with_role(user, _FACULTY)
    faculty = Q(faculty_mentor=user) | Q(cohort__program__in=taught)
    rates_as = Case(
        When(user=user, then=Value(Source.SELF)),
        When(faculty, then=Value(Source.FACULTY)),
        When(peer_mentor=user, then=Value(Source.PEER_MENTOR)),
        output_field=CharField(),
    )
    return (
        Resident.objects.active()
        .filter(Q(user=user) | faculty | Q(peer_mentor=user))
        .annotate(rates_as=rates_as)
        .select_related("cohort__program", "user")
    )


def source_of(rateable: Any) -> str:  # noqa: ANN401 -- an annotated Resident
    """As what somebody found by `residents_to_rate` is rated."""
    source: str = rateable.rates_as
    return source


def residents_followed_by(user: User) -> QuerySet[Resident]:
    """Whose trajectory `user` may open.

    Their own, their mentees', those of programs they direct, and of residents whom a
    committee reviews that they are a member of.
    """
    if user.is_superuser:
        return Resident.objects.all()
    directed = Program.objects.with_role(user, frozenset({Role.PROGRAM_DIRECTOR}))
    reviewed = Review.objects.filter(meeting__members__user=user)
    return Resident.objects.filter(
        Q(user=user)
        | Q(faculty_mentor=user)
        | Q(cohort__program__in=directed)
        | Q(pk__in=reviewed.order_by().values("resident"))
    )


def cohorts_overseen_by(user: User) -> QuerySet[Cohort]:
    """Those for whose residents `user` may ask for assessments."""
    cohorts = Cohort.objects.select_related("program")
    if user.is_superuser:
        return cohorts
    return cohorts.filter(program__in=Program.objects.with_role(user, OVERSEEING))


def cohorts_directed_by(user: User) -> QuerySet[Cohort]:
    """Those whose ratings `user` may see as a group."""
    cohorts = Cohort.objects.select_related("program")
    if user.is_superuser:
        return cohorts
    directed = Program.objects.with_role(user, frozenset({Role.PROGRAM_DIRECTOR}))
    return cohorts.filter(program__in=directed)


def programs_known_to(user: User) -> QuerySet[Program]:
    """Those in which `user` works or trains, or has a mentee."""
    residents = Resident.objects.visible_to(user).order_by()
    return Program.objects.filter(
        Q(pk__in=Program.objects.visible_to(user).order_by().values("pk"))
        | Q(pk__in=residents.values("cohort__program"))
    )


def framework_of(program: Program) -> FrameworkEdition | None:
    """What the program rates by now; None before a pack is loaded."""
    return FrameworkEdition.objects.used_by(program.pk)


def occasion_on(day: date, start: date) -> Occasion:
    """The fixed occasion nearest to `day` for a program that starts on `start`."""
    months = months_after(day, start)
    if months < 3:  # noqa: PLR2004 -- halfway to the next one
        return Occasion.ARRIVAL
    return Occasion.MONTH_6 if months < 9 else Occasion.MONTH_12  # noqa: PLR2004 -- halfway


def months_after(day: date, start: date) -> float:
    """How many months after `start` the `day` is; negative before it."""
    return (day - start).days / 30.44
