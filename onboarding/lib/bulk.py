"""Many rows in one statement, on PostgreSQL and on SQLite.

Django's own bulk_create and bulk_update compile every value of every row; for a plan of
a hundred items that takes longer than the database needs to store it.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model


def insert_rows(
    model: type[Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    only_new: bool = False,
) -> int:
    """Add `rows`, the values of `fields` each. Returns how many.

    Values go in as they are: no defaults of the model, no generated keys come back.
    With `only_new`, rows that are there already by a unique constraint are left out.
    """
    if not rows:
        return 0
    columns = [_column(model, name) for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(_quoted(column) for column in columns)
    source, parameters = _given(columns, rows)
    values = ", ".join(_value(index) for index in range(len(columns)))
    sql = f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}"  # noqa: S608 -- names come from the model
    if only_new:
        # Without the condition SQLite takes what follows for that of a join.
        sql += " WHERE true ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def set_rows(
    model: type[Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    where_set: str | None = None,
) -> int:
    """Give each row of `rows`, (primary key, value, …), its values for `fields`.

    With `where_set`, only rows whose field of that name is not null by now: somebody
    else may have settled a row since it was read. Returns how many rows changed.
    """
    if not rows:
        return 0
    columns = [_column(model, name) for name in fields]
    key = _column(model, "pk")
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(
        f"{_quoted(column)} = {_value(index)}"
        for index, column in enumerate(columns, start=1)
    )
    match = f"{table}.{_quoted(key)} = {_value(0)}"
    if where_set is not None:
        match += f" AND {table}.{_quoted(_column(model, where_set))} IS NOT NULL"
    source, parameters = _given([key, *columns], rows)
    sql = f"UPDATE {table} SET {sets} FROM {source} WHERE {match}"  # noqa: S608 -- names come from the model
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{model.__name__}.{name} is not a column.")
    return field


def _quoted(column: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(column.column))


def _given(
    columns: "Sequence[Field[Any, Any]]", rows: Sequence[Sequence[Any]]
) -> tuple[str, list[Any]]:
    """`rows` as a table called `given`: its SQL and its parameters."""
    if connection.vendor == "postgresql":
        names = ", ".join(f"c{index}" for index in range(len(columns)))
        arrays = ", ".join(f"%s::{c.rel_db_type(connection)}[]" for c in columns)
        values = [
            [_wrapped(field, value) for value in column]
            for field, column in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        return f"unnest({arrays}) AS given({names})", values
    plain = json.dumps([[_plain(value) for value in row] for row in rows])
    return "json_each(%s) AS given", [plain]


def _value(index: int) -> str:
    """The SQL that names column `index` of the given rows."""
    if connection.vendor == "postgresql":
        return f"given.c{index}"
    return f"json_extract(given.value, '$[{index}]')"


def _wrapped(field: "Field[Any, Any]", value: Any) -> Any:  # noqa: ANN401 -- any column value
    """`value` as psycopg takes it: JSON has to say that it is JSON."""
    is_json = isinstance(field, JSONField)
    return field.get_db_prep_save(value, connection) if is_json else value


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any column value
    """`value` as Django stores it in SQLite's text columns."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value
