"""The processes of the soak: the product's own, with a shorter lease and beat.

`python -m bench.soak_roles owe COUNT | worker | beat NAME`
"""

import os
import sys
from datetime import UTC, datetime, timedelta

import django

from bench.soak import BATCH, BEAT_SECONDS, LEASE_SECONDS, WORKERS

HOUR_THERE = 13


def main() -> None:
    """Become what the command line says."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    role, *arguments = sys.argv[1:]
    if role == "owe":
        owe(int(arguments[0]))
        return
    _shorten()
    from portal.celery import app  # noqa: PLC0415 -- after Django is set up

    if role == "worker":
        pool = ["--pool", "prefork", "--concurrency", str(WORKERS)]
        app.worker_main(["worker", *pool, "--loglevel", "ERROR"])
        return
    app.conf.beat_schedule["wake-reminders"]["schedule"] = BEAT_SECONDS
    schedule = os.path.join(os.environ["DATA_DIR"], f"beat-{arguments[0]}")
    app.start(["beat", "--schedule", schedule, "--pidfile=", "--loglevel", "ERROR"])


def _shorten() -> None:
    from onboarding.reminders import deliver, passes  # noqa: PLC0415 -- as above
    from onboarding.reminders.models import letter  # noqa: PLC0415 -- as above

    letter.LEASE = timedelta(seconds=LEASE_SECONDS)
    deliver.PATIENCE = letter.LEASE / 2
    deliver.BATCH = passes.BATCH = BATCH


def owe(count: int) -> None:
    """`count` residents, each with one item that is due, where it is day now."""
    from bench.population import make_cohort  # noqa: PLC0415 -- as above
    from onboarding.accounts.models import User  # noqa: PLC0415 -- as above
    from onboarding.checklists.models import Item, Plan  # noqa: PLC0415 -- as above
    from onboarding.residents.models import Resident  # noqa: PLC0415 -- as above
    from tests import factories  # noqa: PLC0415 -- as above

    now = datetime.now(UTC)
    east = HOUR_THERE - now.hour
    zone = f"Etc/GMT{-east:+d}" if east else "Etc/GMT"
    cohort = make_cohort("soak")
    definition = factories.make_definition("sign-contract")
    users = User.objects.bulk_create(
        User(email=f"soak{index}@bench.example", password="!") for index in range(count)
    )
    people = Resident.objects.bulk_create(
        Resident(
            user=user,
            cohort=cohort,
            given_name="Ana",
            family_name="Soak",
            category="j1",
            time_zone=zone,
        )
        for user in users
    )
    edition = definition.section.edition
    Plan.objects.bulk_create(
        Plan(resident=one, edition=edition, made_at=now) for one in people
    )
    Item.objects.bulk_create(
        Item(
            resident=one,
            definition=definition,
            slug=definition.slug,
            due_on=(now + timedelta(days=7)).date(),
            notice_at=now - timedelta(hours=1),
        )
        for one in people
    )


if __name__ == "__main__":
    main()
