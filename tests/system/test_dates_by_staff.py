"""A coordinator moves dates in a real browser: three clicks from the sheet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Item
from tests import factories
from tests.system.faults import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(resident):
    """An item that counts from the arrival, and one from the orientation."""
    now = timezone.now()
    year = now.year + 1
    type(resident.cohort).objects.update(
        year=year,
        orientation_start=f"{year}-06-17",
        program_start=f"{year}-07-01",
        match_day=f"{year}-03-19",
    )
    for slug, anchor in (("report", "arrival_in_us"), ("badge", "orientation_start")):
        rules = {"due": {"anchor": anchor, "days": 3}}
        factories.make_definition(slug, deadline="legal", rules=rules)
    resident.cohort.refresh_from_db()
    enroll([resident], by=None, now=now)
    return resident


@pytest.fixture
def clicks():
    """Counts what `click` presses."""

    class Clicks:
        count = 0

        def __call__(self, target):
            self.count += 1
            target.click()

    return Clicks()


@pytest.mark.parametrize("width", [360, 1280])
def test_arrival_is_moved_from_the_sheet_in_three_clicks_with_a_look_ahead(
    open_page, plan, coordinator, clicks, width
):
    arrival = plan.cohort.program_start - timedelta(days=20)
    sheet = f"/admin/residents/resident/{plan.pk}/change/"
    page = open_page(sheet, coordinator, width=width)

    clicks(page.get_by_role("link", name="Set Arrival in the United States"))
    page.locator("input[name=on]").fill(arrival.isoformat())
    clicks(page.get_by_role("button", name="Save this date"))
    ahead = page.locator("#content").inner_text()
    assert list(faults_of(page)) == []
    assert Item.objects.get(slug="report").due_on is None
    clicks(page.get_by_role("button", name="Save this change"))

    assert "This moves 1 item." in ahead
    assert "Nothing is saved yet." in ahead
    assert "1 item moved." in page.locator(".messagelist").inner_text()
    assert Item.objects.get(slug="report").due_on == arrival + timedelta(days=3)
    assert clicks.count == 3


def test_orientation_of_a_cohort_is_moved_after_a_look_at_each_person(
    open_page, plan, coordinator
):
    day = plan.cohort.orientation_start + timedelta(days=4)
    page = open_page(
        f"/admin/residents/cohort/{plan.cohort.pk}/change/", coordinator, width=360
    )

    page.get_by_role("link", name="Change the dates").click()
    page.locator("input[name=orientation_start]").fill(day.isoformat())
    page.get_by_role("button", name="See what moves").click()
    page.get_by_text("O'Brien, Aoife").click()
    assert page.get_by_text("Badge:").is_visible()
    assert list(faults_of(page)) == []
    page.get_by_role("button", name="Save for the whole cohort").click()

    told = page.locator(".messagelist").inner_text()
    assert "1 item moved. 1 resident concerned." in told
    assert Item.objects.get(slug="badge").due_on == day + timedelta(days=3)
