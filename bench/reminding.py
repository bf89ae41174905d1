"""pass_idle, pass_due: from items that are due to letters that are owed."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from bench import population
from bench.measure import Row, compare, watch
from onboarding.checklists.models import Item
from onboarding.lib.bulk import set_rows
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.passes import prepare
from onboarding.residents.models import Resident

# Between 8 AM and 9 PM in every zone of the population.
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTERS = 1000


def passes(sizes: tuple[int, int, int] = (100, 1_000, 10_000)) -> list[Row]:
    """pass_idle at each size and pass_due at the largest two."""
    rows: list[Row] = []
    seconds: dict[int, float] = {}
    people: list[Resident] = []
    for size in sizes:
        people = _grown_to(size, people)
        rows.append(pass_idle(size))
        seconds[size] = rows[-1].value
        if size > sizes[0]:
            rows.append(pass_due(size, due=sizes[0]))
    rows.append(pass_due(sizes[-1], due=sizes[1]))
    # More than a million open items, of which ten thousand are due: three a letter.
    third = sizes[-1] // 3
    rows.append(pass_due(sizes[-1], due=third, name="pass_million"))
    growth = seconds[sizes[-1]] / seconds[sizes[0]]
    rows[-3].more["growth_of_idle"] = round(growth, 2)
    return rows


def _grown_to(size: int, people: list[Resident]) -> list[Resident]:
    if not people:
        people = population.make_residents(
            population.make_cohort("bench-pass"), size, "pass-"
        )
        population.enroll(people)
    else:
        population.grow(people, size)
    population.silence()
    # The look that each program gets on its mornings is over, and so is the time in
    # which what happened to all these people might still be written down by somebody.
    for minutes in range(120, -1, -20):
        prepare(NOW - timedelta(minutes=minutes))
    return people


def pass_idle(size: int) -> Row:
    """A pass with nothing due; the floor is the one SELECT that finds nothing."""

    def ours() -> float:
        with watch() as watched:
            prepare(NOW)
        return watched.seconds

    def floor() -> float:
        with watch() as watched, connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM checklists_item WHERE notice_at <= %s", [NOW]
            )
            cursor.fetchall()
        return watched.seconds

    with watch(count=True) as counted:
        prepare(NOW)
    return compare(
        "pass_idle" if size == 10_000 else f"pass_idle_{size}",
        ours,
        floor,
        n=1,
        notes=f"{size:,} residents, {Item.objects.count():,} items; 4 queries, 10 ms",
        queries=counted.queries,
        size=size,
    )


def pass_due(size: int, *, due: int, name: str = "") -> Row:
    """A pass up to "durably owed"; the floor is SELECT and INSERT of the same rows."""
    chosen = targets(due)

    def ours() -> float:
        make_due(chosen, NOW)
        with watch() as watched:
            prepare(NOW)
        return watched.seconds

    ours()
    letters, reminders = _ledger()
    assert len(letters) == due, (len(letters), due)

    def floor() -> float:
        make_due(chosen, NOW)
        with watch() as watched:
            _bare(letters, reminders)
        return watched.seconds

    make_due(chosen, NOW)
    with watch(count=True) as counted:
        prepare(NOW)
    row = compare(
        name or (f"pass_due_{due}_of_{size}" if due != LETTERS else "pass_due"),
        ours,
        floor,
        n=due,
        notes=f"{due:,} of {size:,} residents owed a letter, {len(reminders):,} items "
        "due; floor: SELECT and INSERT; at most 4; 6 + due/500 queries",
        queries=counted.queries,
        size=size,
    )
    _forget()
    population.silence()
    return row


def targets(due: int, first_resident: int = 0) -> list[tuple[int, int]]:
    """Three open items of each of `due` residents, and in how many days to be due."""
    found = (
        Item.objects.filter(
            resident__gte=first_resident,
            state="open",
            definition__owner="resident",
            due_on__isnull=False,
            waiting_for="",
            not_before_on=None,
        )
        .order_by("resident", "pk")
        .values_list("resident", "pk")
    )
    chosen: dict[int, list[int]] = {}
    for resident, item in found.iterator():
        if resident not in chosen and len(chosen) == due:
            break
        chosen.setdefault(resident, []).append(item)
    days = (3, 7, 14)
    return [pair for mine in chosen.values() for pair in zip(mine, days, strict=False)]


def make_due(chosen: list[tuple[int, int]], now: datetime) -> None:
    """As at the start: an empty ledger, and `chosen` to be noticed since an hour."""
    _forget()
    then = now - timedelta(hours=1)
    rows = [(item, now.date() + timedelta(days=days), then) for item, days in chosen]
    set_rows(Item, ("due_on", "notice_at"), rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _forget() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reminders_reminder")
        cursor.execute("DELETE FROM reminders_letter")


def _ledger() -> tuple[list[tuple], list[tuple]]:
    """What a pass wrote, as values for the floor to write again."""
    letters = Letter.objects.values_list(
        "pk", "kind", "recipient_id", "resident_id", "local_day", "send_after",
        "send_before", "state",
    )  # fmt: skip
    reminders = Reminder.objects.values_list(
        "item_id", "stage", "due_on", "letter_id", "state"
    )
    return list(letters), list(reminders)


def _bare(letters: list[tuple], reminders: list[tuple]) -> None:
    """The least that any product must do: find the items, store both kinds of rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, resident_id, due_on FROM checklists_item WHERE notice_at <= %s",
            [NOW],
        )
        cursor.fetchall()
        _insert(
            cursor,
            "reminders_letter (id, kind, recipient_id, resident_id, local_day, "
            "send_after, send_before, state, attempts, problem, subject, text)",
            [(*letter, 0, "", "", "") for letter in letters],
        )
        _insert(
            cursor,
            "reminders_reminder (item_id, stage, due_on, letter_id, state, ask)",
            [(*reminder, "") for reminder in reminders],
        )


def _insert(cursor, into: str, rows: list[tuple]) -> None:
    line = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    step = 60_000 // len(rows[0]) if connection.vendor == "postgresql" else 80
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        flat = [value for row in part for value in row]
        cursor.execute(
            f"INSERT INTO {into} VALUES {', '.join([line] * len(part))}", flat
        )
