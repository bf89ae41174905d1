"""The whole of Acclimate in one process tree: for one machine, to try things out."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from onboarding.reminders.supervisor import supervise

DEFAULT_PORT = 8000


class Command(BaseCommand):
    """Starts web server, Celery worker and beat; Ctrl-C ends all of them."""

    help = "Run the web server, a Celery worker and beat together, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen: `--port`, or `--bind` for another network address."""
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--port", type=int, default=DEFAULT_PORT)
        where.add_argument("--bind", help="HOST:PORT; the default host is 127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Serve until SIGINT or SIGTERM."""
        address = options["bind"] or f"127.0.0.1:{options['port']}"
        port = address.rpartition(":")[2]
        variables = {
            # Links in letters lead here, unless somebody said where else.
            "SITE_URL": f"http://localhost:{port}",
            "PYTHONUNBUFFERED": "1",
        } | os.environ
        supervise(_commands(address), variables=variables, say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _commands(address: str) -> dict[str, list[str]]:
    """By name, in the order in which they start and stop."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "portal"]
    schedule = str(Path(settings.DATA_DIR) / "beat")
    return {
        "beat": [*celery, "beat", "--schedule", schedule, "--pidfile="],
        "web": [
            *python, "gunicorn", "portal.wsgi", "--bind", address,
            "--worker-class", "gthread", "--threads", "8", "--no-control-socket",
        ],
        # Solo: the embedded broker stalls when a child of a worker is killed.
        "worker": [*celery, "worker", "--pool", "solo", "--loglevel", "INFO"],
    }  # fmt: skip
