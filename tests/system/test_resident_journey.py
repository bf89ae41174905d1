"""A resident finishes something, in a real browser, from a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists import actions
from tests import factories
from tests.system.faults import faults_at, faults_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/sections/match/", "/dates/", "/dates/visa_interview/")
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture
def item(resident):
    """A contract to sign within a week, and something that waits for it."""
    soon = timezone.now().date() + timedelta(days=5)
    definition = factories.make_definition("sign-contract", title="Sign your contract")
    contract = factories.make_item(resident, definition=definition, due_on=soon)
    factories.make_item(
        resident, "open-account", waiting_for="sign-contract", due_on=soon
    )
    return contract


@pytest.fixture
def interview(resident):
    """An item that has no date before the interview has one."""
    rules = {"due": {"anchor": "visa_interview", "days": -7}}
    definition = factories.make_definition("fill-in-form", rules=rules)
    return factories.make_item(
        resident, definition=definition, due_on=None, waiting_for="visa_interview"
    )


@pytest.fixture
def returned(resident, coordinator):
    """An item that came back with a reason."""
    definition = factories.make_definition("letter", verifier="coordinator")
    item = factories.make_item(resident, definition=definition)
    now = timezone.now()
    actions.complete(item, by=resident.user, now=now)
    actions.send_back(item, by=coordinator, now=now, reason="Page 2 is missing.")
    return item


def test_resident_finishes_an_item_and_sees_it_counted(open_page, resident, item):
    page = open_page("/", resident.user, width=360)
    assert page.locator(".overall").inner_text().startswith("0 of 2 done")

    page.get_by_role("link", name="Sign your contract").first.click()
    page.get_by_label("I did this, and I say so truthfully.").check()
    page.get_by_role("button", name="Mark as done").click()

    notice = page.get_by_role("status").inner_text()
    assert notice == "“Sign your contract” is done. 1 other item can go on."
    assert page.locator(".overall").inner_text().startswith("1 of 2 done")
    assert page.locator(".next-things h3").all_inner_texts() == ["Open account"]


def test_resident_sets_a_date_after_seeing_what_moves(open_page, resident, interview):
    page = open_page("/sections/match/", resident.user, java_script_enabled=False)

    page.get_by_role("link", name="Visa interview").click()
    page.get_by_role("link", name="Visa interview").click()
    page.locator("input[name=on]").fill("2027-06-14")
    page.get_by_role("button", name="Save this date").click()
    assert page.locator("h1").inner_text() == "This moves 1 item"
    page.get_by_role("button", name="Save this change").click()

    assert "1 item moved." in page.get_by_role("status").inner_text()
    interview.refresh_from_db()
    assert interview.due_on.isoformat() == "2027-06-07"


def test_keyboard_reaches_the_content_first(open_page, resident, item):
    page = open_page("/", resident.user)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_resident_signs_out_from_the_menu(open_page, resident):
    page = open_page("/", resident.user, width=360)

    page.locator("summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/dates/")

    assert "/accounts/login/" in page.url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_a_resident_are_accessible_and_fit(
    open_page, resident, item, interview, returned, width, scheme
):
    page = open_page("/", resident.user, width=width, color_scheme=scheme)
    items = [each.get_absolute_url() for each in (item, interview, returned)]

    faults = [fault for path in (*PAGES, *items) for fault in faults_at(page, path)]

    assert faults == []


def test_item_page_with_an_error_is_accessible(open_page, resident, item):
    page = open_page(item.get_absolute_url(), resident.user, width=360)

    page.get_by_role("button", name="Mark as done").click()

    assert "Tick the box" in page.locator("main").inner_text()
    assert list(faults_of(page)) == []
