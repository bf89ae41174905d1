"""The page “Delivery”: whether letters leave, to those who read them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.reminders.models import Letter, MailServer
from onboarding.reminders.tasks import wake
from tests import factories
from tests.reminders.scenes import counted_queries

pytestmark = pytest.mark.django_db
PAGE = "/letters/delivery/"


def _letters(cohort, count, state, **fields):
    now = timezone.now()
    for index in range(count):
        resident = factories.make_resident(cohort)
        Letter.objects.create(
            kind="digest",
            resident=resident,
            recipient=resident.user,
            local_day=now.date() + timedelta(days=index),
            send_after=now - timedelta(minutes=30),
            send_before=now + timedelta(hours=1),
            state=state,
            **fields,
        )


def test_delivery_shows_the_last_pass_and_what_waits(cohort, coordinator_client):
    wake()
    _letters(cohort, 2, "planned")
    _letters(cohort, 1, "failed", problem="550")
    _letters(cohort, 3, "held", problem="came back")

    page = coordinator_client.get(PAGE).content.decode()

    assert "(all well)" in page
    assert "2 letters" in page
    assert "the first one for 30 minutes" in page
    assert "▲ 1 letter</a>" in page
    assert "3 letters</a>" in page


def test_delivery_says_what_is_wrong(cohort, coordinator_client):
    now = timezone.now()
    MailServer.objects.create(
        host="localhost", down_since=now, retry_at=now, problem="at 10.0.0.7"
    )

    page = coordinator_client.get(PAGE).content.decode()

    assert "none yet: is the worker running?" in page
    assert "does not answer since" in page
    assert "10.0.0.7" not in page


def test_delivery_counts_no_letters_of_others(cohort, stranger, stranger_client):
    factories.make_cohort(factories.Program.objects.get(slug="fm-lakeside"))
    _letters(cohort, 3, "failed", problem="550")

    page = stranger_client.get(PAGE).content.decode()

    assert "3 letters" not in page


@pytest.mark.parametrize("role", ["faculty", "peer_mentor", "program_director"])
def test_delivery_is_for_those_who_read_letters(client, cohort, role):
    client.force_login(factories.make_staff(cohort.program, role))

    assert client.get(PAGE).status_code == 404


def test_delivery_is_not_for_residents(resident_client):
    assert resident_client.get(PAGE).status_code == 404


def test_delivery_costs_the_same_however_many_letters(cohort, coordinator_client):
    def cost(count):
        _letters(cohort, count, "failed", problem="550")
        with counted_queries() as queries:
            coordinator_client.get(PAGE)
        return len(queries)

    cost(1)
    assert cost(1) == cost(30)
