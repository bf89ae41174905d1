"""deliver: from letters that are owed to letters that are sent."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

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
    letter = Letter.objects.exclude(text="").first()
    assert letter is not None
    html = "<p>" + "x " * (_size_of_html(ready[100]) // 2) + "</p>"

    def floor() -> float:
        with watch() as watched:
            _send_bare(letter.subject, letter.text, html, count)
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
            _send_bare(letter.subject, letter.text, html, count, after_each=keys)
        return watched.seconds

    common = {"n": count, "unit": "letters/s", "lost": 0, "duplicates": 0}
    said = "local SMTP; floor: send_mass_mail; at least"
    return [
        compare(
            "deliver",
            one,
            floor,
            notes=f"one worker, {said} 0.7",
            queries=round(counted.queries / 100, 2),
            **common,
        ),
        compare("deliver_2", two, floor, notes=f"two workers, {said} 1.2", **common),
        compare(
            "deliver_bound",
            bound,
            floor,
            notes="the floor and a durable UPDATE after each letter: what composes "
            "nothing and reads nothing, but forgets no letter, cannot be faster",
            **common,
        ),
    ]


def _owed(chosen: list[tuple[int, int]], count: int) -> list[int]:
    """The keys of `count` letters that are ready."""
    make_due(chosen, NOW)
    ready = list(prepare(NOW).ready)
    assert len(ready) == count, (len(ready), count)
    return ready


def _all_sent(count: int, seconds: float) -> float:
    assert Letter.objects.filter(state="sent").count() == count
    return seconds


def _size_of_html(letter: int) -> int:
    """How many characters the HTML part of a letter has."""
    (draft,) = read_drafts([letter], NOW)
    return len(draft.write().html)


def send_in_batches(letters: Sequence[int], now: datetime) -> None:
    """As one worker does that gets one task after the other."""
    for start in range(0, len(letters), BATCH):
        deliver_letters(letters[start : start + BATCH], clock=lambda: now)


def _seconds_of_workers(shares: list[list[int]]) -> float:
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
            print(json.dumps(share), file=worker.stdin, flush=True)
        for worker in workers:
            _hear(worker, "done")
    for worker in workers:
        worker.communicate()
    return watched.seconds


def _hear(worker: subprocess.Popen[str], word: str) -> None:
    assert worker.stdout is not None
    said = worker.stdout.readline().strip()
    assert said == word, f"a worker said {said!r} instead of {word!r}"


def _send_bare(
    subject: str, text: str, html: str, count: int, after_each: Sequence[int] = ()
) -> None:
    """Send over one connection; `after_each`: letters to write down, one by one."""
    messages = []
    for index in range(count):
        message = EmailMultiAlternatives(
            subject, text, settings.DEFAULT_FROM_EMAIL, [f"floor{index}@bench.example"]
        )
        message.attach_alternative(html, "text/html")
        messages.append(message)
    if not after_each:
        get_connection().send_messages(messages)
        return
    with get_connection() as line, connection.cursor() as cursor:
        for message, letter in zip(messages, after_each, strict=True):
            line.send_messages([message])
            cursor.execute(
                "UPDATE reminders_letter SET problem = 'sent' WHERE id = %s", [letter]
            )


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
