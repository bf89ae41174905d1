"""Check that the history is what was written, entry by entry."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from onboarding.checklists.verifying import Break, verify
from onboarding.lib.commands import print_json, refusal
from onboarding.residents.models import Resident


class Command(BaseCommand):
    """`verify_history --json`; exit code 1 if anything does not hold."""

    help = "Checks the chain of entries of every resident; names the first broken one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether a program reads the answer."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Exit 0 if every chain holds, 1 with the first break of each that does not."""
        verdict = verify()
        people = _emails(verdict.broken)
        if options["json"]:
            broken = [_as_json(each, people) for each in verdict.broken]
            answer = {
                "residents": verdict.residents,
                "entries": verdict.entries,
                "broken": broken,
            }
            print_json(self.stdout, answer)
        else:
            for each in verdict.broken:
                who = people.get(each.resident, f"resident {each.resident}")
                self.stdout.write(f"{who}: entry {each.sequence}: {each.problem}")
        if verdict.broken:
            count = len(verdict.broken)
            raise refusal(
                f"The history does not hold for {count} "
                f"{'resident' if count == 1 else 'residents'}."
            )
        if not options["json"]:
            self.stdout.write(
                f"The history holds: {verdict.entries} entries "
                f"of {verdict.residents} residents."
            )


def _emails(broken: tuple[Break, ...]) -> dict[int, str]:
    keys = [each.resident for each in broken]
    found = Resident.objects.filter(pk__in=keys).values_list("pk", "user__email")
    return dict(found)


def _as_json(each: Break, people: dict[int, str]) -> dict[str, Any]:
    return {
        "resident": people.get(each.resident),
        "entry": each.sequence,
        "problem": each.problem,
    }
