"""The servers that the tests themselves stand on."""

import smtplib
import time

import pytest
from django.core.mail import EmailMessage
from django.db import connection


def _send(to="aoife@riverside.example"):
    EmailMessage("One task is due", "Hello Aoife", to=[to]).send()


@pytest.mark.postgres
@pytest.mark.django_db
def test_database_is_a_real_postgresql_when_asked_for():
    assert connection.vendor == "postgresql"


@pytest.mark.sqlite
@pytest.mark.django_db
def test_database_is_sqlite_by_default():
    assert connection.vendor == "sqlite"


def test_smtp_sink_keeps_the_message_as_it_arrived(smtp_sink):
    _send()

    assert [message["Subject"] for message in smtp_sink.messages] == ["One task is due"]
    assert smtp_sink.recipients == ["aoife@riverside.example"]
    assert smtp_sink.connections == 1


@pytest.mark.parametrize("reply", ["451 4.3.0 Later", "550 5.7.1 Never"])
def test_smtp_sink_answers_once_as_it_was_told(smtp_sink, reply):
    smtp_sink.answer("DATA", reply)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        _send()
    _send()

    assert refused.value.smtp_code == int(reply[:3])
    assert len(smtp_sink.messages) == 1


def test_smtp_sink_refuses_one_address_and_accepts_the_others(smtp_sink):
    smtp_sink.refuse("Gone@riverside.example")

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        _send("gone@riverside.example")
    _send()

    assert smtp_sink.recipients == ["aoife@riverside.example"]


@pytest.mark.parametrize(("keeps", "arrived"), [(False, 0), (True, 1)])
def test_smtp_sink_hangs_up_before_or_after_keeping_the_message(
    smtp_sink, keeps, arrived
):
    smtp_sink.drop("DATA", keeps=keeps)

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        _send()

    assert len(smtp_sink.messages) == arrived


def test_smtp_sink_delays_its_answer(smtp_sink):
    smtp_sink.delay("RCPT", 0.2)

    start = time.monotonic()
    _send()

    assert time.monotonic() - start >= 0.2
