"""A mail server that refuses, delays and hangs up; and workers that never came back."""

from datetime import date, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from onboarding.reminders.deliver import PATIENCE, Outcome
from onboarding.reminders.models import LEASE, Letter
from onboarding.reminders.passes import prepare, run_pass
from onboarding.reminders.rehearsal import Notes
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at
from tests.throwaway import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(resident):
    """One item due in a week."""
    return make_due_item(resident)


def _many(cohort, count):
    for _ in range(count):
        make_due_item(factories.make_resident(cohort))


class _OutOfTime(Notes):
    """A post during which Celery says that the task has lasted too long."""

    def send(self, message, now):
        raise SoftTimeLimitExceeded


def test_letter_of_a_worker_that_ran_out_of_time_leaves_later(item):
    now = at(4)
    assert run_pass(now, clock=lambda: now, post=_OutOfTime).letters == {
        Outcome.RETRYING: 1
    }

    letter = Letter.objects.get()
    assert letter.problem == "It took too long, and the worker had to stop."
    assert pass_at(letter.send_after).letters == {Outcome.SENT: 1}


def test_batch_at_a_slow_server_ends_before_its_lease():
    # Ten answers for one letter on a new line, each as late as the settings allow.
    slowest = timedelta(seconds=50) * 10

    assert PATIENCE + slowest < LEASE


def _age(letter, now):
    """As if a worker had claimed `letter` at `now` and died."""
    Letter.objects.filter(pk=letter.pk).update(
        state="sending", claimed_at=now, attempts=letter.attempts + 1
    )


def test_letters_of_a_batch_share_one_connection(smtp_sink, cohort):
    _many(cohort, 5)

    assert pass_at(at(4)).letters == {Outcome.SENT: 5}

    assert smtp_sink.connections == 1
    assert len(set(smtp_sink.message_ids)) == 5


def test_passing_refusal_is_tried_again_after_ten_twenty_forty_eighty_minutes(
    smtp_sink, item
):
    smtp_sink.answer("RCPT", "451 4.7.1 Greylisted", times=5)
    now, waits = at(4), []

    for _ in range(4):
        assert pass_at(now).letters == {Outcome.RETRYING: 1}
        letter = Letter.objects.get()
        assert letter.problem == (
            "The mail server refused the address: 451 4.7.1 Greylisted"
        )
        waits.append((letter.send_after - now) / timedelta(minutes=1))
        assert not pass_at(letter.send_after - timedelta(seconds=1)).letters.total()
        now = letter.send_after

    assert pass_at(now).letters == {Outcome.FAILED: 1}
    for wait, whole in zip(waits, (10, 20, 40, 80), strict=True):
        assert 0.95 * whole <= wait <= whole
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("failed", 5)
    assert letter.reminders.get().state == "failed"
    assert smtp_sink.messages == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_final_refusal_fails_at_once_in_words(smtp_sink, item, command):
    smtp_sink.answer(command, "550 5.1.1 No such person here")

    assert pass_at(at(4)).letters == {Outcome.FAILED: 1}

    assert "550 5.1.1 No such person here" in Letter.objects.get().problem


def test_refused_address_leaves_the_others_alone(smtp_sink, cohort, item):
    _many(cohort, 3)
    smtp_sink.refuse(item.resident.user.email)

    assert pass_at(at(4)).letters == {Outcome.SENT: 3, Outcome.FAILED: 1}


def test_server_that_ends_a_used_connection_gets_the_letter_on_a_new_one(
    smtp_sink, cohort
):
    _many(cohort, 3)
    prepare(at(4))
    smtp_sink.answer("MAIL", "250 2.1.0 Fine", times=2)
    smtp_sink.drop("MAIL")

    assert pass_at(at(4)).letters == {Outcome.SENT: 3}

    assert smtp_sink.connections == 2
    assert len(smtp_sink.messages) == 3


def test_server_that_says_goodbye_passes(smtp_sink, cohort):
    _many(cohort, 3)
    smtp_sink.answer("MAIL", "421 4.3.2 Closing")

    assert pass_at(at(4)).letters == {Outcome.SENT: 2, Outcome.RETRYING: 1}
    assert pass_at(at(4, 8, 10)).letters == {Outcome.SENT: 1}


def test_server_that_keeps_a_letter_and_hangs_up_gets_the_same_message_id_again(
    smtp_sink, item
):
    smtp_sink.drop("DATA", keeps=True)

    assert pass_at(at(4)).letters == {Outcome.RETRYING: 1}
    assert pass_at(at(4, 8, 10)).letters == {Outcome.SENT: 1}

    first, second = smtp_sink.message_ids
    assert first == second


def test_server_that_does_not_answer_in_time_passes(smtp_sink, item, settings):
    settings.EMAIL_TIMEOUT = 0.2
    smtp_sink.delay("DATA", 1)

    assert pass_at(at(4)).letters == {Outcome.RETRYING: 1}


def test_server_that_is_away_keeps_every_letter_planned(settings, cohort):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    _many(cohort, 3)

    assert pass_at(at(4)).letters == {Outcome.RETRYING: 3}

    problems = set(Letter.objects.values_list("problem", flat=True))
    assert len(problems) == 1
    assert problems.pop().startswith("The mail server could not be reached: ")


def test_retry_that_would_leave_at_night_goes_into_tomorrows_letter(
    smtp_sink, item, resident
):
    smtp_sink.answer("RCPT", "451 4.7.1 Later", times=2)
    pass_at(at(4, 20, 45))
    letter = Letter.objects.get()
    pass_at(letter.send_after)
    assert letter.local_day == date(2027, 5, 4)

    letter.refresh_from_db()
    assert (letter.local_day, letter.send_after) == (date(2027, 5, 5), at(5))
    make_due_item(resident, due_on=date(2027, 5, 6))
    assert pass_at(at(5)).letters == {Outcome.SENT: 1}
    assert Letter.objects.count() == 1


def test_letter_of_a_dead_worker_is_sent_again_after_its_lease(smtp_sink, item):
    prepare(at(4))
    letter = Letter.objects.get()
    _age(letter, at(4))

    assert not pass_at(at(4) + LEASE - timedelta(seconds=1)).letters.total()
    passed = pass_at(at(4) + LEASE)

    assert passed.owed.swept.taken_back == 1
    assert passed.letters == {Outcome.SENT: 1}
    assert smtp_sink.message_ids == [f"<letter-{letter.pk}@localhost>"]


def test_letter_of_a_worker_that_died_in_the_evening_is_sent_in_the_morning(
    smtp_sink, item, resident
):
    prepare(at(4))
    letter = Letter.objects.get()
    _age(letter, at(4, 20, 50))
    # Tomorrow's letter is there already: one of the two has to give way.
    make_due_item(resident, due_on=date(2027, 5, 6), notice_at=at(4, 20, 55))
    prepare(at(4, 20, 56))
    assert Letter.objects.count() == 2

    assert not pass_at(at(4, 21, 30)).letters.total()
    assert pass_at(at(5)).letters == {Outcome.SENT: 1}

    assert smtp_sink.message_ids == [f"<letter-{letter.pk}@localhost>"]
    assert smtp_sink.messages[0].get_body(("plain",)).get_content().count("items") == 2


def test_letter_that_kills_every_worker_is_given_up_after_five(item):
    prepare(at(4))
    now = at(4)
    for _ in range(5):
        _age(Letter.objects.get(), now)
        now += LEASE
        passed_letters = prepare(now)

    assert passed_letters.swept.failed == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.reminders.get().state) == ("failed", "failed")


def test_letters_of_days_without_any_worker_become_one(item, resident):
    prepare(at(4))
    make_due_item(resident, due_on=date(2027, 5, 6), notice_at=at(4, 22))
    prepare(at(4, 22))

    passed = pass_at(at(8, 10))

    assert passed.letters == {Outcome.SENT: 1}
    sent = Letter.objects.get(state="sent")
    assert sent.local_day == date(2027, 5, 8)
    assert set(sent.reminders.filter(state="sent").values_list("item", "stage")) == {
        (item.pk, -3),
        (sent.reminders.filter(due_on=date(2027, 5, 6)).first().item_id, 1),
    }
