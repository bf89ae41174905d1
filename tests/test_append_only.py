"""Every table of history refuses changes, whoever added it (interfaces §10)."""

import pytest
from django.apps import apps
from django.db import connection

from onboarding.lib.append_only import append_only_tables

TABLES = append_only_tables(
    [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
)


def _triggers(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT sql FROM sqlite_master "
                "WHERE type = 'trigger' AND tbl_name = %s",
                [table],
            )
        else:
            cursor.execute(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [table],
            )
        return " ".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_table_of_history_has_its_triggers(table):
    found = _triggers(table)

    assert "refuse_change" in found
    assert "BEFORE" in found
    assert "UPDATE" in found
    assert "DELETE" in found


def test_history_of_residents_is_such_a_table():
    assert "checklists_event" in TABLES
