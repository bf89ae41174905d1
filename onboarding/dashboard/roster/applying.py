"""The import itself: a table into a cohort, all of it or nothing.

Set-based: queries grow with batches of rows, not with rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import plans
from onboarding.checklists.enrollment import enroll
from onboarding.checklists.history import Entry
from onboarding.checklists.telling import told_answers, told_category, told_dates
from onboarding.dashboard.roster.checking import Person, people_in
from onboarding.dashboard.roster.matching import (
    Difference,
    Known,
    difference,
    impossible,
    known_to,
)
from onboarding.dashboard.roster.problems import Problem
from onboarding.dashboard.roster.storing import (
    add_residents,
    store_facts,
    update_residents,
)
from onboarding.dashboard.roster.table import Table
from onboarding.residents.actions import make_cohort
from onboarding.residents.models import Cohort, Institution, Program, Resident


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many residents were added, changed or left; or why nothing was written."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the people of a file go: `program`'s cohort that starts in `year`."""

    program: Program
    year: int


def import_table(
    table: Table,
    to: Destination,
    *,
    by: User | None,
    now: datetime,
    is_dry_run: bool = False,
) -> Outcome:
    """Bring the people of `table` into a cohort, which is made if it is missing.

    New residents are enrolled; plans of those whose facts changed follow. With any
    problem, or in a dry run, the database stays as it was.
    """
    people, problems = people_in(table)
    try:
        with transaction.atomic():
            outcome = _import(people, problems, to, by=by, now=now)
            if outcome.problems or is_dry_run:
                transaction.set_rollback(True)
    except plans.NoPackError as missing:
        return Outcome(problems=(Problem(1, "", str(missing)),))
    return outcome


def _import(
    people: Sequence[Person],
    problems: Sequence[Problem],
    to: Destination,
    *,
    by: User | None,
    now: datetime,
) -> Outcome:
    # Two imports at once would both find that an address is new to the institution.
    Institution.objects.select_for_update().get(pk=to.program.institution_id)
    cohort, _ = make_cohort(to.program, to.year)
    cohort.program = to.program
    known = known_to(people, cohort)
    problems = [*problems, *impossible(people, known)]
    if problems:
        return Outcome(problems=tuple(sorted(problems, key=lambda p: p.line)))
    return _store(people, known, cohort, by=by, now=now)


def _store(
    people: Sequence[Person],
    known: Known,
    cohort: Cohort,
    *,
    by: User | None,
    now: datetime,
) -> Outcome:
    differences = [difference(person, known, cohort) for person in people]
    new = [one for one in differences if one.resident.pk is None]
    changed = [one for one in differences if one.resident.pk is not None and one]
    told = [entry for one in changed for entry in _told(one)]
    add_residents(new, known)
    update_residents(changed)
    store_facts([*new, *changed], by=by, now=now)
    if new:
        enroll([one.resident for one in new], by=by, now=now)
    _replan(changed, told, by=by, now=now)
    return Outcome(
        added=len(new),
        changed=len(changed),
        unchanged=len(people) - len(new) - len(changed),
    )


def _told(one: Difference) -> list[Entry]:
    """What the history is told of somebody whose facts are about to change."""
    pk, before = one.resident.pk, one.resident.category
    return [
        *told_category(pk, before, one.fields.get("category", before)),
        *told_answers(pk, one.switches),
        *told_dates(pk, one.dates),
    ]


def _replan(
    changed: Sequence[Difference],
    told: Sequence[Entry],
    *,
    by: User | None,
    now: datetime,
) -> None:
    touched = [one.resident.pk for one in changed if one.touches_plan]
    if touched:
        # Read again: the dates and switches in memory are those from before.
        fresh = Resident.objects.select_related("cohort__program")
        people = list(fresh.filter(pk__in=touched))
        plans.replan(people, by=by, now=now, told=told)
