"""The pages of letters: what was sent, what is to come, what is held, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from onboarding.reminders.addresses import note_trouble
from onboarding.reminders.models import Letter, Policy, QuietSpell, Reminder
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import set_policy
from tests import factories
from tests.reminders.scenes import counted_queries, make_due_item

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def _item(resident, days, slug=None, **fields):
    due_on = TODAY() + timedelta(days=days)
    return make_due_item(resident, slug, due_on=due_on, **fields)


@pytest.fixture
def sent(resident):
    """A letter that was sent yesterday and told one item."""
    item = _item(resident, 6, "open-account")
    letter = _letter(resident, 1)
    Reminder.objects.create(
        item=item, stage=-7, due_on=item.due_on, letter=letter, state="sent"
    )
    return letter


def _letter(resident, days_ago, **fields):
    at = timezone.now() - timedelta(days=days_ago)
    defaults = {
        "kind": "digest",
        "recipient": resident.user,
        "resident": resident,
        "local_day": TODAY() - timedelta(days=days_ago),
        "send_after": at,
        "send_before": at + timedelta(hours=9),
        "state": "sent",
        "sent_at": at,
        "subject": "1 task for your residency this week",
        "text": "Hello Aoife, as sent",
    }
    return Letter.objects.create(**(defaults | fields))


def _page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_resident_sees_what_was_sent_and_what_is_to_come(resident_client, sent):
    page = _page(resident_client, "/letters/")

    assert "1 task for your residency this week" in page
    assert "To come" in page
    assert "Open account" in page


def test_planned_letter_stands_once_among_what_is_to_come(resident_client, resident):
    _item(resident, 6, "open-account")
    prepare(timezone.now())
    letter = Letter.objects.get()

    page = _page(resident_client, "/letters/")
    assert page.count(f'href="/letters/{letter.pk}/"') == 1
    assert page.index(f"/letters/{letter.pk}/") < page.index("So far")

    # One that could not leave yet says so, with what happened.
    Letter.objects.update(problem="The mail server did not answer.")
    page = _page(resident_client, "/letters/")
    assert page.index(f"/letters/{letter.pk}/") > page.index("So far")
    assert "Planned" in page


def test_letter_says_why_each_line_is_there(resident_client, sent):
    page = _page(resident_client, f"/letters/{sent.pk}/")

    assert "Hello Aoife, as sent" in page
    assert "This was the reminder 7 days before the due date." in page
    assert "It is due" in page


def test_letter_says_when_it_left_on_the_clock_of_its_reader(resident_client, sent):
    moment = datetime(2027, 5, 4, 3, tzinfo=UTC)
    Letter.objects.filter(pk=sent.pk).update(sent_at=moment)

    page = _page(resident_client, f"/letters/{sent.pk}/")

    assert "Tue, May 4, 2027, 8:00 AM in Karachi" in page


def test_letter_says_who_asked_for_a_line(resident_client, sent, coordinator):
    coordinator.name = "Dana Whitcombe"
    coordinator.save()
    sent.reminders.update(asked_by=coordinator)

    page = _page(resident_client, f"/letters/{sent.pk}/")

    assert "Dana Whitcombe asked for it on this day." in page


def test_letter_says_what_was_left_out_of_it(resident_client, sent):
    sent.reminders.update(state="cancelled")

    assert "Left out" in _page(resident_client, f"/letters/{sent.pk}/")


def test_failed_letter_says_why(resident_client, coordinator_client, resident):
    _letter(
        resident, 1, state="failed", sent_at=None, problem="550 No such person", text=""
    )

    for browser, address in (
        (resident_client, "/letters/"),
        (coordinator_client, f"/residents/{resident.pk}/letters/"),
    ):
        assert "550 No such person" in _page(browser, address)


def test_held_letter_says_what_holds_it(resident_client, resident):
    _item(resident, 7)
    QuietSpell.objects.create(
        resident=resident,
        starts_on=TODAY() - timedelta(days=1),
        ends_on=TODAY() + timedelta(days=2),
        set_by=resident.user,
        set_at=timezone.now(),
    )

    page = _page(resident_client, "/letters/")

    assert "Held: This is a day on which no letters were wanted." in page


def test_silence_is_explained(resident_client, resident):
    _item(resident, 90)
    factories.make_item(resident, due_on=None, waiting_for="visa_interview")

    page = _page(resident_client, "/letters/")

    assert "Nothing comes close to its date in the next 14 days." in page
    assert "The next due date is" in page
    assert "1 item waits for a key date that nobody has told." in page


def test_silence_after_letters_came_back_is_explained(
    resident_client, coordinator_client, resident
):
    _item(resident, 7)
    note_trouble(resident.user.email, "bounced", "550 gone", timezone.now())

    for browser, address in (
        (resident_client, "/letters/"),
        (coordinator_client, f"/residents/{resident.pk}/letters/"),
    ):
        page = _page(browser, address)
        assert "Letters to this address came back." in page
        assert f"Nothing is sent to {resident.user.email} until" in page
        assert "from 8 AM" not in page


def test_silent_items_are_not_announced(resident_client, resident, cohort):
    _item(resident, 7, "hush")
    policy = Policy(program=cohort.program, silent_slugs=["hush"])
    set_policy(policy, now=timezone.now())

    assert "Hush" not in _page(resident_client, "/letters/")


def test_coordinator_sees_the_letters_of_a_resident_and_why(
    coordinator_client, sent, resident
):
    page = _page(coordinator_client, f"/residents/{resident.pk}/letters/")

    assert f"/letters/{sent.pk}/" in page
    assert "Why this letter" in _page(coordinator_client, f"/letters/{sent.pk}/")
    resident_page = f"/admin/residents/resident/{resident.pk}/change/"
    assert f"/residents/{resident.pk}/letters/" in _page(
        coordinator_client, resident_page
    )


def test_letters_do_not_exist_for_strangers_and_directors(
    client, stranger_client, sent, resident, cohort
):
    client.force_login(factories.make_staff(cohort.program, "program_director"))

    for browser in (client, stranger_client):
        for address in (f"/residents/{resident.pk}/letters/", f"/letters/{sent.pk}/"):
            assert browser.get(address).status_code == 404


def test_resident_cannot_open_the_page_for_staff(resident_client, resident):
    address = f"/residents/{resident.pk}/letters/"

    assert resident_client.get(address).status_code == 404


def test_staff_choose_what_they_get(coordinator_client, coordinator, cohort):
    other = factories.make_staff(cohort.program, "program_director", name="Helen")
    day = TODAY().isoformat()
    assert "Helen" in _page(coordinator_client, "/letters/")

    coordinator_client.post(
        "/letters/", {"stand_in": other.pk, "away_from": day, "away_until": day}
    )

    row = coordinator.correspondent
    assert (row.has_weekly_letter, row.stand_in) == (False, other)


@pytest.mark.parametrize("part", ["stand_in", "away_from", "away_until"])
def test_half_a_stand_in_is_refused(coordinator_client, cohort, part):
    other = factories.make_staff(cohort.program, "program_director")
    day = TODAY().isoformat()
    given = {"stand_in": other.pk, "away_from": day, "away_until": day}

    answer = coordinator_client.post("/letters/", given | {part: ""})

    assert "or none of them" in answer.content.decode()


def test_stand_in_from_elsewhere_cannot_be_chosen(coordinator_client, stranger):
    day = TODAY().isoformat()

    answer = coordinator_client.post(
        "/letters/", {"stand_in": stranger.pk, "away_from": day, "away_until": day}
    )

    assert "Select a valid choice" in answer.content.decode()


def test_pages_cost_the_same_for_one_and_for_thirty(
    resident_client, coordinator_client, resident, sent
):
    pages = [
        (resident_client, "/letters/"),
        (coordinator_client, f"/residents/{resident.pk}/letters/"),
        (resident_client, f"/letters/{sent.pk}/"),
    ]

    def cost():
        with counted_queries() as queries:
            for browser, address in pages:
                _page(browser, address)
        return len(queries)

    one = cost()
    for days in range(2, 31):
        item = _item(resident, days)
        _letter(resident, days)
        Reminder.objects.create(
            item=item, stage=-9, due_on=item.due_on, letter=sent, state="sent"
        )

    assert cost() == one


def test_staff_page_costs_the_same_for_one_and_for_thirty(
    coordinator_client, coordinator, resident
):
    def cost():
        with counted_queries() as queries:
            _page(coordinator_client, "/letters/")
        return len(queries)

    def write(days):
        _letter(resident, days, kind="escalation", recipient=coordinator)

    write(1)
    one = cost()
    for days in range(2, 31):
        write(days)

    assert cost() == one
