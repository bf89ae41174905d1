"""plan_one, intake, complete: making plans and finishing items."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import population
from bench.measure import ROUNDS, Row, compare, watch
from onboarding.checklists import actions
from onboarding.checklists.models import Item
from onboarding.residents.models import Resident

_COLUMNS = (
    "resident_id, definition_id, slug, occurrence, state, due_on, not_before_on, "
    "waiting_for, notice_at"
)


def _forget(people: list[Resident]) -> None:
    """Take their plans away again, without Django's search for what hangs on them."""
    span = [min(person.pk for person in people), max(person.pk for person in people)]
    with transaction.atomic(), connection.cursor() as cursor, _erasable(cursor):
        for table in ("checklists_event", "checklists_item", "checklists_plan"):
            cursor.execute(
                f"DELETE FROM {table} WHERE resident_id BETWEEN %s AND %s", span
            )


@contextmanager
def _erasable(cursor: Any) -> Iterator[None]:
    """History refuses to be erased; whoever measures it makes it anew each round."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        yield
        return
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND "
        "tbl_name = 'checklists_event'"
    )
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        cursor.execute(sql)


def _rows_of(people: list[Resident]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM checklists_item "
            "WHERE resident_id BETWEEN %s AND %s",
            [people[0].pk, people[-1].pk],
        )
        return cursor.fetchall()


def plan_one(name: str = "plan_one") -> Row:
    """Enroll one resident; the floor is one INSERT of the very same rows."""
    person = population.make_residents(
        population.make_cohort(f"bench-{name}"), 1, f"{name}-"
    )
    population.enroll(person)
    rows = _rows_of(person)
    _forget(person)
    queries = []

    def ours() -> float:
        with watch() as watched:
            population.enroll(_fresh(person))
        _forget(person)
        return watched.seconds

    def floor() -> float:
        line = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
        lines = ", ".join([line] * len(rows))
        sql = f"INSERT INTO checklists_item ({_COLUMNS}) VALUES {lines}"
        flat = [value for row in rows for value in row]
        with watch() as watched, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, flat)
        _forget(person)
        return watched.seconds

    with watch(count=True) as counted:
        population.enroll(_fresh(person))
    queries.append(counted.queries)
    _forget(person)
    return compare(
        name,
        ours,
        floor,
        n=len(rows),
        notes=f"one resident, {len(rows)} items; floor: one INSERT; at most 5",
        queries=queries[0],
        size=len(rows),
    )


def _fresh(people: list[Resident]) -> list[Resident]:
    """As an import hands them over: cohort and program known, nothing else read."""
    found = Resident.objects.select_related("cohort__program")
    return list(found.filter(pk__in=[person.pk for person in people]))


def intake(count: int = 1000) -> Row:
    """Plans of a thousand residents; the floor is COPY of the very same rows."""
    people = population.make_residents(
        population.make_cohort("bench-intake"), count, "intake-"
    )
    population.enroll(people)
    size = Item.objects.filter(resident__in=people).count()
    data = _copied_out(people)
    _forget(people)

    def ours() -> float:
        with watch() as watched:
            population.enroll(people)
        _forget(people)
        return watched.seconds

    def floor() -> float:
        with watch() as watched, transaction.atomic(), connection.cursor() as cursor:
            into = f"COPY checklists_item ({_COLUMNS}) FROM STDIN"
            with cursor.copy(into) as copy:
                copy.write(data)
        _forget(people)
        return watched.seconds

    return compare(
        "intake",
        ours,
        floor,
        n=size,
        unit="items/s",
        notes=f"plans of {count:,} residents; floor: COPY; at least 0.20",
        size=count,
    )


def _copied_out(people: list[Resident]) -> bytes:
    buffer = io.BytesIO()
    out = (
        f"COPY (SELECT {_COLUMNS} FROM checklists_item WHERE resident_id "
        f"BETWEEN {people[0].pk} AND {people[-1].pk}) TO STDOUT"
    )
    with connection.cursor() as cursor, cursor.copy(out) as copy:
        for chunk in copy:
            buffer.write(chunk)
    return buffer.getvalue()


def complete() -> Row:
    """Finish one item; the floor is an UPDATE of one row and its commit."""
    people = population.make_residents(
        population.make_cohort("bench-complete"), 1, "complete-"
    )
    population.enroll(people)
    targets = _completable(people[0])
    now = timezone.now()

    def ours() -> float:
        item = next(targets)
        with watch() as watched:
            actions.complete(item, by=people[0].user, now=now)
        return watched.seconds

    def floor() -> float:
        item = next(targets)
        sql = "UPDATE checklists_item SET settled_at = NULL WHERE id = %s"
        with watch() as watched, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [item.pk])
        return watched.seconds

    item = next(targets)
    with watch(count=True) as counted:
        actions.complete(item, by=people[0].user, now=now)
    again = Item.objects.with_story().get(pk=item.pk)
    with watch(count=True) as second:
        did_more = actions.complete(again, by=people[0].user, now=now)
    return compare(
        "complete",
        ours,
        floor,
        n=1,
        notes="one item with history and follow-ups; floor: one UPDATE; 8 queries",
        queries=counted.queries,
        second_call_queries=second.queries,
        second_call_changed=did_more,
    )


def _completable(person: Resident) -> Iterator[Item]:
    """Items that can be finished with one's word, enough for all rounds."""
    found = (
        Item.objects.with_story()
        .filter(
            resident=person,
            definition__owner="resident",
            definition__evidence__in=("attestation", "none"),
            waiting_for="",
            not_before_on=None,
            due_on__isnull=False,
        )
        .order_by("pk")
    )
    items = list(found)
    assert len(items) > 2 * ROUNDS + 3, "The pack has too few items to finish."
    return iter(items)
