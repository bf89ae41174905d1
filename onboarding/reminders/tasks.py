"""Celery's way in. Messages are hints: they carry ids, and losing one loses nothing."""

from celery import shared_task
from django.utils import timezone

from onboarding.reminders import deliver, passes

# What nobody took within this time is stale: the next wake-up asks the table again.
HINT_LASTS_SECONDS = 60


@shared_task(ignore_result=True)
def wake() -> None:
    """Write down what is owed and hand out what is ready. Called every minute."""
    owed = passes.prepare(timezone.now())
    for batch in owed.batches:
        deliver_letters.apply_async((batch,), expires=HINT_LASTS_SECONDS)
    passes.beat_heart(timezone.now(), owed)


@shared_task(ignore_result=True)
def deliver_letters(letters: list[int]) -> None:
    """Send those of `letters` that are still ready."""
    deliver.deliver(letters, clock=timezone.now)
