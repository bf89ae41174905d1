"""What is agreed beside the pack: one more round, an earlier day; nothing is lost."""

from datetime import date

import pytest

from onboarding.checklists import actions, additions, enrollment, plans
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Agreement, Event, Item
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SOON = {"anchor": "program_start", "days": 30}
WHY = "Agreed in your learning plan."


@pytest.fixture
def faculty(cohort):
    """Somebody on the faculty of the program."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def enrolled(cohort):
    """A resident with an activity due on day 100, and what waits for it."""
    edition = factories.make_edition()
    factories.make_definition(
        "opioid-talk",
        edition=edition,
        rules={"due": {"anchor": "program_start", "days": 100}},
    )
    factories.make_definition(
        "review",
        edition=edition,
        rules={
            "due": {"anchor": "program_start", "days": 150},
            "requires": ["opioid-talk"],
        },
    )
    resident = factories.make_resident(cohort)
    enrollment.enroll([resident], by=None, now=NOW)
    return resident


def add(resident, by, due=SOON):
    return additions.add_round(
        resident, "opioid-talk", due=due, reason=WHY, by=by, now=NOW
    )


def first(resident):
    return Item.objects.get(resident=resident, slug="opioid-talk", occurrence=1)


def test_round_is_added_with_its_own_date_and_reason(enrolled, faculty):
    item = add(enrolled, faculty)

    assert (item.occurrence, item.due_on) == (2, date(2027, 7, 30))
    assert item.notice_at is not None
    assert item.agreement.reason == WHY
    assert Event.objects.get(item=item).kind == "added"


def test_round_is_not_added_twice_while_it_is_unfinished(enrolled, faculty):
    item = add(enrolled, faculty)

    again = add(enrolled, faculty)

    assert again == item
    assert Event.objects.filter(kind="added").count() == 1


def test_round_moves_with_its_anchor_and_survives_replanning(enrolled, faculty):
    item = add(enrolled, faculty)

    enrollment.set_key_dates(
        enrolled, {"program_start": date(2027, 7, 15)}, by=None, now=NOW
    )
    assert not plans.replan([Resident.objects.get()], by=None, now=NOW)[enrolled.pk]

    item.refresh_from_db()
    assert (item.state, item.due_on) == ("open", date(2027, 8, 13))
    assert first(enrolled).due_on == date(2027, 10, 22)


def test_round_moves_with_the_date_that_was_agreed_and_not_with_that_of_the_pack(
    enrolled, faculty
):
    after_arrival = {"anchor": "arrival_in_us", "days": 20}
    day = {"arrival_in_us": date(2027, 6, 1)}
    enrollment.set_key_dates(enrolled, day, by=None, now=NOW)
    item = add(Resident.objects.get(), faculty, due=after_arrival)
    assert item.due_on == date(2027, 6, 21)

    later = {"arrival_in_us": date(2027, 6, 8)}
    enrollment.set_key_dates(enrolled, later, by=None, now=NOW)

    item.refresh_from_db()
    assert item.due_on == date(2027, 6, 28)
    assert first(enrolled).due_on == date(2027, 10, 8)


def test_unfinished_round_holds_up_nothing(enrolled, faculty):
    add(enrolled, faculty)

    actions.complete(first(enrolled), by=enrolled.user, now=NOW)

    assert Item.objects.get(slug="review").waiting_for == ""


def test_finished_round_leaves_the_first_one_open(enrolled, faculty):
    item = add(enrolled, faculty)

    actions.complete(item, by=enrolled.user, now=NOW)
    plans.replan([Resident.objects.get()], by=None, now=NOW)

    assert first(enrolled).state == "open"
    assert Item.objects.get(slug="review").waiting_for == "opioid-talk"


def test_pulled_forward_item_keeps_its_new_date(enrolled, faculty):
    moved = additions.pull_forward(
        first(enrolled), due=SOON, reason=WHY, by=faculty, now=NOW
    )
    plans.replan([Resident.objects.get()], by=None, now=NOW)

    item = first(enrolled)
    assert moved
    assert item.due_on == date(2027, 7, 30)
    assert item.agreement.reason == WHY
    assert Event.objects.get(item=item).kind == "agreed"


@pytest.mark.parametrize("days", [100, 200])
def test_item_is_never_pulled_back(enrolled, faculty, days):
    due = {"anchor": "program_start", "days": days}

    moved = additions.pull_forward(
        first(enrolled), due=due, reason=WHY, by=faculty, now=NOW
    )

    assert not moved
    assert first(enrolled).own_due is None
    assert not Agreement.objects.exists()


def test_finished_item_is_not_pulled_forward(enrolled, faculty):
    actions.complete(first(enrolled), by=enrolled.user, now=NOW)

    assert not additions.pull_forward(
        first(enrolled), due=SOON, reason=WHY, by=faculty, now=NOW
    )


def test_resident_alone_cannot_add_to_their_plan(enrolled):
    with pytest.raises(RefusedError, match="faculty mentor"):
        add(enrolled, enrolled.user)


def test_what_the_plan_does_not_have_cannot_be_added_again(enrolled, faculty):
    with pytest.raises(RefusedError, match="no such activity"):
        additions.add_round(
            enrolled, "unknown", due=SOON, reason=WHY, by=faculty, now=NOW
        )


def test_page_says_why_the_round_is_there(enrolled, faculty, client):
    item = add(enrolled, faculty)
    client.force_login(enrolled.user)

    page = text(client.get(item.get_absolute_url()))

    assert f"<dt>Why it is in your plan</dt> <dd>{WHY}</dd>" in page
    assert "30 days after the first day of the program" in page
