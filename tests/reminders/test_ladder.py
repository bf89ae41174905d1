"""The ladder: coordinator, then director; only after the resident was told."""

from datetime import date

import pytest
from django.core import mail

from onboarding.checklists import actions
from onboarding.reminders.ladder import take
from onboarding.reminders.models import Correspondent, Escalation, Letter, Policy
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import set_policy
from tests import factories
from tests.reminders.scenes import at, make_due_item, pass_at

pytestmark = pytest.mark.django_db
OHIO = "America/New_York"
DUE = date(2027, 5, 4)


@pytest.fixture
def item(resident):
    """A deadline of law, due on May 4."""
    definition = factories.make_definition(
        "by-law", deadline="legal", title="Send the form"
    )
    return make_due_item(resident, due_on=DUE, definition=definition)


@pytest.fixture
def director(cohort):
    """The director of the program."""
    return factories.make_staff(cohort.program, "program_director")


def _days(first, last):
    """A pass each morning in Ohio, which is the evening in Karachi."""
    for day in range(first, last + 1):
        pass_at(at(day, 8, zone=OHIO))


def _to(user):
    """The letters to `user` about overdue items: weekly ones are no step."""
    return [
        message
        for message in mail.outbox
        if message.to == [user.email] and "overdue" in message.subject
    ]


def _mine(resident):
    return f"/residents/{resident.pk}/mine/"


def test_coordinator_is_told_after_three_days_and_once(item, coordinator, director):
    _days(4, 6)
    assert _to(coordinator) == []

    _days(7, 12)

    [message] = _to(coordinator)
    assert message.subject == "1 overdue task of one resident"
    assert "1 task of Aoife O'Brien is past its date" in " ".join(message.body.split())
    assert _to(director) == []


def test_director_is_told_after_ten_days_and_once(item, coordinator, director):
    _days(4, 20)

    assert len(_to(coordinator)) == 1
    assert len(_to(director)) == 1
    assert list(Escalation.objects.order_by("pk").values_list("rung", flat=True)) == [
        "coordinator",
        "director",
    ]


def test_nobody_is_told_before_the_resident_was(item, coordinator):
    prepare(at(7, 8, zone=OHIO))
    assert not Escalation.objects.exists()

    pass_at(at(8, 8, zone=OHIO))
    assert _to(coordinator) == []
    _days(9, 9)

    assert len(_to(coordinator)) == 1


def test_what_is_done_in_time_climbs_no_ladder(item, coordinator, resident):
    _days(4, 5)
    actions.complete(item, by=resident.user, now=at(6))

    _days(6, 20)

    assert _to(coordinator) == []


def test_what_is_done_before_the_letter_left_is_not_told(item, coordinator, resident):
    _days(4, 6)
    prepare(at(7, 7, zone=OHIO))
    assert Escalation.objects.exists()
    item.refresh_from_db()
    actions.complete(item, by=resident.user, now=at(7, 7, 10, zone=OHIO))

    _days(7, 7)

    assert _to(coordinator) == []
    assert Letter.objects.get(kind="escalation").state == "cancelled"


def test_saying_mine_gives_the_whole_distance_once_more(
    item, coordinator, director, resident
):
    _days(4, 8)
    take(resident, by=coordinator, now=at(12, 9))

    _days(9, 18)
    assert _to(director) == []
    _days(19, 19)

    assert len(_to(director)) == 1


def test_mine_is_a_page_and_then_a_press(
    item, coordinator, coordinator_client, resident
):
    _days(4, 8)
    address = _mine(resident)
    assert f"http://localhost:8000{address}" in _to(coordinator)[0].body

    page = coordinator_client.get(address).content.decode()
    assert "Send the form" in page
    assert not Escalation.objects.exclude(taken_by=None).exists()
    coordinator_client.post(address)
    coordinator_client.post(address)

    assert Escalation.objects.get().taken_by == coordinator
    assert "This is mine" not in coordinator_client.get(address).content.decode()


def test_director_is_told_a_whole_distance_after_the_coordinator(
    item, coordinator, director
):
    """As after an outage: nobody is passed over because it is late already."""
    _days(20, 21)
    assert len(_to(coordinator)) == 1
    assert _to(director) == []

    _days(22, 29)

    assert len(_to(director)) == 1


def test_director_reads_no_private_title(client, item, coordinator, director, resident):
    item.definition.is_sensitive = True
    item.definition.save()
    _days(4, 15)
    client.force_login(director)

    page = client.get(_mine(resident)).content.decode()

    [message] = _to(director)
    for text in (page, message.body):
        assert "Send the form" not in text
        assert "A task in Match" in text
        assert f"/items/{item.pk}/" not in text


def test_mine_does_not_exist_for_others(
    item, coordinator, stranger_client, resident_client, resident
):
    _days(4, 8)

    for browser in (stranger_client, resident_client):
        assert browser.get(_mine(resident)).status_code == 404
        assert browser.post(_mine(resident)).status_code == 404
    assert Escalation.objects.get().taken_by is None


def test_mine_of_somebody_with_nothing_overdue_is_not_found(
    coordinator_client, resident
):
    assert coordinator_client.get(_mine(resident)).status_code == 404


def test_stand_in_gets_the_letter_while_somebody_is_away(item, coordinator, cohort):
    other = factories.make_staff(cohort.program, "faculty")
    Correspondent.objects.create(
        user=coordinator, stand_in=other, away_from=DUE, away_until=date(2027, 5, 14)
    )

    _days(4, 8)

    assert _to(coordinator) == []
    assert len(_to(other)) == 1


def test_stand_in_from_elsewhere_gets_nothing(item, coordinator, stranger):
    Correspondent.objects.create(
        user=coordinator, stand_in=stranger, away_from=DUE, away_until=date(2027, 5, 14)
    )

    _days(4, 8)

    assert _to(stranger) == []
    assert len(_to(coordinator)) == 1


@pytest.mark.parametrize(
    ("ladder", "deadline", "count"),
    [
        ("nothing", "legal", 0),
        ("legal", "institution", 0),
        ("hard", "institution", 1),
        ("hard", "practice", 0),
    ],
)
def test_policy_says_what_climbs(item, coordinator, cohort, ladder, deadline, count):
    set_policy(Policy(program=cohort.program, ladder=ladder), now=at(1))
    item.definition.deadline = deadline
    item.definition.save()

    _days(4, 12)

    assert len(_to(coordinator)) == count


def test_items_of_staff_and_silent_ones_climb_nothing(item, coordinator, cohort):
    set_policy(Policy(program=cohort.program, silent_slugs=["by-law"]), now=at(1))

    _days(4, 12)

    assert _to(coordinator) == []


def test_letters_about_one_resident_hang_together(item, coordinator, resident):
    _days(4, 8)

    headers = _to(coordinator)[0].extra_headers
    thread = f"<resident-{resident.pk}@localhost>"
    assert headers["References"] == headers["In-Reply-To"] == thread


def test_several_items_of_a_day_are_one_letter(item, coordinator, resident):
    second = factories.make_definition("by-law-too", deadline="legal")
    make_due_item(resident, due_on=DUE, definition=second)

    _days(4, 8)

    [message] = _to(coordinator)
    assert message.subject == "2 overdue tasks of one resident"


def test_letter_to_staff_names_no_private_title(item, coordinator):
    item.definition.is_sensitive = True
    item.definition.save()

    _days(4, 8)

    [message] = _to(coordinator)
    assert "Send the form" not in message.body
    assert "A task in Match" in message.body


def test_letters_to_staff_keep_their_night(item, coordinator):
    _days(4, 6)

    pass_at(at(7, 23, zone=OHIO))
    assert _to(coordinator) == []
    pass_at(at(8, 8, zone=OHIO))

    assert len(_to(coordinator)) == 1


def test_gme_office_stands_in_where_there_is_no_coordinator(item, cohort):
    office = factories.make_staff(cohort.program, "gme_office")

    _days(4, 8)

    assert len(_to(office)) == 1
