"""A new password by mail."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven brave otters"
RESET = "/accounts/password/reset/"


@pytest.fixture
def person():
    """Somebody who has been in before."""
    return make_user("aoife@riverside.example", name="Aoife", password=PASSWORD)


def ask_for_letter(client, email):
    """The answer to the form of the reset page."""
    return client.post(RESET, {"email": email})


def link_in(letter):
    """The path of the one link in the letter."""
    [link] = re.findall(r"http://localhost:8000(\S+)", letter.body)
    return link


def test_reset_by_mail_round_trip_sets_the_password_and_signs_in(client, person):
    ask_for_letter(client, "Aoife@riverside.example")
    form = client.get(link_in(mail.outbox[0]), follow=True)

    answer = client.post(form.redirect_chain[-1][0], {"password1": "eight calm herons"})

    person.refresh_from_db()
    assert answer["Location"] == "/"
    assert person.check_password("eight calm herons")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_reset_link_opened_by_a_scanner_still_works(client, person):
    ask_for_letter(client, person.email)
    link = link_in(mail.outbox[0])
    Client().get(link, follow=True)

    form = client.get(link, follow=True)

    assert "Choose a new password" in form.content.decode()


def test_reset_link_used_twice_says_how_to_get_another(client, person):
    ask_for_letter(client, person.email)
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "eight calm herons"})

    page = Client().get(link, follow=True).content.decode()

    assert "This link does not work any more" in page
    assert "Send me a new link" in page


def test_reset_with_weak_password_says_why(client, person):
    ask_for_letter(client, person.email)
    form = client.get(link_in(mail.outbox[0]), follow=True)

    page = client.post(form.redirect_chain[-1][0], {"password1": "short"})

    assert "at least 12 characters" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_reset_letter_is_plain_and_begins_with_our_address(client, person):
    client.post(RESET, {"email": person.email}, headers={"host": "127.0.0.1"})

    [letter] = mail.outbox
    assert letter.subject == "Choose a new password"
    assert letter.to == ["aoife@riverside.example"]
    assert letter.body.startswith("Hello Aoife,")
    assert "http://localhost:8000/accounts/password/reset/key/" in letter.body
    assert "works once, and for 3 days" in letter.body


def test_reset_asked_for_by_anybody_answers_the_same(client, person):
    make_user("invited@riverside.example")
    make_user("gone@riverside.example", password=PASSWORD, is_active=False)
    names = ["aoife", "invited", "gone", "nobody"]

    answers = [ask_for_letter(client, f"{name}@riverside.example") for name in names]

    assert {answer["Location"] for answer in answers} == {f"{RESET}done/"}
    assert [letter.to for letter in mail.outbox] == [["aoife@riverside.example"]]


def test_reset_asked_for_six_times_in_a_minute_is_told_to_wait(client, person):
    for _ in range(5):
        ask_for_letter(client, person.email)

    answer = ask_for_letter(client, person.email)

    assert answer.status_code == 429
    assert "Please wait a minute" in answer.content.decode()
    assert len(mail.outbox) == 5


class BrokenBackend:
    """A mail server that hangs up."""

    def __init__(self, **_):
        pass

    def send_messages(self, messages):
        raise SMTPServerDisconnected(f"no mail for {messages[0].to[0]}")


def test_reset_with_a_broken_mail_server_tells_nothing_but_the_log(
    client, person, settings, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"

    answer = ask_for_letter(client, person.email)

    assert answer["Location"] == f"{RESET}done/"
    assert f"account {person.pk} was not sent: SMTPServerDisconnected" in caplog.text
    assert person.email not in caplog.text
