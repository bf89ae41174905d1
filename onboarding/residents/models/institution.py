"""Where residents train, and who works there."""

from datetime import date
from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.lib.constraints import exactly_one, one_of
from onboarding.residents.anchors import Anchor
from onboarding.residents.roles import MANAGING, Role


def validate_time_zone(name: str) -> None:
    """Refuse what is not an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(
            f"“{name}” is not a time zone: write it like America/New_York."
        )


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Institutions."""

    def visible_to(self, user: User) -> Self:
        """Those in which `user` has any role, or all for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(
            Q(memberships__user=user) | Q(programs__memberships__user=user)
        ).distinct()


class Institution(models.Model):
    """A hospital or university that sponsors residency programs."""

    name = models.CharField(max_length=200)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("name",),
                name="institution_name_once",
                violation_error_message="There is an institution with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def _scopes(held: Q, scope: str) -> "models.QuerySet[Membership, int]":
    """The programs or institutions named by the memberships that fit `held`."""
    named = Membership.objects.filter(held, **{f"{scope}__isnull": False})
    return named.values_list(f"{scope}_id", flat=True)


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs."""

    def with_role(self, user: User, roles: frozenset[Role] | None = None) -> Self:
        """Those in which `user` has one of `roles` (any role by default)."""
        held = Q(user=user) if roles is None else Q(user=user, role__in=roles)
        # Two lists of keys and not one join: a person may hold several roles, and a
        # join would then count a program twice.
        return self.filter(
            Q(pk__in=_scopes(held, "program"))
            | Q(institution__in=_scopes(held, "institution"))
        )

    def visible_to(self, user: User) -> Self:
        """Those in which `user` has any role, or all for a superuser."""
        return self if user.is_superuser else self.with_role(user)

    def managed_by(self, user: User) -> Self:
        """Those whose coordinator or GME office `user` is, or all for a superuser."""
        return self if user.is_superuser else self.with_role(user, MANAGING)


class Program(models.Model):
    """A residency program: one specialty at one institution, in one time zone."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="programs"
    )
    slug = models.SlugField(
        unique=True, help_text="Short name in commands and addresses: im-riverside."
    )
    name = models.CharField(max_length=200)
    specialty = models.SlugField(help_text="One word: internal-medicine.")
    state = models.CharField(max_length=2, help_text="Two letters: OH.")
    time_zone = models.CharField(
        max_length=64, validators=[validate_time_zone], default="America/New_York"
    )
    years = models.PositiveSmallIntegerField(
        "length in years",
        default=3,
        db_default=3,
        help_text="From PGY-1 on: what comes back each month or year ends then.",
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__regex=r"^[A-Z]{2}$"),
                name="program_state_is_two_capital_letters",
                violation_error_message="Write the state as two capital letters: OH.",
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=8),
                name="program_lasts_from_1_to_8_years",
                violation_error_message="A program lasts from 1 to 8 years.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs in which `user` has any role."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.visible_to(user))


class Cohort(models.Model):
    """The residents who start in one program in one academic year."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField(
        help_text="The calendar year in which the academic year starts."
    )
    match_day = models.DateField("Match Day", null=True, blank=True)
    orientation_start = models.DateField("start of orientation")
    hire_date = models.DateField(
        "first day of paid work",
        null=True,
        blank=True,
        help_text="Empty: the start of orientation.",
    )
    program_start = models.DateField("start of the program")

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ("program__name", "-year")
        constraints = [
            models.UniqueConstraint(
                fields=("program", "year"),
                name="cohort_once_per_program_and_year",
                violation_error_message="This program has a cohort of that year.",
            ),
            models.CheckConstraint(
                condition=Q(orientation_start__lte=models.F("program_start")),
                name="cohort_orientation_before_program",
                violation_error_message="Orientation starts on or before the first day "
                "of the program.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program.name} {self.year}"

    @property
    def slug(self) -> str:
        """The cohort's name in commands and exports: im-riverside/2027."""
        return f"{self.program.slug}/{self.year}"

    @property
    def dates(self) -> dict[str, date]:
        """The anchors that all its residents inherit, without the unknown ones."""
        known = {
            Anchor.MATCH_DAY: self.match_day,
            Anchor.ORIENTATION_START: self.orientation_start,
            Anchor.HIRE_DATE: self.hire_date or self.orientation_start,
            Anchor.PROGRAM_START: self.program_start,
            Anchor.ACADEMIC_YEAR: date(self.year, 7, 1),
            Anchor.TAX_DAY: date(self.year + 1, 4, 15),
        }
        return {str(anchor): day for anchor, day in known.items() if day}


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs and institutions that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(
            Q(program__in=Program.objects.visible_to(user))
            | Q(institution__in=Institution.objects.visible_to(user))
        )


class Membership(models.Model):
    """One role of one person in one program, or in all programs of an institution."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    program = models.ForeignKey(
        Program, models.CASCADE, related_name="memberships", null=True, blank=True
    )
    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("user__email", "role")
        constraints = [
            exactly_one(
                "program", "institution", name="membership_in_program_or_institution"
            ),
            one_of("role", Role.values, name="membership_role_is_known"),
            models.UniqueConstraint(
                fields=("user", "program", "role"),
                condition=Q(program__isnull=False),
                name="membership_once_per_program_and_role",
            ),
            models.UniqueConstraint(
                fields=("user", "institution", "role"),
                condition=Q(institution__isnull=False),
                name="membership_once_per_institution_and_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.program or self.institution}"
