"""`manage.py serve`: one command, three processes, nothing left behind."""

import signal
import urllib.request
from contextlib import suppress

import psutil
import pytest

from tests.reminders.machine import Machine, wait_until
from tests.throwaway import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def machine(tmp_path):
    """A machine with an empty database, the folder broker and the mailbox."""
    machine = Machine(tmp_path, None, "")
    machine.take_data()
    yield machine
    machine.stop()


@pytest.fixture
def port():
    """Where the web server is to listen."""
    return free_port()


@pytest.fixture
def served(machine, port):
    """The supervisor, once everything is up."""
    supervisor = machine.start("manage.py", "serve", "--port", str(port), name="serve")
    wait_until(lambda: _answers(port), why=lambda: machine.said("serve"))
    wait_until(
        lambda: "ready." in machine.said("serve"), why=lambda: machine.said("serve")
    )
    yield supervisor
    _end(psutil.Process(supervisor.pid) if supervisor.poll() is None else None)


def _end(process):
    for one in _family(process) if process else []:
        one.kill()


def _family(process):
    return [process, *process.children(recursive=True)]


def _answers(port):
    try:
        address = f"http://127.0.0.1:{port}/health/live"
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _named(supervisor, word):
    for one in psutil.Process(supervisor.pid).children():
        with suppress(psutil.NoSuchProcess):  # nor a zombie, which has no command
            if word in one.cmdline():
                return one
    return None


def test_serve_says_who_speaks_and_leaves_no_process_behind(machine, served):
    family = _family(psutil.Process(served.pid))
    assert len(family) >= 5  # itself, beat, worker, web and web's own child

    served.send_signal(signal.SIGINT)

    _check_end(machine, served, family)
    lines = machine.said("serve").splitlines()
    assert any(line.startswith("web    | ") for line in lines)
    assert any(line.startswith("worker | ") for line in lines)


def _check_end(machine, served, family):
    assert served.wait(30) == 0
    assert [one for one in family if one.is_running()] == []
    assert machine.said("serve").rstrip().endswith("everything has stopped")


def test_serve_that_is_killed_takes_its_children_along(served):
    family = _family(psutil.Process(served.pid))

    served.kill()
    served.wait(10)

    _gone, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


def test_serve_replaces_a_worker_that_died_and_ends_the_new_one_too(machine, served):
    worker = _named(served, "worker")

    worker.kill()

    wait_until(
        lambda: _named(served, "worker") not in (None, worker), why="no new worker"
    )
    wait_until(lambda: machine.said("serve").count("ready.") == 2, why="it is not up")
    assert "worker ended (signal 9); starting it again in 0.5 s" in machine.said(
        "serve"
    )
    family = _family(psutil.Process(served.pid))
    served.send_signal(signal.SIGTERM)
    _check_end(machine, served, family)
