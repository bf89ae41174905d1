"""redate_one, redate_cohort, redate_200: a date moves, and what counts from it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import cycle

from django.db import connection, transaction
from django.utils import timezone

from bench import population
from bench.measure import Row, compare, watch
from onboarding.checklists import enrollment
from onboarding.checklists.comparing import Change
from onboarding.checklists.models import Item
from onboarding.residents.models import Cohort

Move = Callable[[date], Mapping[int, Change]]


def redate_one() -> Row:
    """The arrival of one resident moves; the floor is one UPDATE of the same rows."""
    cohort = population.make_cohort("bench-redate-one")
    people = population.make_residents(cohort, 2, "redate-one-")
    population.enroll(people)
    person = people[1]  # every second one knows the day of arrival
    now = timezone.now()

    def move(day: date) -> Mapping[int, Change]:
        days = {"arrival_in_us": day}
        return {person.pk: enrollment.set_key_dates(person, days, by=None, now=now)}

    start = cohort.program_start - timedelta(days=20)
    return _row("redate_one", move, start, note="one resident; at most 8; 7 queries")


def redate_cohort() -> Row:
    """The orientation of 1,000 residents moves."""
    return _redate_cohort("redate_cohort", "orientation_start", 1000)


def redate_200() -> Row:
    """The start of a cohort of 200 moves."""
    return _redate_cohort("redate_200", "program_start", 200)


def _redate_cohort(name: str, anchor: str, count: int) -> Row:
    """The floor is one UPDATE of the same rows."""
    cohort = population.make_cohort(f"bench-{name}")
    people = population.make_residents(cohort, count, f"{name}-")
    population.enroll(people)
    now = timezone.now()

    def move(day: date) -> Mapping[int, Change]:
        fresh = Cohort.objects.get(pk=cohort.pk)
        return enrollment.set_cohort_dates(fresh, {anchor: day}, by=None, now=now)

    start = getattr(cohort, anchor) - timedelta(days=7)
    note = f"{anchor} of {count:,} residents; at most 8; 25 queries"
    return _row(name, move, start, note=note, size=count)


def _row(name: str, move: Move, start: date, *, note: str, size: int = 1) -> Row:
    # There and back: whole weeks, so that weekends do not decide how many rows move.
    days = cycle((start, start + timedelta(days=7)))
    done = _done_items()
    with watch(count=True) as counted:
        changes = move(next(days))
    rows = [item.pk for change in changes.values() for item, _ in change.moved]

    def ours() -> float:
        with watch() as watched:
            move(next(days))
        return watched.seconds

    return compare(
        name,
        ours,
        lambda: _bare_update(rows),
        n=len(rows),
        notes=f"{note}; floor: one UPDATE of the {len(rows):,} rows that move",
        queries=counted.queries,
        size=size,
        done_items_touched=_done_items() != done,
    )


def _bare_update(rows: list[int]) -> float:
    # Other values and back, or PostgreSQL would have nothing to write.
    sql = (
        "UPDATE checklists_item SET due_on = due_on + 1, notice_at = notice_at "
        "WHERE id = ANY(%s)"
    )
    back = "UPDATE checklists_item SET due_on = due_on - 1 WHERE id = ANY(%s)"
    with watch() as watched, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [rows])
    with connection.cursor() as cursor:
        cursor.execute(back, [rows])
    return watched.seconds


def _done_items() -> list[tuple[int, date | None]]:
    done = Item.objects.filter(state="done").order_by("pk")
    return list(done.values_list("pk", "due_on"))
