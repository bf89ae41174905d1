"""A coordinator changes the policy in a real browser, after a look at what it does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.reminders.models import Policy
from tests.reminders.scenes import make_due_item
from tests.system.faults import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_policy_is_changed_after_a_look_at_whose_letters_differ(
    open_page, resident, coordinator, width, scheme
):
    due_on = timezone.localdate() + timedelta(days=3)
    for slug in ("sign-contract", "send-photo"):
        make_due_item(resident, slug, due_on=due_on, zone="UTC")
    policy = Policy.objects.create(program=resident.cohort.program)
    page = open_page(
        f"/admin/reminders/policy/{policy.pk}/change/",
        coordinator,
        width=width,
        color_scheme=scheme,
    )

    page.get_by_label("Letters leave from").select_option(label="10 AM")
    page.get_by_label("Items that never remind").select_option(label="Send photo")
    page.get_by_role("button", name="Save", exact=True).click()
    ahead = page.locator("#content").inner_text()
    assert list(faults_of(page)) == []
    page.get_by_role("button", name="Save this policy").click()

    assert "“10 AM” instead of “8 AM”" in ahead
    assert "leave at 10:00 AM instead of 8:00 AM." in ahead
    assert "O'Brien, Aoife" in ahead
    assert "Does not tell any more: Send photo" in ahead
    policy.refresh_from_db()
    assert (policy.hour, policy.silent_slugs) == (10, ["send-photo"])
