"""Finding cohorts and residents by the names that operators use."""

import re

from onboarding.lib.written_days import EARLIEST, LATEST
from onboarding.residents.models import Cohort, Program, Resident

_COHORT = re.compile(r"(?P<program>[A-Za-z0-9_-]+)/(?P<year>\d{4})", re.ASCII)


class NotFoundError(Exception):
    """Nothing, or more than one thing, has this name; the message is a sentence."""


def cohort_name(text: str) -> tuple[Program, int]:
    """The program and the year that `text` (im-riverside/2027) names.

    The cohort itself may be missing. Raises NotFoundError.
    """
    found = _COHORT.fullmatch(text)
    if found is None or not EARLIEST <= int(found["year"]) <= LATEST:
        raise NotFoundError(
            f"“{text}” is not a cohort: write program and year like im-riverside/2027."
        )
    program = Program.objects.select_related("institution").filter(
        slug=found["program"]
    )
    known = program.first()
    if known is None:
        raise NotFoundError(
            f"There is no program “{found['program']}”: make it with create_program."
        )
    return known, int(found["year"])


def cohort_called(text: str) -> Cohort:
    """The cohort that `text` (im-riverside/2027) names. Raises NotFoundError."""
    program, year = cohort_name(text)
    cohort = Cohort.objects.select_related("program__institution").filter(
        program=program, year=year
    )
    found = cohort.first()
    if found is None:
        raise NotFoundError(f"{program.name} has no cohort of {year}.")
    return found


def resident_called(email: str, *, cohort: Cohort | None = None) -> Resident:
    """The resident with this address, whatever its case, among those who have not left.

    One person may be in several cohorts; then `cohort` says which. Raises
    NotFoundError if there is none, or more than one.
    """
    found = (
        Resident.objects.active()
        .filter(user__email__iexact=email.strip())
        .select_related("user", "cohort__program__institution")
    )
    if cohort is not None:
        found = found.filter(cohort=cohort)
    people = list(found)
    if not people:
        raise NotFoundError(f"There is no resident {email}.")
    if len(people) > 1:
        cohorts = ", ".join(person.cohort.slug for person in people)
        raise NotFoundError(
            f"{email} is a resident of several cohorts ({cohorts}): say which with "
            "--cohort."
        )
    return people[0]
