"""The virus scanner on the way of an upload."""

import pytest

from onboarding.checklists.models import EvidenceFile
from tests.checklists.pages import address, state_of
from tests.lib.test_clamav import EICAR
from tests.uploads import pdf
from tests.uploads.sending import read, send


def test_scanner_that_finds_something_stops_the_file(
    resident_client,
    item,
    kept,
    settings,
    daemon,
):
    settings.CLAMAV_URL = daemon(b"stream: Win.Test FOUND\0")

    response = send(resident_client, item)

    assert "The virus scanner found something harmful" in read(response)
    assert state_of(item) == "open"
    assert kept() == []


def test_scanner_that_is_away_lets_nothing_through(
    resident_client, item, kept, settings, tmp_path
):
    settings.CLAMAV_URL = f"unix://{tmp_path}/none.sock"

    response = send(resident_client, item)

    assert "We cannot look for viruses right now" in read(response)
    assert state_of(item) == "open"
    assert kept() == []


def test_clean_file_says_that_it_was_scanned(
    resident_client,
    item,
    settings,
    daemon,
):
    settings.CLAMAV_URL = daemon(b"stream: OK\0")

    send(resident_client, item)

    assert EvidenceFile.objects.get().scanned_at is not None
    page = read(resident_client.get(address(item)))
    assert "No virus was found in it." in page


def test_without_a_scanner_nobody_claims_that_it_was_scanned(resident_client, item):
    send(resident_client, item)

    assert EvidenceFile.objects.get().scanned_at is None
    assert "virus" not in read(resident_client.get(address(item)))


@pytest.mark.slow
@pytest.mark.sqlite
def test_real_daemon_stops_the_test_virus_inside_a_pdf(
    resident_client,
    item,
    kept,
    settings,
    clamd,
):
    settings.CLAMAV_URL = clamd

    response = send(resident_client, item, pdf.make(extra=[pdf.stream(EICAR)]))

    assert "The virus scanner found something harmful" in read(response)
    assert kept() == []

    send(resident_client, item)

    assert state_of(item) == "submitted"
