"""deliver: from letters that are owed to letters that are sent."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.test import override_settings

from bench import population
from bench.measure import Row, compare, watch
from bench.reminding import LETTERS, NOW, make_due, targets
from onboarding.reminders.deliver import BATCH
from onboarding.reminders.deliver import deliver as deliver_letters
from onboarding.reminders.drafts import read_drafts
from onboarding.reminders.models import Letter
from onboarding.reminders.passes import prepare
from tests.throwaway import free_port


class Bare(NamedTuple):
    """A letter that is written already."""

    subject: str
    text: str
    html: str

    def to(self, address: str) -> EmailMultiAlternatives:
        """The letter to one `address`."""
        message = EmailMultiAlternatives(
            self.subject, self.text, settings.DEFAULT_FROM_EMAIL, [address]
        )
        message.attach_alternative(self.html, "text/html")
        return message


def deliver(count: int = LETTERS) -> list[Row]:
    """Compose, send and record; the floor: send_mass_mail of equally large letters.

    With one worker, and with two in processes of their own.
    """
    people = population.make_residents(
        population.make_cohort("bench-deliver"), count, "deliver-"
    )
    population.enroll(people)
    population.silence()
    chosen = targets(count, people[0].pk)
    with (
        sink() as port,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
        ),
    ):
        return _compare_delivery(chosen, count)


def _compare_delivery(chosen: list[tuple[int, int]], count: int) -> list[Row]:
    ready = _owed(chosen, count)
    with watch(count=True) as counted:
        deliver_letters(ready[:100], clock=lambda: NOW)
    bare = _as_large_as(ready[100])

    def floor() -> float:
        with watch() as watched:
            send_bare(bare, range(count))
        return watched.seconds

    def one() -> float:
        ready = _owed(chosen, count)
        with watch() as watched:
            send_in_batches(ready, NOW)
        return _all_sent(count, watched.seconds)

    def two() -> float:
        ready = _owed(chosen, count)
        return _all_sent(count, _seconds_of_workers([ready[::2], ready[1::2]]))

    def bound() -> float:
        keys = list(Letter.objects.values_list("pk", flat=True))
        with watch() as watched:
            send_bare(bare, keys, is_written_down=True)
        return watched.seconds

    def bound_of_two() -> float:
        keys = list(Letter.objects.values_list("pk", flat=True))
        return _seconds_of_workers([keys[::2], keys[1::2]], bare)

    common = {"n": count, "unit": "letters/s", "lost": 0, "duplicates": 0}
    said = "local SMTP; floor: send_mass_mail; at least"
    durably = "each sends ready-made letters and writes down each durably: what reads "
    durably += "and composes nothing, but forgets no letter, cannot be faster"
    queries = round(counted.queries / 100, 2)
    return [
        compare(
            "deliver",
            one,
            floor,
            notes=f"one worker, {said} 0.7",
            queries=queries,
            **common,
        ),
        compare("deliver_2", two, floor, notes=f"two workers, {said} 1.2", **common),
        compare("deliver_bound", bound, floor, notes=f"one, {durably}", **common),
        compare(
            "deliver_bound_2", bound_of_two, floor, notes=f"two, {durably}", **common
        ),
    ]


def _owed(chosen: list[tuple[int, int]], count: int) -> list[int]:
    """The keys of `count` letters that are ready."""
    make_due(chosen, NOW)
    ready = list(prepare(NOW).ready)
    # In a ledger that was emptied a moment ago, PostgreSQL expects nothing and scans
    # the wrong index; nobody empties a real one.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert len(ready) == count, (len(ready), count)
    return ready


def _all_sent(count: int, seconds: float) -> float:
    assert Letter.objects.filter(state="sent").count() == count
    return seconds


def _as_large_as(letter: int) -> Bare:
    """Ready-made letters as large as `letter`, a key."""
    (draft,) = read_drafts([letter], NOW)
    written = draft.write()
    return Bare(written.subject, written.text, written.html)


def send_in_batches(letters: Sequence[int], now: datetime) -> None:
    """As one worker does that gets one task after the other."""
    for start in range(0, len(letters), BATCH):
        deliver_letters(letters[start : start + BATCH], clock=lambda: now)


def send_bare(
    bare: Bare, letters: Sequence[int], *, is_written_down: bool = False
) -> None:
    """Send as many as `letters` over one connection; each written down, or none."""
    messages = [bare.to(f"floor{letter}@bench.example") for letter in letters]
    if not is_written_down:
        get_connection().send_messages(messages)
        return
    with get_connection() as line, connection.cursor() as cursor:
        for message, letter in zip(messages, letters, strict=True):
            line.send_messages([message])
            cursor.execute(
                "UPDATE reminders_letter SET problem = 'sent' WHERE id = %s", [letter]
            )


def _seconds_of_workers(shares: list[list[int]], bare: Bare | None = None) -> float:
    """How long so many workers take for a share each, once all are ready."""
    environment = os.environ | {
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.postman"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in shares
    ]
    for worker in workers:
        _hear(worker, "ready")
    with watch() as watched:
        for worker, share in zip(workers, shares, strict=True):
            print(json.dumps([share, bare]), file=worker.stdin, flush=True)
        for worker in workers:
            _hear(worker, "done")
    for worker in workers:
        worker.communicate()
    return watched.seconds


def _hear(worker: subprocess.Popen[str], word: str) -> None:
    assert worker.stdout is not None
    said = worker.stdout.readline().strip()
    assert said == word, f"a worker said {said!r} instead of {word!r}"


@contextmanager
def sink() -> Iterator[int]:
    """A mail server in a process of its own, as a real one is."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)])
    time.sleep(1.5)
    try:
        yield port
    finally:
        server.terminate()
        server.wait()
