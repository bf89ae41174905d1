"""A person in a cohort."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django_countries.fields import CountryField

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.lib.dates import ONE_DAY, add_months
from onboarding.residents.anchors import Anchor, Category
from onboarding.residents.models.institution import (
    Cohort,
    Program,
    validate_time_zone,
)
from onboarding.residents.roles import OVERSEEING


def seen_by(user: User, path: str = "") -> Q:
    """Whom `user` may see: themselves, their programs' residents, their mentees.

    For rows of residents, or with a `path` like `resident__` for rows that have one. A
    condition and not a list of keys: databases and Django are done with it sooner.
    """
    if user.is_superuser:
        return Q()
    overseen = Program.objects.with_role(user, OVERSEEING)
    return (
        Q(**{f"{path}user": user})
        | Q(**{f"{path}faculty_mentor": user})
        | Q(**{f"{path}peer_mentor": user})
        | Q(**{f"{path}cohort__program__in": overseen})
    )


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Residents."""

    def visible_to(self, user: User) -> Self:
        """Whom `user` may see: themselves, their programs' residents, their mentees."""
        return self.filter(seen_by(user))

    def managed_by(self, user: User) -> Self:
        """Those for whom `user` is the coordinator or the GME office."""
        if user.is_superuser:
            return self
        return self.filter(cohort__program__in=Program.objects.managed_by(user))

    def active(self) -> Self:
        """Those who have not left."""
        return self.filter(withdrawn_at=None)


class Resident(models.Model):
    """One person's place in one cohort, from Match Day to the end of the first year."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="residencies",
        verbose_name="account",
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="residents")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, blank=True)
    name_pronunciation = models.CharField(
        "how to say the name", max_length=100, blank=True
    )
    hospital_email = models.EmailField(
        "hospital e-mail", blank=True, help_text="Used from the day of arrival."
    )
    category = models.CharField(
        max_length=16,
        choices=Category,
        help_text="What allows them to work in the United States.",
    )
    pgy = models.PositiveSmallIntegerField("PGY", default=1)
    time_zone = models.CharField(
        "home time zone",
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Until arrival. Empty: the program's.",
    )
    faculty_mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="faculty_mentees",
        null=True,
        blank=True,
    )
    peer_mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="peer_mentees",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField("left on", null=True, blank=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        ordering = ("family_name", "given_name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "cohort"),
                name="resident_once_per_cohort",
                violation_error_message="This person is in the cohort already.",
            ),
            one_of("category", Category.values, name="resident_category_is_known"),
            models.CheckConstraint(
                condition=Q(pgy__gte=1, pgy__lte=9), name="resident_pgy_from_1_to_9"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def first_name(self) -> str:
        """What to call them."""
        return self.preferred_name or self.given_name

    @property
    def spoken_name(self) -> str:
        """How people say who it is: `Aoife O'Brien`; lists sort by `str()` instead."""
        return f"{self.first_name} {self.family_name}"

    def program_end(self, program_start: date) -> date:
        """Their last day if they begin on `program_start` and lose no time.

        Whoever starts as PGY-2 has one year less before them; everybody has one.
        """
        years = max(self.cohort.program.years - self.pgy + 1, 1)
        return add_months(program_start, 12 * years) - ONE_DAY

    def zone_on(self, day: date, dates: dict[str, date]) -> str:
        """The IANA zone where they are on `day`, given their key `dates`.

        Their own until the day of arrival, the program's from that day on; without an
        arrival date the start of the program decides (interfaces §5).
        """
        program_zone = self.cohort.program.time_zone
        moved_on = dates.get(Anchor.ARRIVAL_IN_US) or dates[Anchor.PROGRAM_START]
        return program_zone if day >= moved_on else self.time_zone or program_zone

    def address_on(self, day: date, dates: dict[str, date]) -> str:
        """Where to write to: the personal address, from arrival on the hospital's."""
        moved_on = dates.get(Anchor.ARRIVAL_IN_US) or dates[Anchor.PROGRAM_START]
        has_moved = bool(self.hospital_email) and day >= moved_on
        return self.hospital_email if has_moved else self.user.email


class CredentialsQuerySet(models.QuerySet["Credentials"]):
    """Credentials."""

    def visible_to(self, user: User) -> Self:
        """Those of the residents that `user` manages, and their own."""
        if user.is_superuser:
            return self
        managed = Resident.objects.managed_by(user).filter(pk=OuterRef("resident_id"))
        return self.filter(Q(resident__user=user) | Exists(managed))


class Credentials(models.Model):
    """Where a resident studied: for credentialing only.

    Apart from Resident on purpose: nothing that ranks, rates or teaches a person may
    meet the country of their school (design, promise 5).
    """

    resident = models.OneToOneField(
        Resident, models.CASCADE, related_name="credentials", primary_key=True
    )
    aamc_id = models.CharField("AAMC ID", max_length=20, blank=True)
    medical_school = models.CharField(max_length=200, blank=True)
    medical_school_country = CountryField(blank=True)
    graduation_year = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CredentialsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "credentials"
        constraints = [
            models.CheckConstraint(
                condition=Q(graduation_year=None)
                | Q(graduation_year__gte=1950, graduation_year__lte=2100),
                name="credentials_graduation_year_is_plausible",
                violation_error_message="Write the year with four digits: 2024.",
            )
        ]

    def __str__(self) -> str:
        return f"Credentials {self.pk}"
