"""The letters of the days to come, before any of them leaves."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from onboarding.lib.commands import day, moment, print_json, wrong_usage
from onboarding.reminders.rehearsal import Foreseen, foresee
from onboarding.residents.lookup import cohort_called


class Command(BaseCommand):
    """`preview_reminders --from 2027-05-01 --to 2027-05-31`."""

    help = "Say which letters would leave on the days given; send and store nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The days, whose letters, and the clock that it counts from."""
        parser.add_argument("--from", dest="first", type=day, required=True)
        parser.add_argument("--to", dest="last", type=day, required=True)
        parser.add_argument("--cohort", metavar="PROGRAM/YEAR")
        parser.add_argument(
            "--at", type=moment, help="ISO 8601 with offset; default: start of --from"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Print the letters in the order in which they would leave."""
        if options["last"] < options["first"]:
            raise wrong_usage("--to is before --from.")
        named = options["cohort"]
        letters = foresee(
            options["first"],
            options["last"],
            since=options["at"],
            cohorts=[cohort_called(named)] if named else None,
        )
        if options["json"]:
            print_json(self.stdout, _answer(letters))
            return
        for letter in letters:
            self.stdout.write(_line(letter))
        count = len(letters)
        self.stderr.write(f"{count} letter{'' if count == 1 else 's'} would leave.")


def _answer(letters: Sequence[Foreseen]) -> dict[str, Any]:
    return {
        "letters": [
            {
                "to": letter.to,
                "local_time": letter.local_time.isoformat(),
                "subject": letter.subject,
                "items": list(letter.items),
            }
            for letter in letters
        ]
    }


def _line(letter: Foreseen) -> str:
    when = f"{letter.local_time:%Y-%m-%d %H:%M %Z}"
    return f"{when}  {letter.to}  {letter.subject}  ({', '.join(letter.items)})"
