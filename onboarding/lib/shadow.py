"""A copy of some rows that one connection works on, while everybody else goes on.

Temporary tables hide the real ones of the same name, on PostgreSQL as on SQLite. So
code that knows nothing of it runs on a copy: nothing is stored, and no row and no
database is locked meanwhile.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

_REFERENCE = re.compile(r' REFERENCES "\w+" \("\w+"\)( DEFERRABLE INITIALLY DEFERRED)?')

Rows = Mapping[type[Model], "QuerySet[Any]"]


@contextmanager
def shadowed(rows: Rows) -> Iterator[None]:
    """Inside, the table of each model holds `rows` of it, and forgets what is written.

    Tables that are not named are the real ones: whoever runs inside must not write to
    them. Should it happen, it is rolled back.
    """
    with _without_lock(), transaction.atomic():
        # All are filled before the first one hides its original.
        fillings = [_filling(model, some) for model, some in rows.items()]
        with connection.cursor() as cursor:
            for model, (sql, parameters) in zip(rows, fillings, strict=True):
                for statement in _copy_of(cursor, model._meta.db_table):
                    cursor.execute(statement)
                cursor.execute(sql, parameters)
            for model in rows:
                _hide(cursor, model)
        yield
        transaction.set_rollback(True)


@contextmanager
def _without_lock() -> Iterator[None]:
    """Begin as a reader: SQLite's IMMEDIATE would stop every other writer."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    mode = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def _filling(model: type[Model], rows: "QuerySet[Any]") -> tuple[str, Any]:
    table = model._meta.db_table
    chosen, parameters = rows.order_by().values("pk").query.sql_with_params()
    sql = f'INSERT INTO "shadow_{table}" SELECT * FROM "{table}"'  # noqa: S608 -- our own names
    return f'{sql} WHERE "id" IN ({chosen})', parameters


def _copy_of(cursor: Any, table: str) -> Iterator[str]:  # noqa: ANN401 -- Django's own has no type
    """The statements that make an empty temporary table like `table`."""
    if connection.vendor == "postgresql":
        yield (
            f'CREATE TEMPORARY TABLE "shadow_{table}" '
            f'(LIKE "{table}" INCLUDING ALL) ON COMMIT DROP'
        )
        return
    cursor.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table]
    )
    [made] = cursor.fetchone()
    # A foreign key cannot lead out of SQLite's temporary database.
    made = _REFERENCE.sub("", made)
    yield made.replace(
        f'CREATE TABLE "{table}"', f'CREATE TEMPORARY TABLE "shadow_{table}"', 1
    )


def _hide(cursor: Any, model: type[Model]) -> None:  # noqa: ANN401 -- as above
    """Give the copy the real table's name and indexes, and new keys of its own."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        highest = f'SELECT coalesce(max(id), 0) + 1 FROM "shadow_{table}"'  # noqa: S608 -- our own names
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), ({highest}))",
            [f"shadow_{table}"],
        )
        cursor.execute(f'ALTER TABLE "shadow_{table}" RENAME TO "{table}"')
        return
    cursor.execute(
        "SELECT sql FROM main.sqlite_master "
        "WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        [table],
    )
    indexes = [made for (made,) in cursor.fetchall()]
    cursor.execute(f'ALTER TABLE temp."shadow_{table}" RENAME TO "{table}"')
    for made in indexes:
        cursor.execute(re.sub(r'INDEX "', 'INDEX temp."', made, count=1))
