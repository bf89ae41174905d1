"""Celery's way in. Messages are hints: they carry ids, and losing one loses nothing."""

from celery import shared_task
from django.utils import timezone

from onboarding.checklists import evidence_files
from onboarding.reminders import alarm, deliver, passes, servers

# What nobody took within this time is stale: the next wake-up asks the table again.
HINT_LASTS_SECONDS = 60


@shared_task(ignore_result=True)
def wake() -> None:
    """Write down what is owed and hand out what is ready. Called every minute."""
    now = timezone.now()
    owed = passes.prepare(now)
    for batch in owed.batches_of(servers.room(now)):
        deliver_letters.apply_async((batch,), expires=HINT_LASTS_SECONDS)
    passes.beat_heart(timezone.now(), owed)
    alarm.tell_alive()


@shared_task(ignore_result=True)
def deliver_letters(letters: list[int]) -> None:
    """Send those of `letters` that are still ready."""
    passes.count(deliver.deliver(letters, clock=timezone.now))


@shared_task(ignore_result=True)
def tidy_files() -> None:
    """Erase uploaded files that have served their purpose. Called every night."""
    now = timezone.now()
    evidence_files.purge(now)
    evidence_files.sweep_strays(now)
