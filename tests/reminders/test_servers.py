"""The rate of a provider and the breaker: kept together by all workers."""

from datetime import timedelta

import pytest

from onboarding.reminders.deliver import Outcome
from onboarding.reminders.models import Letter, MailServer
from onboarding.reminders.passes import prepare
from onboarding.reminders.servers import room
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at
from tests.throwaway import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(cohort):
    """Five residents who are owed a letter on the morning of May 4."""
    for _ in range(5):
        make_due_item(factories.make_resident(cohort))


@pytest.fixture
def no_server(settings):
    """Letters go to an address where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def test_rate_is_kept_in_every_minute_and_everything_leaves(smtp_sink, five, settings):
    settings.EMAIL_RATE = 2

    sent = [pass_at(at(4, 8, minute)).letters[Outcome.SENT] for minute in range(4)]

    assert sent == [2, 2, 1, 0]


def test_rate_is_shared_by_passes_in_one_minute(smtp_sink, five, settings):
    settings.EMAIL_RATE = 3

    first = pass_at(at(4)).letters
    second = pass_at(at(4) + timedelta(seconds=59)).letters

    assert (first[Outcome.SENT], second[Outcome.SENT]) == (3, 0)
    assert room(at(4) + timedelta(seconds=59)) == 0
    assert room(at(4, 8, 1)) == 3


def test_without_a_rate_everything_leaves_at_once(smtp_sink, five):
    assert pass_at(at(4)).letters == {Outcome.SENT: 5}
    assert not MailServer.objects.exists()


def test_server_that_is_down_is_tried_by_one_letter_and_ever_less_often(
    no_server, five
):
    tries, now = [], at(4)
    for _ in range(60):
        before = _failures()
        pass_at(now)
        if _failures() > before:
            tries.append((now - at(4)) // timedelta(minutes=1))
        now += timedelta(minutes=1)

    assert tries == [0, 1, 3, 7, 15, 25, 35, 45, 55]
    assert set(Letter.objects.values_list("state", "attempts")) == {("planned", 0)}


def _failures():
    return sum(MailServer.objects.values_list("failures", flat=True))


def test_letters_of_an_hour_without_a_server_all_leave_when_it_is_back(
    no_server, five, smtp_sink, settings
):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    for minute in range(0, 60, 5):
        pass_at(at(4, 8, minute))
    settings.EMAIL_PORT = up

    back = pass_at(at(4, 9, 10)).letters

    assert back == {Outcome.SENT: 5}
    server = MailServer.objects.get()
    assert (server.down_since, server.failures, server.problem) == (None, 0, "")


def test_server_in_doubt_gets_one_letter_before_the_others(
    no_server, five, smtp_sink, settings
):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    pass_at(at(4))
    settings.EMAIL_PORT = up
    smtp_sink.answer("MAIL", "421 4.3.2 Closing")

    assert pass_at(at(4, 8, 1)).letters == {Outcome.RETRYING: 1}
    assert smtp_sink.connections == 1
    assert pass_at(at(4, 8, 2)).letters.total() == 0
    assert pass_at(at(4, 8, 3)).letters == {Outcome.SENT: 4}
    assert pass_at(at(4, 8, 11)).letters == {Outcome.SENT: 1}


def test_worker_that_dies_while_it_tries_keeps_others_away_for_a_minute(
    no_server, five, smtp_sink, settings
):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    pass_at(at(4))
    settings.EMAIL_PORT = up
    now = at(4, 8, 1)
    MailServer.objects.update(retry_at=now + timedelta(minutes=1))

    assert room(now) == 0
    assert room(now + timedelta(minutes=1)) == 1


def test_server_that_falls_silent_is_given_up_after_three_letters(
    smtp_sink, five, settings
):
    settings.EMAIL_TIMEOUT = 0.2
    smtp_sink.delay("MAIL", 1, times=5)

    assert pass_at(at(4)).letters == {Outcome.RETRYING: 5}

    assert smtp_sink.connections == 3
    attempts = sorted(Letter.objects.values_list("attempts", flat=True))
    assert attempts == [0, 0, 1, 1, 1]


def test_refusals_of_letters_are_no_sign_that_the_server_is_down(smtp_sink, five):
    smtp_sink.answer("RCPT", "451 4.7.1 Greylisted", times=5)

    assert pass_at(at(4)).letters == {Outcome.RETRYING: 5}
    assert not MailServer.objects.exists()


def test_breaker_set_by_a_clock_far_ahead_stops_nobody(no_server, five, smtp_sink):
    MailServer.objects.create(
        host="127.0.0.1", down_since=at(20), retry_at=at(20, 8, 1), failures=1
    )

    assert room(at(4)) == 1
    assert pass_at(at(4)).letters == {Outcome.SENT: 5}


def test_pass_with_a_server_down_leaves_letters_that_miss_their_day_for_the_next(
    no_server, five, smtp_sink, settings
):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    pass_at(at(4, 20, 50))
    pass_at(at(4, 23))
    settings.EMAIL_PORT = up

    assert prepare(at(5)).ready
    assert pass_at(at(5, 9)).letters == {Outcome.SENT: 5}
