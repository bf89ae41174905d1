"""Letters that came back, as providers tell it; and how an address is mended."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from onboarding.reminders.addresses import note_trouble, trust_again
from onboarding.reminders.deliver import Outcome
from onboarding.reminders.models import BadAddress, Letter
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.reminders.provider_urls")]
ADDRESS = "aoife@mail.example"
KEY = "key-0123456789"


@pytest.fixture(autouse=True)
def secret(settings):
    """What both sides know."""
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": "news:pass-word",
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
    }


@pytest.fixture
def resident(cohort):
    """The resident whom the letters are for."""
    return factories.make_resident(cohort, email=ADDRESS)


def _post(client, provider, payload, *, secret="news:pass-word"):
    login = base64.b64encode(secret.encode()).decode()
    return client.post(
        f"/{provider}/",
        json.dumps(payload),
        content_type="application/json",
        headers={"authorization": f"Basic {login}"},
    )


def _postmark(kind, record="Bounce", **more):
    """As https://postmarkapp.com/developer/webhooks/bounce-webhook shows it."""
    return {
        "RecordType": record,
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 The email account that you tried does not exist.",
        "Email": ADDRESS.upper(),
        "From": "acclimate@portal.example",
        "BouncedAt": "2027-05-04T16:33:54.9070259Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "1 task for your residency",
        "ServerID": 23,
    } | more


def _mailgun(event, **more):
    """As https://documentation.mailgun.com shows it, signed."""
    token, moment = "2ed5a8b0", "1521472262"
    signed = hmac.new(KEY.encode(), f"{moment}{token}".encode(), hashlib.sha256)
    return {
        "signature": {
            "token": token, "timestamp": moment, "signature": signed.hexdigest(),
        },
        "event-data": {
            "event": event,
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "timestamp": 1521233195.375624,
            "log-level": "error",
            "recipient": ADDRESS,
            "recipient-domain": "mail.example",
            "message": {
                "headers": {
                    "to": ADDRESS, "message-id": "letter-7@portal.example",
                    "from": "acclimate@portal.example", "subject": "1 task",
                },
                "attachments": [],
                "size": 111,
            },
            "delivery-status": {
                "attempt-no": 1,
                "message": "",
                "code": 605,
                "description": "Not delivering to previously bounced address",
            },
            "flags": {"is-routed": False, "is-authenticated": True},
            "tags": [],
            "user-variables": {},
        }
        | more,
    }  # fmt: skip


NEWS = [
    ("postmark", _postmark("HardBounce"), "bounced"),
    ("postmark", _postmark("BadEmailAddress"), "bounced"),
    ("postmark", _postmark("SoftBounce"), "soft"),
    ("postmark", _postmark("SpamComplaint", "SpamComplaint"), "complained"),
    ("postmark", _postmark("Transient"), None),
    ("mailgun", _mailgun("failed", severity="permanent", reason="bounce"), "bounced"),
    ("mailgun", _mailgun("failed", severity="temporary", reason="generic"), None),
    ("mailgun", _mailgun("complained"), "complained"),
    ("brevo", {"event": "hard_bounce", "email": ADDRESS, "reason": "gone"}, "bounced"),
    ("brevo", {"event": "soft_bounce", "email": ADDRESS, "reason": "full"}, "soft"),
]


@pytest.mark.parametrize(("provider", "payload", "kind"), NEWS)
def test_news_of_a_provider_marks_the_address(
    client, resident, provider, payload, kind
):
    assert _post(client, provider, payload).status_code == 200
    assert _post(client, provider, payload).status_code == 200

    bad = BadAddress.objects.first()
    assert (bad and bad.kind) == kind
    resident.user.refresh_from_db()
    is_suspended = kind in {"bounced", "complained"}
    assert BadAddress.objects.suspended().exists() is is_suspended
    assert bool(resident.user.mail_fails_since) is is_suspended


def test_news_with_a_wrong_secret_is_refused(client, resident):
    answer = _post(client, "postmark", _postmark("HardBounce"), secret="news:guess")

    assert answer.status_code == 400
    assert not BadAddress.objects.exists()


def test_news_with_a_wrong_signature_is_refused(client, resident):
    payload = _mailgun("failed", severity="permanent", reason="bounce")
    payload["signature"]["signature"] = "0" * 64

    assert _post(client, "mailgun", payload).status_code == 400
    assert not BadAddress.objects.exists()


def test_news_about_somebody_else_is_nothing_to_us(client, resident):
    news = _postmark("HardBounce", Email="stranger@mail.example")

    assert _post(client, "postmark", news).status_code == 200
    assert not BadAddress.objects.exists()


def test_log_of_a_bounce_names_no_address(client, resident, caplog):
    _post(client, "postmark", _postmark("HardBounce"))

    assert "come back" in caplog.text
    assert ADDRESS not in caplog.text.lower()


def test_full_mailbox_counts_after_three_days_and_not_twice_a_day(resident):
    start = datetime(2027, 5, 4, 9, tzinfo=UTC)

    for hours, is_suspended in [(0, False), (1, False), (24, False), (48, True)]:
        bad = note_trouble(ADDRESS, "soft", "full", start + timedelta(hours=hours))
        assert bool(bad.suspended_at) is is_suspended


def test_letter_that_arrives_ends_the_trouble_with_a_full_mailbox(client, resident):
    note_trouble(ADDRESS, "soft", "452 full", timezone.now())

    _post(client, "mailgun", _mailgun("delivered"))

    assert not BadAddress.objects.exists()


# -- What follows ----------------------------------------------------------------------


@pytest.fixture
def held(resident):
    """A letter that was held because its address bounced."""
    make_due_item(resident)
    note_trouble(ADDRESS, "bounced", "550 5.1.1 unknown", at(3))
    assert pass_at(at(4)).letters == {Outcome.HELD: 1}
    return Letter.objects.get()


def test_letter_to_a_suspended_address_is_held_with_its_reason(held):
    assert mail.outbox == []
    assert (held.state, held.attempts) == ("held", 0)
    assert held.problem == "Letters to this address came back."
    assert held.reminders.get().state == "planned"


def test_letters_of_the_days_that_follow_are_held_too_and_leave_as_one(held, resident):
    pass_at(at(8))
    assert Letter.objects.filter(state="held").count() == 2

    trust_again(BadAddress.objects.get(), at(9, 9))
    pass_at(at(9, 9))

    assert len(mail.outbox) == 1
    resident.user.refresh_from_db()
    assert resident.user.mail_fails_since is None


def test_hospital_address_that_works_gets_letters_though_the_other_does_not(cohort):
    resident = factories.make_resident(
        cohort,
        email=ADDRESS,
        hospital_email="a@hospital.example",
        dates={"arrival_in_us": at(1).date()},
    )
    note_trouble(ADDRESS, "bounced", "unknown", at(3))
    make_due_item(resident, zone="America/New_York")

    pass_at(at(4, 9, zone="America/New_York"))

    assert mail.outbox[0].to == ["a@hospital.example"]


def test_resident_is_asked_on_the_next_page(held, resident_client):
    page = resident_client.get("/").content.decode()

    assert "Our letters to you come back" in page
    assert ADDRESS in resident_client.get("/address/").content.decode()


def test_resident_confirms_the_address_and_the_held_letter_leaves(
    held, resident_client
):
    resident_client.get("/address/?confirm=1")
    assert BadAddress.objects.exists()

    resident_client.post("/address/", {"confirm": "1"})

    assert not BadAddress.objects.exists()
    held.refresh_from_db()
    assert held.state == "planned"
    assert "come back" not in resident_client.get("/").content.decode()
    assert resident_client.get("/address/").status_code == 404


def test_resident_corrects_the_address_with_the_password(
    held, resident, resident_client
):
    resident.user.set_password("three river stones")
    resident.user.save()
    resident_client.force_login(resident.user)
    new = {"address": "Aoife@New.example", "password": "three river stones"}

    refused = resident_client.post("/address/", new | {"password": "guess"})
    assert "This is not your password" in refused.content.decode()
    resident_client.post("/address/", new)

    resident.user.refresh_from_db()
    assert resident.user.email == "aoife@new.example"
    assert not BadAddress.objects.exists()


def test_address_of_another_account_is_refused(held, resident_client, coordinator):
    answer = resident_client.post("/address/", {"address": coordinator.email})

    assert "belongs to another account" in answer.content.decode()


def test_address_page_is_nobodys_while_letters_arrive(resident_client, stranger_client):
    assert resident_client.get("/address/").status_code == 404
    assert stranger_client.get("/address/").status_code == 404


def test_coordinator_sees_it_on_the_board_and_writes_again(held, coordinator_client):
    board = coordinator_client.get("/").content.decode()
    assert "1 address</a> of your residents does not work" in board

    page = "/admin/reminders/badaddress/"
    assert ADDRESS in coordinator_client.get(page).content.decode()
    chosen = {"action": "write_again", "_selected_action": BadAddress.objects.get().pk}
    coordinator_client.post(page, chosen)

    held.refresh_from_db()
    assert held.state == "planned"


def test_stranger_sees_nothing_of_it(held, stranger_client):
    assert (
        ADDRESS
        not in stranger_client.get("/admin/reminders/badaddress/").content.decode()
    )
    assert "not work" not in stranger_client.get("/").content.decode()
    bad = BadAddress.objects.get()
    assert (
        stranger_client.get(f"/admin/reminders/badaddress/{bad.pk}/change/").status_code
        == 404
    )
