"""What happened to a plan: told in the daily letter, once, and only if it holds."""

from datetime import date, timedelta

import pytest
from django.core import mail

from onboarding.checklists import actions, history
from onboarding.checklists.enrollment import enroll, set_key_dates
from onboarding.checklists.models import Event, Item
from onboarding.reminders.models import Letter, ReadMark, Reminder
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import add_quiet_days, quiet_until_monday
from tests import factories
from tests.reminders.scenes import at, counted_queries, make_due_item, pass_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent_in(resident):
    """An item that the resident has sent to the coordinator."""
    definition = factories.make_definition(
        "open-account", verifier="coordinator", title="Open a bank account"
    )
    item = factories.make_item(
        resident, definition=definition, due_on=date(2027, 6, 20)
    )
    actions.complete(item, by=resident.user, now=at(3, 10))
    return item


def _return(item, by, now):
    actions.send_back(item, by=by, now=now, reason="The name is missing.")


def _note(item, kind, now, by=None):
    entry = history.Entry(item.resident_id, kind, item.pk)
    history.record([entry], by=by, now=now)


def test_what_came_back_is_told_the_next_morning(sent_in, coordinator):
    _return(sent_in, coordinator, at(3, 22))

    assert not pass_at(at(3, 23)).letters
    pass_at(at(4, 8))

    [message] = mail.outbox
    assert message.subject == "1 change on your residency plan"
    assert "“Open a bank account” came back to you" in message.body
    assert f"/items/{sent_in.pk}/" in message.body
    assert "The name is missing" not in message.body


def test_an_event_is_told_once_whatever_passes_come(sent_in, coordinator):
    _return(sent_in, coordinator, at(4, 9))

    for hour in (9, 10, 34, 58):
        pass_at(at(4, 9) + timedelta(hours=hour - 9))

    assert sum("came back" in message.body for message in mail.outbox) == 1
    assert Reminder.objects.filter(event__isnull=False).count() == 1


def test_events_and_items_share_the_one_letter_of_a_day(sent_in, coordinator, resident):
    make_due_item(resident)
    _return(sent_in, coordinator, at(4, 7))

    pass_at(at(4, 8))

    [message] = mail.outbox
    assert "1 task on your plan has a date" in message.body
    assert "What is new" in message.body


def test_an_event_after_todays_letter_waits_for_tomorrow(
    sent_in, coordinator, resident
):
    make_due_item(resident)
    pass_at(at(4, 8))
    _return(sent_in, coordinator, at(4, 9))

    pass_at(at(4, 12))
    assert len(mail.outbox) == 1
    pass_at(at(5, 8))

    assert len(mail.outbox) == 2


def test_what_was_mended_before_the_letter_left_is_not_told(
    sent_in, coordinator, resident
):
    _return(sent_in, coordinator, at(3, 22))
    prepare(at(3, 23))
    sent_in.refresh_from_db()
    actions.complete(sent_in, by=resident.user, now=at(4, 7))

    pass_at(at(4, 8))

    assert mail.outbox == []
    assert Reminder.objects.get(event__isnull=False).state == "cancelled"


def test_approval_comes_along_with_the_next_letter_only(sent_in, coordinator, resident):
    actions.approve(sent_in, by=coordinator, now=at(3, 12))

    pass_at(at(4, 8))
    assert mail.outbox == []
    make_due_item(resident)
    pass_at(at(4, 9))
    make_due_item(resident, due_on=date(2027, 5, 12))
    pass_at(at(5, 8))

    first, second = mail.outbox
    assert "“Open a bank account” is approved" in first.body
    assert "approved" not in second.body


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("answered", "Your question about “Open a bank account” has an answer."),
        ("reopened", "“Open a bank account” is open again."),
        (
            "extended",
            "more time for “Open a bank account”: until Sun, June 20",
        ),
    ],
)
def test_what_staff_did_is_told(sent_in, coordinator, kind, words):
    _note(sent_in, kind, at(4, 7), coordinator)

    pass_at(at(4, 8))

    assert words in mail.outbox[0].body


def test_what_the_resident_did_is_no_news(sent_in, resident):
    _note(sent_in, "reopened", at(4, 7), resident.user)

    pass_at(at(4, 8))

    assert mail.outbox == []


def test_a_moved_date_is_told_with_the_items_that_moved(resident, coordinator):
    for slug in ("fill-in-form", "attend"):
        rule = {"anchor": "visa_interview", "days": 30 if slug == "attend" else 20}
        factories.make_definition(slug, deadline="legal", rules={"due": rule})
    set_key_dates(resident, {"visa_interview": date(2027, 5, 20)}, by=None, now=at(1))
    enroll([resident], by=None, now=at(1))
    day = {"visa_interview": date(2027, 5, 24)}
    set_key_dates(resident, day, by=coordinator, now=at(3, 22))

    pass_at(at(4, 8))

    body = " ".join(mail.outbox[0].body.split())
    assert "2 dates on your plan moved: “Fill in form” is now due" in body
    assert "Sun, June 13" in body


def test_a_new_edition_is_told_with_what_it_moved(resident, coordinator):
    item = factories.make_item(resident, "open-account", due_on=date(2027, 6, 20))
    details = {
        "edition": "2",
        "moved": {item.line: ["2027-06-10", "2027-06-20"]},
        "added": ["find-a-bed"],
    }
    entry = history.Entry(resident.pk, "rolled_out", details=details)
    history.record([entry], by=coordinator, now=at(3, 22))

    pass_at(at(4, 8))

    body = mail.outbox[0].body
    assert "1 date on your plan moved: “Open account” is now due Sun, June 20" in body
    assert "1 task is new on your plan." in body


def test_a_date_moved_by_the_resident_is_no_news(resident):
    rule = {"anchor": "visa_interview", "days": 30}
    factories.make_definition("attend", deadline="legal", rules={"due": rule})
    enroll([resident], by=None, now=at(1))
    day = {"visa_interview": date(2027, 5, 24)}
    set_key_dates(resident, day, by=resident.user, now=at(3, 22))

    pass_at(at(4, 8))

    assert mail.outbox == []


def test_news_keeps_quiet_days(sent_in, coordinator, resident):
    spell = quiet_until_monday(resident, date(2027, 5, 4))
    add_quiet_days(spell, by=resident.user, now=at(4, 0))
    _return(sent_in, coordinator, at(4, 7))

    prepare(at(4, 9))

    assert Letter.objects.get().local_day == date(2027, 5, 10)


def test_old_events_are_history_and_no_news(sent_in, coordinator):
    _return(sent_in, coordinator, at(4, 7))

    pass_at(at(12, 9))

    assert mail.outbox == []


def test_a_sensitive_title_stands_in_no_news(sent_in, coordinator):
    sent_in.definition.is_sensitive = True
    sent_in.definition.save()
    _return(sent_in, coordinator, at(4, 7))

    pass_at(at(4, 8))

    [message] = mail.outbox
    assert "bank" not in message.body + message.subject
    assert "A task in Match came back to you" in message.body


def test_the_first_letter_says_welcome_and_the_second_does_not(resident):
    make_due_item(resident)

    pass_at(at(4))
    pass_at(at(8))

    first, second = mail.outbox
    assert "This is its first letter to you" in " ".join(first.body.split())
    assert "first letter" not in " ".join(second.body.split())


def test_a_letter_mentions_tasks_that_wait_for_a_date(resident):
    make_due_item(resident)
    factories.make_item(resident, due_on=None, waiting_for="visa_interview")

    pass_at(at(4))

    [message] = mail.outbox
    assert "1 task waits for a date. If you know one, add it." in message.body
    assert "/dates/" in message.body


def test_events_are_read_until_their_transactions_are_over(sent_in, coordinator):
    _return(sent_in, coordinator, at(4, 7))
    newest = Event.objects.latest("pk").pk
    prepare(at(4, 7, 1))
    assert ReadMark.objects.get().read_to < newest

    prepare(at(4, 7, 20))
    prepare(at(4, 7, 40))

    assert ReadMark.objects.get().read_to == newest
    with counted_queries() as queries:
        prepare(at(4, 7, 50))
    assert len(queries) == 3


@pytest.mark.postgres
def test_news_of_many_costs_as_many_queries_as_of_one(cohort, coordinator):
    def cost(count):
        for _ in range(count):
            item = factories.make_item(factories.make_resident(cohort))
            _note(item, "reopened", at(4, 7), coordinator)
        with counted_queries() as queries:
            prepare(at(4, 7, 5))
        return len(queries)

    cost(1)  # the first pass writes down where it began
    one = cost(1)

    assert cost(30) == one
    assert Item.objects.count() == 32
