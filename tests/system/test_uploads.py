"""Sending a file from a phone and getting it, in a real browser."""

import pytest

from tests import factories
from tests.checklists.pages import address, make_item, state_of
from tests.uploads import pdf
from tests.uploads.files import photo_with_place
from tests.uploads.sending import YESTERDAY

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item():
    """“Sign your contract”, with a file if one likes; the coordinator checks it."""
    cohort = factories.make_cohort(factories.make_program("im-riverside"))
    resident = factories.make_resident(cohort)
    return make_item(resident, evidence="file", verifier="coordinator")


def _send(page, name, content):
    page.fill("input[name=on]", YESTERDAY.isoformat())
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("input[type=file]", [file])
    page.click("text=Send to your coordinator")


def _wait_until_sent(page):
    page.get_by_text("is sent. Your coordinator checks it now.").wait_for()


def test_refused_file_says_why_and_another_one_is_taken_without_javascript(
    open_page, item
):
    page = open_page(
        address(item), item.resident.user, width=360, java_script_enabled=False
    )

    _send(page, "contract.pdf", pdf.make() + b"PK\x05\x06" + bytes(18))
    said = page.locator(".invalid-feedback").inner_text()
    _send(page, "contract.jpg", photo_with_place())

    assert "There is a second file hidden in this one." in said
    _wait_until_sent(page)
    assert state_of(item) == "submitted"


def test_coordinator_downloads_what_was_sent_on_its_page_and_in_the_admin(
    open_page, item
):
    coordinator = factories.make_staff(item.resident.cohort.program)
    page = open_page(address(item), item.resident.user)
    _send(page, "contract.pdf", pdf.make())
    _wait_until_sent(page)

    for path in (address(item), f"/admin/checklists/item/{item.pk}/change/"):
        page = open_page(path, coordinator)
        with page.expect_download() as download:
            page.click("button:has-text('Download')")

        assert download.value.suggested_filename == "sign-contract-1.pdf"
        with open(download.value.path(), "rb") as saved:
            assert saved.read() == pdf.make()
