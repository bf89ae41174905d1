"""Erase what was uploaded and has served its purpose."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.checklists.evidence_files import purge, sweep_strays
from onboarding.lib.commands import moment, print_json


class Command(BaseCommand):
    """`purge_files`: beat has it done every night; this does it now."""

    help = (
        "Erases uploaded files FILE_KEEP_DAYS after their item was settled, and files "
        "in the storage that no record knows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only the clock."""
        parser.add_argument("--at", type=moment, help="the clock, ISO 8601 with offset")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Erase, and say how many."""
        now = options["at"] or timezone.now()
        erased, strays = purge(now), sweep_strays(now)
        if options["json"]:
            print_json(self.stdout, {"erased": erased, "strays": strays})
        else:
            self.stdout.write(f"Erased: {erased} files and {strays} strays.")
