"""People of a file beside those of the database, and what that makes impossible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models.functions import Lower

from onboarding.accounts.models import User
from onboarding.dashboard.roster.checking import Person
from onboarding.dashboard.roster.columns import COLUMNS, REQUIRED, Target
from onboarding.dashboard.roster.problems import Problem
from onboarding.residents.models import Cohort, Credentials, Resident


@dataclass(slots=True)
class Known:
    """What the database has, by e-mail address in small letters."""

    accounts: dict[str, User]
    residents: dict[str, Resident]
    elsewhere: dict[str, Resident]


@dataclass(slots=True)
class Difference:
    """What one person's line changes. Values by column; None or "" empties one.

    `resident` is not saved yet for somebody new.
    """

    email: str
    resident: Resident
    fields: dict[str, Any] = field(default_factory=dict)
    credentials: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, bool | None] = field(default_factory=dict)
    dates: dict[str, date | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields or self.credentials or self.touches_plan)

    @property
    def touches_plan(self) -> bool:
        """Whether the resident's plan has to follow."""
        facts = {"category", "time_zone"} & self.fields.keys()
        return bool(facts or self.switches or self.dates)


def known_to(people: Sequence[Person], cohort: Cohort) -> Known:
    """The accounts, mentors and residents that `people` name, in five queries."""
    addresses = {person.email for person in people}
    named = addresses.union(*(person.of(Target.MENTOR).values() for person in people))
    accounts = User.objects.annotate(key=Lower("email")).filter(key__in=named - {None})
    found = (
        Resident.objects.filter(cohort__program__institution=cohort.program.institution)
        .annotate(key=Lower("user__email"))
        .filter(key__in=addresses)
        .select_related(
            "user", "credentials", "cohort__program", "faculty_mentor", "peer_mentor"
        )
        .prefetch_related("key_dates", "switches")
    )
    residents: dict[str, Resident] = {}
    elsewhere: dict[str, Resident] = {}
    for resident in found:
        if resident.cohort_id == cohort.pk:
            residents[resident.user.email.lower()] = resident
        elif resident.withdrawn_at is None:
            elsewhere[resident.user.email.lower()] = resident
    return Known({user.email.lower(): user for user in accounts}, residents, elsewhere)


def impossible(people: Sequence[Person], known: Known) -> Iterator[Problem]:
    """What cannot be imported, though each line by itself is fine."""
    for person in people:
        is_new = person.email not in known.residents
        if is_new and person.email in known.elsewhere:
            other = known.elsewhere[person.email].cohort
            yield Problem(
                person.line, "email", f"This person is a resident of {other.slug}."
            )
        elif is_new:
            yield from _missing_for_new(person)
        yield from _mentor_problems(person, known)


def _missing_for_new(person: Person) -> Iterator[Problem]:
    for name in REQUIRED:
        if name not in person.values and name not in person.unreadable:
            yield Problem(person.line, name, "A new resident needs this.")


def _mentor_problems(person: Person, known: Known) -> Iterator[Problem]:
    for name, address in person.of(Target.MENTOR).items():
        if address == person.email:
            yield Problem(person.line, name, "Nobody can be their own mentor.")
        elif address is not None and address not in known.accounts:
            yield Problem(
                person.line,
                name,
                "There is no account with this address: make it first.",
            )


def difference(person: Person, known: Known, cohort: Cohort) -> Difference:
    """What the line of `person` changes; for somebody new, what it gives."""
    resident = known.residents.get(person.email) or Resident(cohort=cohort)
    fields = person.of(Target.RESIDENT) | {
        name: known.accounts[address] if address else None
        for name, address in person.of(Target.MENTOR).items()
    }
    switches, dates = _facts_of(resident)
    return Difference(
        person.email,
        resident,
        _changed(fields, {name: getattr(resident, name) for name in fields}),
        _changed(person.of(Target.CREDENTIALS), credentials_of(resident)),
        _changed(person.of(Target.SWITCH), switches),
        _changed(person.of(Target.DATE), dates),
    )


def credentials_of(resident: Resident) -> dict[str, Any]:
    """The stored credentials by column; empty ones where there are none."""
    stored = resident.credentials if hasattr(resident, "credentials") else Credentials()
    values = {
        column.name: getattr(stored, column.name)
        for column in COLUMNS.values()
        if column.target is Target.CREDENTIALS
    }
    return values | {"medical_school_country": str(stored.medical_school_country)}


def _facts_of(resident: Resident) -> tuple[dict[str, bool], dict[str, date]]:
    """The stored switches and key dates, by name."""
    if resident.pk is None:
        return {}, {}
    switches = {switch.name: switch.is_on for switch in resident.switches.all()}
    return switches, {day.anchor: day.on for day in resident.key_dates.all()}


def _changed(given: dict[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if stored.get(name) != value}
