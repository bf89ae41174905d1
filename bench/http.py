"""http: pages over gunicorn with two processes, against a view with one query."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings

from bench import pages, population
from bench.measure import ROUNDS, Row
from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.residents.models import Resident
from tests.throwaway import free_port

READERS = 4
REQUESTS = 60  # of each reader in each round
PATIENCE = 30.0


def http_rows() -> list[Row]:
    """home, item, board, and finishing an item, as many at once as readers."""
    cohort = population.make_cohort("bench-http")
    people = population.make_residents(cohort, 60, "http-")
    population.enroll(people)
    mine = _cookie(people[0].user)
    theirs = _cookie(pages.coordinator_of(cohort))
    item = f"/items/{_done_with_a_word(people[0]).pk}/"
    with served("portal.wsgi") as ours, served("bench.floor") as floor:
        return [
            _gets("http_home", ours, floor, "/", mine),
            _gets("http_item", ours, floor, item, mine),
            _gets("http_board", ours, floor, "/", theirs),
            _posts(ours, floor, people[1:]),
        ]


def _gets(name: str, ours: int, floor: int, address: str, cookie: str) -> Row:
    rounds = [
        (_read(ours, address, cookie), _read(floor, "/", cookie)) for _ in range(ROUNDS)
    ]
    return _row(name, rounds, f"GET by {READERS} readers")


def _posts(ours: int, floor: int, people: list[Resident]) -> Row:
    """Each request finishes another item, with the form that its page shows."""
    acts = [
        (f"/items/{_done_with_a_word(person).pk}/", _cookie(person.user))
        for person in people[: ROUNDS * READERS]
    ]
    rounds = []
    for index in range(ROUNDS):
        mine = acts[index * READERS : (index + 1) * READERS]
        rounds.append((_finish(ours, mine), _read(floor, "/", mine[0][1])))
    return _row("http_complete", rounds, f"POST by {READERS} residents at once")


def _row(name: str, rounds: list[tuple[list[float], list[float]]], notes: str) -> Row:
    ours = [READERS / statistics.mean(seconds) for seconds, _ in rounds]
    floors = [READERS / statistics.mean(seconds) for _, seconds in rounds]
    ratios = [one / base for one, base in zip(ours, floors, strict=True)]
    each = sorted(second * 1000 for seconds, _ in rounds for second in seconds)
    p50, p99 = statistics.median(each), each[int(len(each) * 0.99)]
    return Row(
        name=name,
        unit="requests/s",
        value=round(statistics.median(ours), 1),
        floor=round(statistics.median(floors), 1),
        ratio=round(statistics.median(ratios), 3),
        n=len(each),
        median_of=ROUNDS,
        notes=f"{notes}, 2 processes; floor: a view with one query; "
        "home at least 0.25, p99 at most 4 times p50",
        more={
            "p50_ms": round(p50, 1),
            "p99_ms": round(p99, 1),
            "p99_to_p50": round(p99 / p50, 2),
        },
    )


def _read(port: int, address: str, cookie: str) -> list[float]:
    """Seconds of each request."""

    def reader(_: int) -> list[float]:
        line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        return [_timed(line, "GET", address, cookie) for _ in range(REQUESTS)]

    with ThreadPoolExecutor(READERS) as readers:
        return [
            second for many in readers.map(reader, range(READERS)) for second in many
        ]


def _finish(port: int, acts: list[tuple[str, str]]) -> list[float]:
    def finish(act: tuple[str, str]) -> float:
        address, cookie = act
        line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        line.request("GET", address, headers={"Cookie": cookie})
        page = line.getresponse()
        html = page.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
        secret = re.search(r"csrftoken=(\w+)", page.getheader("Set-Cookie") or "")
        assert token, address
        assert secret, address
        body = f"csrfmiddlewaretoken={token[1]}&is_true=on"
        return _timed(
            line, "POST", f"{address}complete/", f"{cookie}; {secret[0]}", body
        )

    with ThreadPoolExecutor(READERS) as residents:
        return list(residents.map(finish, acts))


def _timed(
    line: http.client.HTTPConnection,
    method: str,
    address: str,
    cookie: str,
    body: str = "",
) -> float:
    headers = {"Cookie": cookie}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    start = time.perf_counter()
    line.request(method, address, body or None, headers)
    answer = line.getresponse()
    answer.read()
    assert answer.status in {200, 302}, (answer.status, address)
    return time.perf_counter() - start


def _cookie(user: User) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={pages.signed_in(user).cookies[name].value}"


def _done_with_a_word(person: Resident) -> Item:
    """An item of theirs that takes nothing but a box to tick."""
    found = Item.objects.filter(
        resident=person,
        definition__owner="resident",
        definition__evidence="attestation",
        waiting_for="",
        not_before_on=None,
        due_on__isnull=False,
    ).order_by("pk")
    return found[0]


@contextmanager
def served(application: str) -> Iterator[int]:
    """A gunicorn with two processes; its port, once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--workers", "2"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
        env=os.environ | {"ALLOWED_HOSTS": "localhost"},
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE:
        line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"No answer on port {port} after {PATIENCE:g} seconds.")
