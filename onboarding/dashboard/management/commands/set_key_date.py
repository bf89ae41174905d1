"""Set or clear one key date of one resident, after a look at what it does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.dashboard.redating import Consequences, NewDay, set_key_date
from onboarding.lib.commands import day, print_json
from onboarding.residents.anchors import CALENDAR_ANCHORS, Anchor
from onboarding.residents.lookup import resident_called

_CLEAR = "clear"
_SETTABLE = [anchor.value for anchor in Anchor if anchor not in CALENDAR_ANCHORS]


class Command(BaseCommand):
    """`set_key_date amina@mail.example arrival_in_us 2027-06-10 --preview`."""

    help = "Sets one key date of a resident and moves what depends on it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose date, which one, and the day."""
        parser.add_argument("email", metavar="RESIDENT_EMAIL")
        parser.add_argument("anchor", choices=_SETTABLE, metavar="ANCHOR")
        parser.add_argument("date", type=_day_or_clear, help="2027-06-10, or clear")
        parser.add_argument("--cohort", metavar="PROGRAM/YEAR")
        parser.add_argument("--preview", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Set it, or with --preview only say what would happen."""
        found = set_key_date(
            resident_called(options["email"], cohort=options["cohort"]),
            NewDay(
                options["anchor"],
                None if options["date"] == _CLEAR else options["date"],
            ),
            by=None,
            now=timezone.now(),
            is_preview=options["preview"],
        )
        if options["json"]:
            print_json(self.stdout, _as_json(found))
            return
        for move in found.moved:
            self.stdout.write(f"{move.slug}: {move.was or '–'} → {move.now or '–'}")
        for one in found.impossible:
            self.stdout.write(
                f"{one.slug}: cannot be begun before {one.begins_on}, because of "
                f"“{one.first}”"
            )
        self.stdout.write(
            f"{len(found.moved)} moved, {len(found.now_overdue)} newly overdue, "
            f"{found.cancelled_reminders} planned reminders cancelled."
        )


def _day_or_clear(text: str) -> date | str:
    return _CLEAR if text == _CLEAR else day(text)


def _as_json(found: Consequences) -> dict[str, Any]:
    return {
        "moved": [
            {"slug": move.slug, "from": _iso(move.was), "to": _iso(move.now)}
            for move in found.moved
        ],
        "now_overdue": [one.slug for one in found.now_overdue],
        "cancelled_reminders": found.cancelled_reminders,
        "added": [one.slug for one in found.added],
        "fell_away": [one.slug for one in found.fell_away],
        "impossible": [
            {"slug": one.slug, "not_before": one.begins_on.isoformat()}
            for one in found.impossible
        ],
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
