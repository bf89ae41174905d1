"""Tables to which rows are only ever added: the database itself refuses the rest.

For migrations. Interfaces §10: such tables have `event` in their name. SQLite forgets
triggers when a migration rebuilds a table, so a later migration that alters one of them
ends with the same operation again; tests/test_append_only.py notices if it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

_REFUSAL = "History is append-only: rows are added, never changed or erased."
_GAP = "An entry of the history follows the last one of its chain."


@dataclass(frozen=True, slots=True)
class Chain:
    """Rows of one `owner` are numbered without gaps and each names the one before.

    The last number and digest stand in the row of `heads` (a model) whose primary key
    is the owner; adding an entry moves them on.
    """

    owner: str
    heads: str
    length: str
    digest: str


class AppendOnly(Operation):
    """Let the database refuse UPDATE, DELETE and TRUNCATE on the table of a model."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, chain: Chain | None = None) -> None:
        self.model = model
        self.chain = chain

    def state_forwards(self, app_label: str, state: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Nothing: models do not know of triggers."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,  # noqa: ANN401 -- Django's signature
        from_state: Any,  # noqa: ANN401, ARG002 -- Django's signature
        to_state: Any,  # noqa: ANN401 -- Django's signature
    ) -> None:
        """Make the triggers, replacing those that are there."""
        table = self._table(app_label, to_state.apps)
        vendor = schema_editor.connection.vendor
        statements = [*_dropping(vendor, table), *_refusing(vendor, table)]
        if self.chain:
            heads = to_state.apps.get_model(app_label, self.chain.heads)._meta.db_table
            statements += _chaining(vendor, table, heads, self.chain)
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: Any,  # noqa: ANN401 -- Django's signature
        from_state: Any,  # noqa: ANN401 -- Django's signature
        to_state: Any,  # noqa: ANN401, ARG002 -- Django's signature
    ) -> None:
        """Take the triggers away."""
        table = self._table(app_label, from_state.apps)
        for statement in _dropping(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """One line for `migrate --plan`."""
        return f"Refuse changes of {self.model}"

    def _table(self, app_label: str, models: Apps) -> str:
        return str(models.get_model(app_label, self.model)._meta.db_table)


def append_only_tables(names: Sequence[str]) -> list[str]:
    """Those of the tables `names` that hold history."""
    return [name for name in names if "event" in name]


def let_erase(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take away what refuses changes: for emptying a whole database, nothing else."""
    with connection.cursor() as cursor:
        for statement in _dropping(connection.vendor, table, only_refusing=True):
            cursor.execute(statement)


def refuse_again(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put it back."""
    with connection.cursor() as cursor:
        for statement in _refusing(connection.vendor, table):
            cursor.execute(statement)


def _dropping(vendor: str, table: str, *, only_refusing: bool = False) -> list[str]:
    kinds = ["refuse_change", "refuse_erasing"]
    kinds += [] if only_refusing else ["follow", "advance"]
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{table}_{kind}"' for kind in kinds]
    drops = [f'DROP TRIGGER IF EXISTS "{table}_{k}" ON "{table}"' for k in kinds]
    functions = ["refuse"] if only_refusing else ["refuse", "chain"]
    return drops + [f'DROP FUNCTION IF EXISTS "{table}_{f}"()' for f in functions]


def _refusing(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{table}_{name}" BEFORE {act} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for name, act in (("refuse_change", "UPDATE"), ("refuse_erasing", "DELETE"))
        ]
    if vendor == "postgresql":
        return [
            f'CREATE FUNCTION "{table}_refuse"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f'CREATE TRIGGER "{table}_refuse_change" BEFORE UPDATE OR DELETE '
            f'ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{table}_refuse"()',
            f'CREATE TRIGGER "{table}_refuse_erasing" BEFORE TRUNCATE '
            f'ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{table}_refuse"()',
        ]
    raise NotSupportedError(f"History is not protected on {vendor}.")


def _chaining(vendor: str, table: str, heads: str, chain: Chain) -> list[str]:
    owner, length, digest = chain.owner, chain.length, chain.digest
    advance = (
        f'UPDATE "{heads}" SET "{length}" = NEW.sequence, "{digest}" = NEW.digest '  # noqa: S608 -- names come from models
        f'WHERE "{owner}" = NEW."{owner}"'
    )
    fits = f'"{length}" = NEW.sequence - 1 AND "{digest}" = NEW.previous'
    if vendor == "sqlite":
        # INSERT OR REPLACE erases without asking the trigger for DELETE; an entry that
        # takes an old one's place does not follow the last one, and so is refused. One
        # that takes its key is caught by name.
        return [
            f'CREATE TRIGGER "{table}_follow" BEFORE INSERT ON "{table}" BEGIN '  # noqa: S608 -- names come from models
            f"SELECT RAISE(ABORT, '{_GAP}') WHERE NOT EXISTS (SELECT 1 FROM "
            f'"{heads}" WHERE "{owner}" = NEW."{owner}" AND {fits}); '
            f"SELECT RAISE(ABORT, '{_REFUSAL}') WHERE EXISTS (SELECT 1 FROM "
            f'"{table}" WHERE id = NEW.id); END',
            f'CREATE TRIGGER "{table}_advance" AFTER INSERT ON "{table}" '
            f"BEGIN {advance}; END",
        ]
    return [
        f'CREATE FUNCTION "{table}_chain"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN {advance} AND {fits}; IF NOT FOUND THEN RAISE EXCEPTION '{_GAP}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f'CREATE TRIGGER "{table}_follow" BEFORE INSERT ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{table}_chain"()',
    ]
