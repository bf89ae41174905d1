"""Counters for Prometheus: behind a token, right, and about nobody."""

import re

import pytest
from django.utils import timezone

from onboarding.reminders.models import Heartbeat, Letter, MailServer
from onboarding.reminders.tasks import deliver_letters, wake
from tests import factories
from tests.reminders.scenes import counted_queries, make_due_item, pass_at

pytestmark = pytest.mark.django_db
TOKEN = "a-long-random-token"
LINE = re.compile(r'^acclimate_[a-z_]+(\{outcome="[a-z]+"\})? -?[\d.]+$')


@pytest.fixture(autouse=True)
def token(settings):
    """The token that collectors know."""
    settings.METRICS_TOKEN = TOKEN


def _metrics(client):
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode()


def test_metrics_do_not_exist_without_the_token(client, settings, coordinator_client):
    assert client.get("/metrics").status_code == 404
    wrong = {"authorization": "Bearer guess"}
    assert client.get("/metrics", headers=wrong).status_code == 404
    assert coordinator_client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert (
        client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    )


def test_metrics_speak_the_format_of_prometheus(client, resident):
    wake()

    lines = _metrics(client).splitlines()

    values = [line for line in lines if not line.startswith("#")]
    assert [line for line in values if not LINE.match(line)] == []
    assert len(values) == len(set(values)) >= 14


def test_metrics_count_passes_and_letters_and_name_nobody(client, cohort):
    now = timezone.now()
    for _ in range(2):
        resident = factories.make_resident(cohort, time_zone="")
        make_due_item(resident, due_on=now.date(), notice_at=now)
    wake()
    Letter.objects.update(send_after=now)
    letters = list(Letter.objects.values_list("pk", flat=True))
    deliver_letters(letters)
    MailServer.objects.create(host="localhost", down_since=now, retry_at=now)

    said = _metrics(client)

    assert "acclimate_passes_total 1\n" in said
    assert "acclimate_mail_server_up 0\n" in said
    assert resident.user.email not in said
    assert "riverside" not in said
    last = Heartbeat.objects.get()
    told = last.sent + last.held + last.failed
    assert f'acclimate_letters_total{{outcome="sent"}} {told}\n' in said


def test_metrics_cost_the_same_however_many_letters(client, cohort):
    def cost(count):
        for _ in range(count):
            make_due_item(factories.make_resident(cohort))
        pass_at(timezone.now().replace(year=2027, month=5, day=4, hour=5))
        with counted_queries() as queries:
            _metrics(client)
        return len(queries)

    assert cost(1) == cost(30)
