"""Bring a list of residents into a cohort."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.dashboard.roster.applying import Destination, Outcome, import_table
from onboarding.dashboard.roster.problems import UnreadableError
from onboarding.dashboard.roster.reading import MAX_BYTES, read_table
from onboarding.lib.commands import print_json, refusal, wrong_usage
from onboarding.residents.lookup import program_and_year


class Command(BaseCommand):
    """`import_residents residents.csv --cohort im-riverside/2027`."""

    help = "Imports residents from CSV or XLSX: all of the file, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the cohort and what to do."""
        parser.add_argument("file", type=Path, help="a .csv or .xlsx file")
        parser.add_argument("--cohort", required=True, metavar="PROGRAM/YEAR")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Import the file, or name everything that is wrong with it."""
        destination = Destination(*program_and_year(options["cohort"]))
        content = _content(options["file"])
        try:
            outcome = import_table(
                read_table(content, options["file"].name),
                destination,
                by=None,
                now=timezone.now(),
                is_dry_run=options["dry_run"],
            )
        except UnreadableError as unreadable:
            outcome = Outcome(problems=(unreadable.problem,))
        self._report(outcome, options)

    def _report(self, outcome: Outcome, options: dict[str, Any]) -> None:
        for problem in outcome.problems:
            self.stderr.write(str(problem))
        if options["json"]:
            print_json(self.stdout, _as_json(outcome))
        if outcome.problems:
            raise refusal("Nothing was imported. Mend the file and try again.")
        if not options["json"]:
            self.stdout.write(
                f"{outcome.added} added, {outcome.changed} changed, "
                f"{outcome.unchanged} unchanged."
            )
        if options["dry_run"]:
            self.stderr.write("This was a dry run: nothing was written.")


def _content(path: Path) -> bytes:
    """The bytes of the file; of one that is too big, enough to tell."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise wrong_usage(f"The file {path} cannot be read.") from None


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "problems": [
            {"line": p.line, "column": p.column, "message": p.message}
            for p in outcome.problems
        ],
    }
