"""Write a cohort's residents and items as JSON, CSV or XLSX."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.dashboard.export import as_csv, as_xlsx, cohort_data
from onboarding.lib.commands import wrong_usage
from onboarding.residents.lookup import cohort_called


class Command(BaseCommand):
    """`export_cohort im-riverside/2027 --format csv --output cohort.csv`."""

    help = "Exports the residents of a cohort with all their items."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The cohort, the format and where to write."""
        parser.add_argument("cohort", metavar="PROGRAM/YEAR")
        parser.add_argument("--format", required=True, choices=["json", "csv", "xlsx"])
        parser.add_argument("--output", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Write to the file, or else to standard output."""
        cohort = cohort_called(options["cohort"])
        data = cohort_data(cohort, now=timezone.now())
        content = _content(data, options["format"])
        if options["output"] is None:
            self._print(content, is_text=options["format"] != "xlsx")
            return
        try:
            options["output"].write_bytes(content)
        except OSError:
            raise wrong_usage(f"{options['output']} cannot be written.") from None

    def _print(self, content: bytes, *, is_text: bool) -> None:
        if is_text:
            self.stdout.write(content.decode(), ending="")
            return
        binary = getattr(self.stdout, "buffer", None)
        if binary is None or self.stdout.isatty():
            raise wrong_usage("A workbook is not text: name a file with --output.")
        binary.write(content)


def _content(data: dict[str, Any], form: str) -> bytes:
    if form == "xlsx":
        return as_xlsx(data)
    if form == "csv":
        return as_csv(data).encode()
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()
