"""The embedded mailbox: letters stay here and can be read without signing in."""

import re

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.urls import reverse

BACKEND = "onboarding.reminders.mailbox.MailboxBackend"


@pytest.fixture
def letters(settings, tmp_path):
    """Two letters in a mailbox of their own, the second with HTML."""
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    first = EmailMessage("First letter", "Plain words", to=["a@riverside.example"])
    second = EmailMultiAlternatives(
        "Zweiter Brief – ü", "See http://localhost/x", to=["b@riverside.example"]
    )
    second.attach_alternative(
        "<html><head></head><p style='x'>Hi</p></html>", "text/html"
    )
    return get_connection(BACKEND).send_messages([first, second])


def _links(client):
    page = client.get("/mailbox/").content.decode()
    return re.findall(r'href="(/mailbox/[^"]+/)"', page)


def test_mailbox_lists_letters_newest_first_without_signing_in(client, letters):
    page = client.get("/mailbox/").content.decode()

    assert page.index("Zweiter Brief – ü") < page.index("First letter")
    assert page.count("<tr>") == 3
    assert len(_links(client)) == letters == 2


def test_mailbox_without_letters_says_what_will_come(client, settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path / "none"

    assert b"No letter has come yet" in client.get("/mailbox/").content


def test_mail_shows_headers_text_and_a_frame(client, letters):
    page = client.get(_links(client)[0])

    assert "b@riverside.example" in page.content.decode()
    assert '<a href="http://localhost/x"' in page.content.decode()
    assert "<iframe" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_mail_without_html_has_no_frame(client, letters):
    page = client.get(_links(client)[1]).content.decode()

    assert "Plain words" in page
    assert "<iframe" not in page


def test_html_of_a_mail_may_bring_style_and_nothing_else(client, letters):
    page = client.get(f"{_links(client)[0]}html/")

    policy = page["Content-Security-Policy"]
    assert "<p style='x'>Hi</p>" in page.content.decode()
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "key",
    [
        "..",
        "../../etc/passwd",
        "..%2f..%2fdb.sqlite3",
        "1.M1P1Q1.nobody",
        "1.M1P1Q1./x",
    ],
)
@pytest.mark.parametrize("ending", ["", "html/"])
def test_mail_of_another_name_is_not_found(client, letters, key, ending):
    assert client.get(f"/mailbox/{key}/{ending}").status_code == 404


def test_mailbox_cannot_be_written_to(client, letters):
    assert client.post(reverse("reminders:mailbox")).status_code == 405
