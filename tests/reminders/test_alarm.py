"""The dead man's switch: asked for after each good pass, by a real server."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from onboarding.reminders import alarm, passes
from onboarding.reminders.tasks import wake
from tests.commands import run
from tests.throwaway import free_port

pytestmark = pytest.mark.django_db


@contextmanager
def listening(*, status=200, delay=0.0):
    """A server on loopback; the paths that it was asked for, and its address."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 -- the library's name
            asked.append(self.path)
            time.sleep(delay)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield asked, f"http://127.0.0.1:{server.server_port}/ping/secret-1"
    finally:
        server.shutdown()
        server.server_close()


def test_good_pass_asks_for_the_address_once(settings):
    with listening() as (asked, address):
        settings.HEARTBEAT_PING_URL = address

        wake()
        assert run("run_reminders").code == 0

    assert asked == ["/ping/secret-1"] * 2


def test_pass_on_another_clock_says_nothing(settings):
    with listening() as (asked, address):
        settings.HEARTBEAT_PING_URL = address

        run("run_reminders", "--at", "2027-05-04T15:00:00+00:00")

    assert asked == []


def test_pass_that_failed_keeps_silent(settings, monkeypatch):
    def fail(now):
        raise RuntimeError

    monkeypatch.setattr(passes, "prepare", fail)
    with listening() as (asked, address):
        settings.HEARTBEAT_PING_URL = address

        with pytest.raises(RuntimeError):
            wake()

    assert asked == []


@pytest.mark.parametrize("how", ["refuses", "is away", "is slow"])
def test_alarm_that_does_not_answer_stops_no_pass(settings, monkeypatch, caplog, how):
    monkeypatch.setattr(alarm, "TIMEOUT_SECONDS", 0.2)
    delay = 1 if how == "is slow" else 0
    with listening(status=500, delay=delay) as (_, address):
        settings.HEARTBEAT_PING_URL = address
        if how == "is away":
            settings.HEARTBEAT_PING_URL = f"http://127.0.0.1:{free_port()}/secret-1"

        wake()

    assert "did not answer" in caplog.text
    assert "secret-1" not in caplog.text


def test_without_an_address_nothing_is_asked(settings):
    assert settings.HEARTBEAT_PING_URL == ""
    assert alarm.tell_alive() is False
