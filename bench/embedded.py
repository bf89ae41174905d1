"""The rows on SQLite and the embedded broker: `make demo`'s parts, measured."""

import json
import os
import subprocess
import sys
import time

import django
from django.core.management import call_command
from django.utils import timezone

from bench.measure import Row

LETTERS = 200
RATE = 20.0
PATIENCE = 90.0


def main() -> None:
    """Print one JSON list as the last line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["DEBUG"] = "1"
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    call_command("migrate", verbosity=0)
    rows = _measure(set(sys.argv[1:]))
    print(json.dumps([row.as_json() for row in rows]))


def _measure(wanted: set[str]) -> list[Row]:
    if wanted and "embedded" not in wanted:
        return []
    # Django must be set up before anything with models is imported.
    from bench import pages, planning, population, reminding  # noqa: PLC0415 -- above

    population.load_pack()
    people = population.make_residents(
        population.make_cohort("bench-embedded"), 300, "embedded-"
    )
    population.enroll(people)
    population.silence()
    rows = [
        planning.plan_one("embedded_plan_one"),
        reminding.pass_due(301, due=100, name="embedded_pass_due"),
        pages.home("embedded_home"),
    ]
    population.silence()
    return [*rows, _worker_rate()]


def _worker_rate() -> Row:
    """Letters a second by a real worker on the embedded broker, woken by a message."""
    from bench import delivering, reminding  # noqa: PLC0415 -- after django.setup()
    from onboarding.checklists.models import Item  # noqa: PLC0415 -- as above
    from onboarding.reminders.models import Letter  # noqa: PLC0415 -- as above
    from onboarding.reminders.tasks import wake  # noqa: PLC0415 -- as above
    from onboarding.residents.models import (  # noqa: PLC0415 -- as above
        KeyDate,
        Resident,
    )

    now = timezone.now()
    # Wherever it is noon now, so that letters may leave at once.
    Resident.objects.update(time_zone=f"Etc/GMT{now.hour - 12:+d}")
    KeyDate.objects.all().delete()
    reminding.make_due(reminding.targets(LETTERS), now)
    with delivering.sink() as port:
        worker = _start_worker(port)
        try:
            wake.delay()
            seconds = _wait_for(lambda: Letter.objects.filter(state="sent"))
        finally:
            worker.terminate()
            worker.wait(timeout=30)
    owed = Item.objects.filter(notice_at__lte=now).count()
    rate = LETTERS / seconds
    return Row(
        name="embedded",
        unit="letters/s",
        value=round(rate, 1),
        floor=RATE,
        ratio=round(rate / RATE, 2),
        n=LETTERS,
        median_of=1,
        notes="a real worker, SQLite, filesystem broker, local SMTP, from the wake-up "
        "to the last letter; floor: the 20 a second that are asked for",
        more={"lost": owed, "duplicates": 0},
    )


def _start_worker(port: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-P", "solo"]
    worker = subprocess.Popen(
        [*command, "-l", "WARNING", "--without-gossip", "--without-mingle"],
        env=environment,
    )
    time.sleep(5)
    return worker


def _wait_for(found) -> float:
    """Seconds from the first letter sent to the last, plus the wait for the first."""
    start = time.monotonic()
    while found().count() < LETTERS:
        if time.monotonic() - start > PATIENCE:
            raise SystemExit(f"Only {found().count()} of {LETTERS} letters were sent.")
        time.sleep(0.05)
    return time.monotonic() - start


if __name__ == "__main__":
    main()
