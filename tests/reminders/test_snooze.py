"""Putting off: not before a day, and on that day; by page and by link."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from onboarding.reminders.asking import remind_now
from onboarding.reminders.links import later_url
from onboarding.reminders.models import Letter, QuietSpell, Reminder, Snooze
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import WishRefusedError
from onboarding.reminders.snoozing import days_to_choose, snooze, wake
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at

pytestmark = pytest.mark.django_db


def _stages(item):
    told = item.reminders.filter(state=Reminder.State.SENT).order_by("stage")
    return list(told.values_list("stage", flat=True))


def _put_off(item, day, now):
    snooze(item, date(2027, 5, day), by=item.resident.user, now=now)


def test_item_put_off_is_told_on_that_day_and_not_before(resident):
    item = make_due_item(resident, due_on=date(2027, 5, 18))
    pass_at(at(4))
    _put_off(item, 13, at(4, 12))

    for day in range(5, 13):
        pass_at(at(day, 9))
    assert _stages(item) == [-14]
    pass_at(at(13, 9))
    pass_at(at(15, 9))

    assert _stages(item) == [-14, -5, -3]
    [asked] = [m for m in mail.outbox if "You asked to be reminded today" in m.body]
    assert "Due in 5 days" in asked.body


def test_putting_off_takes_it_out_of_a_planned_letter(resident):
    item = make_due_item(resident)
    prepare(at(4, 7, 30))

    _put_off(item, 6, at(4, 7, 40))
    pass_at(at(4, 8))

    assert mail.outbox == []
    pass_at(at(6, 8))
    assert _stages(item) == [-5]


def test_taking_it_back_reminds_as_usual(resident):
    item = make_due_item(resident)
    _put_off(item, 10, at(3, 12))
    pass_at(at(4))

    wake(item, now=at(4, 10))
    pass_at(at(4, 11))

    assert _stages(item) == [-7]


@pytest.mark.parametrize(
    ("deadline", "due", "day", "sentence"),
    [
        ("institution", 11, 4, "from tomorrow on"),
        ("institution", 11, 25, "14 days at most"),
        ("legal", 11, 12, "set by law"),
        ("legal", 3, 5, "set by law"),
    ],
)
def test_what_cannot_wait_is_refused(resident, deadline, due, day, sentence):
    item = make_due_item(resident, due_on=date(2027, 5, due))
    item.definition.deadline = deadline
    item.definition.save()

    with pytest.raises(WishRefusedError, match=sentence):
        _put_off(item, day, at(4, 9))
    assert not Snooze.objects.exists()


def test_days_to_choose_end_with_a_deadline_of_law(resident):
    item = make_due_item(resident, due_on=date(2027, 5, 6))
    item.definition.deadline = "legal"

    names = [name for _, name in days_to_choose(item, date(2027, 5, 4))]

    assert names == ["Tomorrow"]


# -- By link, signed in or not ---------------------------------------------------------


@pytest.fixture
def letter(resident):
    """A letter of today's real day, and the item that it told."""
    today = timezone.localdate()
    item = make_due_item(resident, due_on=today + (date(2027, 5, 8) - date(2027, 5, 1)))
    now = timezone.now()
    made = Letter.objects.create(
        kind="digest",
        recipient=resident.user,
        resident=resident,
        local_day=today,
        send_after=now,
        send_before=now + (at(2) - at(1)),
    )
    Reminder.objects.create(item=item, stage=-7, due_on=item.due_on, letter=made)
    return made


def _path(letter):
    return later_url(letter.pk).removeprefix("http://localhost:8000")


def test_link_shows_a_page_that_names_nothing_and_changes_nothing(client, letter):
    item = letter.reminders.get().item

    page = client.get(_path(letter)).content.decode()

    assert "The task due" in page
    assert str(item) not in page
    assert "Aoife" not in page
    assert not Snooze.objects.exists()


def test_link_puts_a_task_off_when_a_button_is_pressed(client, letter, resident):
    item = letter.reminders.get().item
    day = days_to_choose(item, timezone.localdate())[1][0]

    page = client.post(_path(letter), {"item": item.pk, "until": day.isoformat()})

    assert "We will not write about the task due" in page.content.decode()
    snoozed = Snooze.objects.get(item=item)
    assert (snoozed.until_on, snoozed.set_by) == (day, resident.user)


def test_link_holds_all_letters_until_monday_once(client, letter, resident):
    for _ in range(2):
        page = client.post(_path(letter), {"all": "monday"}).content.decode()

    assert "No letter comes before Mon" in page
    assert QuietSpell.objects.get().resident == resident


def test_link_reaches_no_item_of_another_letter(client, letter, cohort):
    other = make_due_item(factories.make_resident(cohort))

    answer = client.post(
        _path(letter), {"item": other.pk, "until": timezone.localdate().isoformat()}
    )

    assert answer.status_code == 404
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("token", ["1", "1:forged"])
def test_forged_link_is_not_found(client, letter, token):
    assert client.get(f"/letters/later/{token}/").status_code == 404


# -- Signed in -------------------------------------------------------------------------


def test_page_of_an_item_puts_it_off_and_takes_it_back(resident_client, letter):
    item = letter.reminders.get().item
    address = f"/items/{item.pk}/later/"
    day = days_to_choose(item, timezone.localdate())[1][0]
    assert address in resident_client.get(f"/items/{item.pk}/").content.decode()

    resident_client.post(address, {"until": day.isoformat()})
    assert Snooze.objects.get().until_on == day
    resident_client.post(address, {"wake": "1"})

    assert not Snooze.objects.exists()


def test_page_of_an_item_is_for_its_resident_alone(
    client, stranger_client, coordinator_client, letter
):
    address = f"/items/{letter.reminders.get().item.pk}/later/"

    assert stranger_client.get(address).status_code == 404
    assert coordinator_client.post(address, {"until": "2027-01-01"}).status_code == 404
    assert client.get(address).status_code == 302


def test_resident_adds_quiet_days_and_takes_them_back(resident_client, resident):
    today = timezone.localdate().isoformat()

    resident_client.post(
        "/letters/quiet/", {"kind": "nights", "starts_on": today, "ends_on": today}
    )
    spell = QuietSpell.objects.get(resident=resident)
    assert "Night shifts" in resident_client.get("/letters/quiet/").content.decode()
    resident_client.post(f"/letters/quiet/{spell.pk}/")

    assert not QuietSpell.objects.exists()


def test_quiet_days_of_others_cannot_be_taken_back(stranger_client, resident):
    today = timezone.localdate()
    spell = QuietSpell.objects.create(
        resident=resident,
        starts_on=today,
        ends_on=today,
        set_by=resident.user,
        set_at=timezone.now(),
    )

    assert stranger_client.post(f"/letters/quiet/{spell.pk}/").status_code == 404
    assert stranger_client.get("/letters/quiet/").status_code == 404


# -- Remind now ------------------------------------------------------------------------


def test_remind_now_puts_an_item_into_the_next_letter(resident, coordinator):
    item = make_due_item(resident, due_on=date(2027, 5, 30))

    assert remind_now([item.pk], by=coordinator, now=at(4, 22)) == 1
    assert remind_now([item.pk], by=coordinator, now=at(4, 22, 5)) == 0
    pass_at(at(5, 8))

    [message] = mail.outbox
    assert "asks you to look at it now" in message.body
    assert _stages(item) == [-25]


def test_remind_now_leaves_alone_what_nobody_can_do(resident, coordinator):
    waiting = factories.make_item(resident, waiting_for="other")
    early = make_due_item(resident, not_before_on=date(2027, 5, 9))
    theirs = factories.make_definition("staff-does-it", owner="coordinator")
    of_staff = make_due_item(resident, definition=theirs)

    keys = [waiting.pk, early.pk, of_staff.pk]
    assert remind_now(keys, by=coordinator, now=at(4)) == 0
    assert not Letter.objects.exists()


def test_remind_now_for_many_in_the_admin(coordinator_client, coordinator, resident):
    item = make_due_item(resident, due_on=date(2028, 5, 30))
    answer = coordinator_client.post(
        "/admin/checklists/item/",
        {"action": "remind_now", "_selected_action": item.pk},
        follow=True,
    )

    assert "1 item will be in the next letter" in answer.content.decode()
    assert Reminder.objects.get().asked_by == coordinator


def test_remind_now_is_not_for_directors_and_strangers(
    client, stranger_client, cohort, resident
):
    item = make_due_item(resident)
    client.force_login(factories.make_staff(cohort.program, "program_director"))

    for browser in (client, stranger_client):
        browser.post(
            "/admin/checklists/item/",
            {"action": "remind_now", "_selected_action": item.pk},
        )

    assert not Reminder.objects.exists()
