"""The rows on PostgreSQL, in a throwaway server with durable commits."""

import json
import os
import sys
from collections.abc import Callable

import django
from django.core.management import call_command

from bench.measure import Row
from tests import throwaway


def main() -> None:
    """Print one JSON list as the last line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["DEBUG"] = "1"
    url = throwaway.postgres(is_hasty=False)
    if url is None:
        raise SystemExit("No PostgreSQL found: install requirements-dev.txt.")
    os.environ["DATABASE_URL"] = url
    django.setup()
    call_command("migrate", verbosity=0)
    rows = _measure(set(sys.argv[1:]))
    print(json.dumps([row.as_json() for row in rows]))


def _measure(wanted: set[str]) -> list[Row]:
    # Django must be set up before anything with models is imported.
    from bench import (  # noqa: PLC0415 -- above
        committee,
        delivering,
        http,
        pages,
        planning,
        population,
        redating,
        reminding,
    )

    population.load_pack()
    parts: dict[str, Callable[[], list[Row]]] = {
        "plan_one": lambda: [planning.plan_one()],
        "intake": lambda: [planning.intake()],
        "complete": lambda: [planning.complete()],
        "redate_one": lambda: [redating.redate_one()],
        "redate_cohort": lambda: [redating.redate_cohort()],
        "redate_200": lambda: [redating.redate_200()],
        "home": lambda: [pages.home()],
        "board": pages.boards,
        "sheet": lambda: [pages.sheet()],
        "committee": lambda: [committee.committee()],
        "http": http.http_rows,
        "deliver": delivering.deliver,
        "pass": reminding.passes,
    }
    return [
        row
        for name, part in parts.items()
        if not wanted or any(row.startswith(name) for row in wanted)
        for row in part()
    ]


if __name__ == "__main__":
    main()
