"""Empty the whole database, history too: Django's own command, which has to ask first.

Nothing else takes the triggers away, and they are back when it ends. Tests that commit
clean up with it.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

from onboarding.lib.append_only import append_only_tables, let_erase, refuse_again


class Command(flush.Command):
    """`flush`, of a database whose tables refuse to be emptied."""

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Let the tables of history be emptied for as long as this takes."""
        name = options["database"]
        connection = connections[name]
        tables = append_only_tables(connection.introspection.table_names())
        with transaction.atomic(using=name):
            for table in tables:
                let_erase(connection, table)
            super().handle(**options)
            for table in tables:
                refuse_again(connection, table)
