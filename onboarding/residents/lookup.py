"""Finding cohorts and residents by the names that operators give to commands.

What is not there ends the command: a cohort with wrong usage, a person with a refusal.
"""

import re

from onboarding.lib.commands import refusal, wrong_usage
from onboarding.lib.written_days import EARLIEST, LATEST
from onboarding.residents.models import Cohort, Program, Resident

_COHORT = re.compile(r"(?P<program>[A-Za-z0-9_-]+)/(?P<year>\d{4})", re.ASCII)


def program_and_year(text: str) -> tuple[Program, int]:
    """The program and the year that `text` (im-riverside/2027) names.

    The cohort itself may be missing. Raises CommandError.
    """
    found = _COHORT.fullmatch(text)
    if found is None or not EARLIEST <= int(found["year"]) <= LATEST:
        raise wrong_usage(
            f"“{text}” is not a cohort: write program and year like im-riverside/2027."
        )
    programs = Program.objects.select_related("institution")
    program = programs.filter(slug=found["program"]).first()
    if program is None:
        raise wrong_usage(
            f"There is no program “{found['program']}”: make it with create_program."
        )
    return program, int(found["year"])


def cohort_called(text: str) -> Cohort:
    """The cohort that `text` (im-riverside/2027) names. Raises CommandError."""
    program, year = program_and_year(text)
    cohorts = Cohort.objects.select_related("program__institution")
    cohort = cohorts.filter(program=program, year=year).first()
    if cohort is None:
        raise wrong_usage(f"{program.name} has no cohort of {year}.")
    return cohort


def resident_called(email: str, *, cohort: str | None = None) -> Resident:
    """The resident with this address, whatever its case, among those who have not left.

    One person may be in several cohorts; then `cohort` (im-riverside/2027) says which.
    Raises CommandError if there is none, or more than one.
    """
    found = Resident.objects.active().filter(user__email__iexact=email.strip())
    if cohort is not None:
        found = found.filter(cohort=cohort_called(cohort))
    people = list(found.select_related("user", "cohort__program__institution"))
    if not people:
        raise refusal(f"There is no resident {email}.")
    if len(people) > 1:
        cohorts = ", ".join(person.cohort.slug for person in people)
        raise refusal(
            f"{email} is a resident of several cohorts ({cohorts}): say which with "
            "--cohort."
        )
    return people[0]
