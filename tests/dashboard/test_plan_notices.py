"""What residents read when their plan changed."""

import pytest
from django.urls import reverse

from onboarding.checklists.editions import rolling
from onboarding.checklists.models import PlanChange
from tests import factories
from tests.checklists.pages import text
from tests.checklists.rollouts import enrolled, give, make_first, make_second
from tests.factories import NOW

pytestmark = pytest.mark.django_db
NOTICE = "Your plan changed on Tue, May 4"


def seen(change):
    return reverse("checklists:plan-change-seen", args=[change.pk])


@pytest.fixture
def change(cohort):
    """A change that one resident has not read yet."""
    make_first()
    residents = enrolled(1, cohort)
    give(make_second(), residents)
    return PlanChange.objects.select_related("resident__user", "roll_out").get()


def home(client, change):
    client.force_login(change.resident.user)
    return text(client.get("/"))


def test_home_says_in_one_sentence_what_changed(client, change):
    page = home(client, change)

    assert NOTICE in page
    assert "1 item was added, 1 has another date" in page
    assert "1 has another name, 1 is no longer needed." in page
    assert "Meet your mentor" in page


def test_notice_is_gone_once_it_was_put_aside(client, change):
    home(client, change)

    answer = client.post(seen(change), follow=True)

    assert NOTICE not in text(answer)
    assert PlanChange.objects.get().seen_at is not None


def test_putting_aside_twice_keeps_the_first_moment(client, change):
    home(client, change)
    client.post(seen(change))
    first = PlanChange.objects.get().seen_at

    client.post(seen(change))

    assert PlanChange.objects.get().seen_at == first


def test_nothing_is_put_aside_by_a_link(client, change):
    home(client, change)

    assert client.get(seen(change)).status_code == 405


@pytest.mark.parametrize("who", ["stranger_client", "coordinator_client"])
def test_nobody_else_can_put_it_aside(request, who, change):
    client = request.getfixturevalue(who)

    assert client.post(seen(change)).status_code == 404
    assert PlanChange.objects.get().seen_at is None


def test_change_that_was_read_and_undone_is_told_to_be_taken_back(client, change):
    home(client, change)
    client.post(seen(change))

    rolling.undo(change.roll_out, by=factories.make_user(), now=NOW)

    page = text(client.get("/"))
    assert "The change of your plan on Tue, May 4" in page
    assert "was taken back. Everything is as it was before." in page


def test_change_that_was_undone_before_anybody_read_it_is_never_told(client, change):
    rolling.undo(change.roll_out, by=factories.make_user(), now=NOW)

    page = home(client, change)

    assert "our plan" not in page or "The change of your plan" not in page
    assert NOTICE not in page
