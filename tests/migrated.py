"""A database that was migrated once; every run and every process gets a copy.

Sixty migrations take longer than most tests. The SQLite file is kept beside pytest's
own cache, under a name that changes with the migrations and the libraries.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.source import ROOT

CACHE = ROOT / ".pytest_cache"
# On PostgreSQL: the database that the others are copied from.
NAME = "migrated"


def sqlite_file() -> Path:
    """The migrated SQLite file; nobody writes to it."""
    file = CACHE / f"migrated-{_digest()}.sqlite3"
    if not file.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            made = Path(folder) / "made.sqlite3"
            migrate(f"sqlite:///{made}")
            # In one file: the write-ahead log of an open database stays behind.
            with closing(sqlite3.connect(made)) as database:
                database.execute("PRAGMA journal_mode = DELETE")
            for old in CACHE.glob("migrated-*.sqlite3"):
                old.unlink()
            made.replace(file)
    return file


def fill_sqlite(database: sqlite3.Connection) -> None:
    """A migrated database in `database`, which is empty."""
    with closing(sqlite3.connect(sqlite_file())) as made:
        made.backup(database)


def migrate(url: str) -> None:
    """Run every migration on the database at `url`."""
    environment = {"PATH": os.environ["PATH"], "DEBUG": "1", "DATABASE_URL": url}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=environment | {"DATA_DIR": folder},
            check=True,
        )


def _digest() -> str:
    said = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(ROOT.glob("onboarding/*/migrations/*.py")):
        said.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return said.hexdigest()[:16]
