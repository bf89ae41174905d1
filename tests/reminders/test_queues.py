"""What is handed to Celery: fair to programs, no more than can leave, on its queue."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from bench.soak_roles import owe
from onboarding.reminders import deliver, tasks
from onboarding.reminders.models import Letter, MailServer
from onboarding.reminders.passes import prepare
from portal.celery import app
from tests import factories
from tests.reminders.scenes import counted_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def _owe(program, count, *, minutes_ago):
    cohort = factories.make_cohort(program)
    residents = [factories.make_resident(cohort) for _ in range(count)]
    return Letter.objects.bulk_create(
        Letter(
            kind="digest",
            resident=one,
            recipient=one.user,
            local_day=NOW.date(),
            send_after=NOW - timedelta(minutes=minutes_ago),
            send_before=NOW + timedelta(hours=1),
        )
        for one in residents
    )


@pytest.fixture
def handed_out(monkeypatch):
    """The batches that `wake` hands out, instead of a broker."""
    batches = []
    monkeypatch.setattr(
        tasks.deliver_letters,
        "apply_async",
        lambda arguments, **options: batches.append(arguments[0]),
    )
    return batches


def test_program_with_many_letters_keeps_no_other_one_waiting(handed_out, monkeypatch):
    monkeypatch.setattr(deliver, "BATCH", 10)
    monkeypatch.setattr("onboarding.reminders.passes.BATCH", 10)
    many = _owe(factories.make_program(), 60, minutes_ago=50)
    few = _owe(factories.make_program(), 4, minutes_ago=1)

    tasks.wake()

    assert {one.pk for one in few} <= set(handed_out[0])
    everything = [pk for batch in handed_out for pk in batch]
    assert sorted(everything) == sorted(one.pk for one in [*many, *few])
    assert max(map(len, handed_out)) == 10


def test_wake_hands_out_no_more_than_the_rate(handed_out, settings):
    settings.EMAIL_RATE = 7
    _owe(factories.make_program(), 12, minutes_ago=5)

    tasks.wake()

    assert list(map(len, handed_out)) == [7]


def test_wake_hands_out_one_letter_to_a_server_in_doubt_and_none_while_it_is_down(
    handed_out,
):
    _owe(factories.make_program(), 12, minutes_ago=5)
    down = MailServer.objects.create(
        host="localhost", down_since=NOW, retry_at=NOW - timedelta(seconds=1)
    )
    tasks.wake()
    assert list(map(len, handed_out)) == [1]

    down.retry_at = timezone.now() + timedelta(minutes=5)
    down.save()
    tasks.wake()
    assert list(map(len, handed_out)) == [1]


def test_letters_have_a_queue_of_their_own():
    routes = app.amqp.router.route
    letters = routes({}, "onboarding.reminders.tasks.deliver_letters")
    wake = routes({}, "onboarding.reminders.tasks.wake")

    assert letters["queue"].name == "letters"
    assert wake["queue"].name == "celery"
    # What a worker serves that is told nothing: the embedded one.
    assert set(app.amqp.queues.consume_from) == {"celery", "letters"}


def test_tasks_survive_their_workers_and_end_in_time():
    conf = app.conf

    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is False
    assert conf.task_ignore_result is True
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_soft_time_limit < conf.task_time_limit
    options = conf.broker_transport_options
    lasts = options.get("visibility_timeout", conf.task_time_limit + 1)
    assert lasts > conf.task_time_limit
    # Nothing waits in a broker for longer than a minute.
    for entry in configured.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["expires"] <= 60


def test_pass_with_nothing_to_do_asks_the_same_few_queries_whatever_the_size():
    def cost(count):
        cohort = factories.make_cohort(factories.make_program())
        for _ in range(count):
            resident = factories.make_resident(cohort)
            factories.make_item(resident, notice_at=NOW + timedelta(days=9))
        prepare(NOW)  # gives the new program its day for weekly letters
        with counted_queries() as queries:
            prepare(NOW)
        return len(queries)

    assert cost(1) == cost(40) <= 4


@pytest.mark.slow
@pytest.mark.postgres
def test_ten_thousand_letters_due_in_one_minute_are_all_handed_out_once(handed_out):
    owe(10_000)
    now = timezone.now()
    with counted_queries() as queries:
        owed = prepare(now)

    assert owed.planned == len(owed.ready) == 10_000
    # As performance.md asks of a pass: a few, and two for every thousand due.
    assert len(queries) <= 6 + 2 * 10_000 / 500

    tasks.wake()
    everything = [pk for batch in handed_out for pk in batch]
    assert len(handed_out) == 100
    assert len(everything) == len(set(everything)) == 10_000
    assert prepare(now).planned == 0
