"""A real worker, broker and mail server, and SIGKILL at the worst moments."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from tests.reminders.machine import (
    Machine,
    running_broker,
    wait_until,
    zone_where_it_is_day,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LETTERS = 12
# For a yes that takes a second to arrive, on a busy machine too.
LONG_ENOUGH = 3


@pytest.fixture
def machine(tmp_path, smtp_sink):
    """A machine on which a dozen residents are owed a letter now."""
    zone, now = zone_where_it_is_day(), datetime.now(UTC)
    cohort = factories.make_cohort(factories.make_program(time_zone=zone))
    for _ in range(LETTERS):
        factories.make_item(
            factories.make_resident(cohort, time_zone=zone),
            due_on=(now + timedelta(days=7)).date(),
            notice_at=now - timedelta(hours=1),
        )
    with running_broker() as broker:
        machine = Machine(tmp_path, smtp_sink, broker)
        machine.take_data()
        yield machine
        machine.stop()


def _catch_up(machine):
    """What happens within a lease and a minute after the worker is started again."""
    machine.let_claims_run_out()
    machine.worker()
    machine.wake()
    _wait_for_all(machine)


def _wait_for_all(machine):
    wait_until(
        lambda: machine.states() == {"sent": LETTERS},
        why=lambda: f"{machine.states()}\n{machine.said('worker')[-2000:]}",
    )


def _check(sink, *, kills):
    copies = Counter(sink.message_ids)
    assert len(copies) == LETTERS, "a letter was lost"
    assert copies.total() - LETTERS <= kills, "more second copies than kills"


@pytest.mark.sqlite
def test_worker_sends_every_letter_once(machine, smtp_sink):
    machine.worker()
    machine.wake()

    _wait_for_all(machine)

    _check(smtp_sink, kills=0)
    assert smtp_sink.connections == 1


@pytest.mark.postgres
def test_worker_killed_before_it_sends_loses_nothing(machine, smtp_sink):
    smtp_sink.delay("MAIL", 30)
    worker = machine.worker()
    machine.wake()
    wait_until(lambda: smtp_sink.connections)
    time.sleep(0.5)  # it says hello, names the sender, and waits for an answer

    machine.kill(worker)
    assert machine.states() == {"sending": LETTERS}
    assert smtp_sink.messages == []
    _catch_up(machine)

    _check(smtp_sink, kills=0)


def test_worker_killed_after_the_server_said_yes_sends_the_same_message_id_again(
    machine, smtp_sink
):
    smtp_sink.delay("DATA", 1)
    worker = machine.worker()
    machine.wake()
    smtp_sink.wait_for(1)
    with machine.held():
        # The yes arrives, and writing it down has to wait: now it dies.
        time.sleep(LONG_ENOUGH)
        machine.kill(worker)
    assert machine.states()["sending"] >= 1

    _catch_up(machine)

    _check(smtp_sink, kills=1)
    assert max(Counter(smtp_sink.message_ids).values()) == 2


@pytest.mark.postgres
def test_worker_killed_after_it_told_the_database_makes_no_second_copy(
    machine, smtp_sink
):
    smtp_sink.delay("DATA", 1)
    worker = machine.worker()
    machine.wake()
    smtp_sink.wait_for(1)
    with machine.held(is_cut_off=False):
        time.sleep(LONG_ENOUGH)
        machine.kill(worker)

    _catch_up(machine)

    _check(smtp_sink, kills=0)


@pytest.mark.sqlite
def test_worker_killed_in_the_middle_of_a_batch_loses_nothing(machine, smtp_sink):
    smtp_sink.delay("RCPT", 0.1, times=LETTERS)
    worker = machine.worker()
    machine.wake()
    smtp_sink.wait_for(4)

    machine.kill(worker)
    assert len(smtp_sink.messages) < LETTERS
    _catch_up(machine)

    _check(smtp_sink, kills=1)


def test_two_workers_and_many_wake_ups_send_every_letter_once(machine, smtp_sink):
    machine.worker()
    machine.worker()
    machine.wake(times=3)

    _wait_for_all(machine)

    _check(smtp_sink, kills=0)
