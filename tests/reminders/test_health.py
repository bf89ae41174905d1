"""The health checks: green while everything works, and which part does not."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from onboarding.reminders.models import Heartbeat, MailServer
from onboarding.reminders.passes import beat_heart, prepare

pytestmark = pytest.mark.django_db


def _beat(minutes_ago=0):
    now = timezone.now() - timedelta(minutes=minutes_ago)
    beat_heart(now, prepare(now))


def test_live_answers_without_signing_in(client):
    assert client.get("/health/live").status_code == 200


def test_ready_is_green_while_passes_finish(client):
    _beat(4)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "reminders": "ok",
        "mail": "ok",
    }


def test_ready_says_that_the_mail_server_is_down_and_stays_green(client):
    _beat()
    down = timezone.now()
    MailServer.objects.create(
        host="localhost", down_since=down, retry_at=down, problem="a@b.example refused"
    )

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["mail"].startswith("It does not answer since")
    assert "@" not in answer.content.decode()


def test_ready_is_red_before_the_first_pass(client):
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["reminders"] == "No reminder pass has finished yet."


def test_ready_is_red_when_the_last_pass_is_late(client):
    _beat(6)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert "last reminder pass finished at" in answer.json()["reminders"]


def test_ready_is_red_when_the_broker_is_away(client, monkeypatch):
    _beat()
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["broker"] == "The broker cannot be reached."


def test_heart_beats_in_one_row():
    _beat(2)
    _beat()

    assert Heartbeat.objects.count() == 1


def test_heart_counts_all_passes():
    _beat(2)
    _beat()

    assert Heartbeat.objects.get().passes == 2
