"""Fill an empty database with a believable program, for trying things out."""

import secrets
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.checklists.packs.folder import read_pack
from onboarding.checklists.packs.problems import RefusedPackError
from onboarding.dashboard.content import load
from onboarding.dashboard.demo.seeding import seed
from onboarding.lib.commands import refusal


class Command(BaseCommand):
    """`seed_demo --residents 24`; running it again keeps the data."""

    help = "Makes the data of `make demo`. Only with DEBUG."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many residents each program has."""
        parser.add_argument(
            "--residents",
            type=_count,
            default=24,
            metavar="N",
            help="in each program; 0: programs, staff and pack only",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Seed, and say how to sign in."""
        if not settings.DEBUG:
            raise refusal("The demo has known passwords: it needs DEBUG=1.")
        now = timezone.now()
        try:
            load(read_pack(settings.BASE_DIR / "onboarding/packs/us-img"), now=now)
        except RefusedPackError as refused:
            raise refusal(str(refused)) from None
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
        seeded = seed(options["residents"], password=password, now=now)
        if seeded.added:
            self.stdout.write(f"{seeded.added} residents added.")
        elif seeded.cohorts:
            self.stdout.write("The demo is there already; its data was kept.")
        self.stdout.write(f"Cohorts: {', '.join(seeded.cohorts) or 'none yet'}.")
        self.stdout.write("Accounts:")
        for address in seeded.accounts:
            self.stdout.write(f"  {address}")
        if not settings.DEMO_PASSWORD:
            self.stdout.write(f"Password of all of them: {password}")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError("Give a number of residents: 0 or more.")
    return int(text)
