"""One complete reminder pass in this process, for operators, tests and cron."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.lib.commands import moment, print_json
from onboarding.reminders.alarm import tell_alive
from onboarding.reminders.deliver import Outcome
from onboarding.reminders.passes import Passed, beat_heart, count, run_pass


class Command(BaseCommand):
    """Plans what is owed and sends what is ready, with the functions of the tasks."""

    help = "Plan the reminders that are owed and send the letters that are ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--at` sets the clock of the whole pass; `--json` is for programs."""
        parser.add_argument("--at", type=moment, help="ISO 8601 with offset")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Run the pass and say what it did."""
        at: datetime | None = options["at"]
        now = at or timezone.now()
        clock: Callable[[], datetime] = timezone.now if at is None else lambda: at
        passed = run_pass(now, clock=clock)
        if at is None:
            beat_heart(timezone.now(), passed.owed)
            count(passed.delivered)
            tell_alive()
        if options["json"]:
            print_json(self.stdout, _answer(now, passed))
        else:
            self.stderr.write(_sentence(passed))


def _answer(now: datetime, passed: Passed) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "planned": passed.owed.planned,
        "letters_sent": passed.letters[Outcome.SENT],
        "letters_retrying": passed.letters[Outcome.RETRYING],
        "letters_failed": passed.letters[Outcome.FAILED],
        "letters_cancelled": passed.letters[Outcome.CANCELLED],
    }


def _sentence(passed: Passed) -> str:
    letters = passed.letters
    return (
        f"Reminders planned: {passed.owed.planned}. "
        f"Letters sent: {letters[Outcome.SENT]}, "
        f"to be tried again: {letters[Outcome.RETRYING]}, "
        f"failed: {letters[Outcome.FAILED]}, "
        f"not needed any more: {letters[Outcome.CANCELLED]}."
    )
