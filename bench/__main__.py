"""`make bench`: every row on a PostgreSQL of its own, then the embedded ones on SQLite.

Prints a table and writes bench/results.json. Ratios are to a floor of the same run;
absolute times are those of one machine on one day.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Measure all, or the rows named on the command line: the others stay as known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["DEBUG"] = "1"
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="acclimate-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        if not wanted:
            RESULTS.unlink(missing_ok=True)
        for part in (_postgres_rows, _embedded_rows, _soak_rows):
            _keep(part(wanted))


def _keep(rows: list[dict]) -> None:
    """Print and write down `rows`; those of other names that are there stay."""
    for row in rows:
        print(_line(row), flush=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    known = {row["name"]: row for row in [*kept, *rows]}
    RESULTS.write_text(json.dumps([*known.values()], indent=1, ensure_ascii=False))


def _part(module: str, wanted: list[str]) -> Any:
    """Run one part in a process of its own: settings are read once per process."""
    done = subprocess.run(
        [sys.executable, "-m", module, *wanted], stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def _postgres_rows(wanted: list[str]) -> list[dict]:
    return _part("bench.on_postgres", wanted)


def _embedded_rows(wanted: list[str]) -> list[dict]:
    os.environ.pop("DATABASE_URL", None)
    return _part("bench.embedded", wanted)


def _soak_rows(wanted: list[str]) -> list[dict]:
    """Ten thousand letters through two hundred kills: only where asked for, or all."""
    if wanted and "soak" not in wanted:
        return []
    os.environ.pop("DATABASE_URL", None)
    return [_part("bench.soak", [])]


def _line(row: dict) -> str:
    queries = row.get("queries", "")
    return (
        f"{row['name']:<22} {row['value']:>12,.2f} {row['unit']:<10}"
        f" floor {row['floor']:>12,.2f}  ratio {row['ratio']:>6.2f}"
        f"  queries {queries!s:>4}  {row['notes']}"
    )


if __name__ == "__main__":
    main()
