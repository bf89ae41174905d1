"""The weekly letter to staff: on its day, if something waits, until they leave it."""

from datetime import date

import pytest
from django.core import mail

from onboarding.checklists import actions
from onboarding.reminders.actions import send_again
from onboarding.reminders.links import leave_url
from onboarding.reminders.models import Correspondent, Letter, Policy, Rota
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import set_policy
from onboarding.residents.models import Membership
from tests import factories
from tests.reminders.scenes import at, counted_queries, pass_at

pytestmark = pytest.mark.django_db
OHIO = "America/New_York"
MONDAY = 10


def _ohio(day, hour=8, minute=0):
    return at(day, hour, minute, zone=OHIO)


@pytest.fixture(autouse=True)
def _other_keys(db):
    """Programs that are gone: no key of one table is that of another by chance."""
    for _ in range(3):
        factories.make_program().delete()


@pytest.fixture
def waiting(resident):
    """Something that the coordinator has to check."""
    definition = factories.make_definition("paper", verifier="coordinator")
    item = factories.make_item(resident, definition=definition)
    actions.complete(item, by=resident.user, now=at(3))
    return item


def _to(user):
    return [message for message in mail.outbox if message.to == [user.email]]


def test_first_pass_only_notes_the_next_monday(coordinator, waiting):
    prepare(_ohio(4))

    assert Rota.objects.get(program=waiting.resident.cohort.program).next_at == _ohio(
        MONDAY
    )
    assert not Letter.objects.filter(kind="staff").exists()


def test_weekly_letter_comes_on_monday_morning_and_once(coordinator, waiting):
    prepare(_ohio(4))

    pass_at(_ohio(MONDAY, 7, 59))
    assert _to(coordinator) == []
    for hour in (8, 9, 20):
        pass_at(_ohio(MONDAY, hour))
    pass_at(_ohio(MONDAY + 1))
    pass_at(_ohio(MONDAY + 7))

    first, _second = _to(coordinator)
    assert first.subject == "What waits for you this week"
    assert "Aoife O'Brien: 1 to check" in first.body


def test_nobody_is_written_to_when_nothing_waits(coordinator, resident):
    prepare(_ohio(4))

    pass_at(_ohio(MONDAY))

    assert _to(coordinator) == []
    assert not Letter.objects.filter(kind="staff").exists()


def test_letter_is_not_needed_when_nothing_waits_any_more(coordinator, waiting):
    prepare(_ohio(4))
    prepare(_ohio(MONDAY))
    waiting.refresh_from_db()
    actions.approve(waiting, by=coordinator, now=_ohio(MONDAY))

    pass_at(_ohio(MONDAY, 9))

    letter = Letter.objects.get(kind="staff")
    assert (letter.state, letter.problem) == ("cancelled", "Nothing waits any more.")


def test_missed_monday_is_made_up_for_by_day(coordinator, waiting):
    prepare(_ohio(4))

    pass_at(_ohio(MONDAY + 1, 22))
    assert _to(coordinator) == []
    pass_at(_ohio(MONDAY + 2, 8))

    assert len(_to(coordinator)) == 1


def test_somebody_in_two_programs_gets_one_letter_a_week(coordinator, waiting):
    other = factories.make_program()
    set_policy(Policy(program=other, digest_weekday=2), now=_ohio(4))
    Membership.objects.create(user=coordinator, program=other, role="coordinator")
    prepare(_ohio(4))

    for day in range(MONDAY, MONDAY + 7):
        pass_at(_ohio(day))

    assert len(_to(coordinator)) == 1


def test_program_may_choose_another_day_or_none(coordinator, waiting):
    program = waiting.resident.cohort.program
    policy = Policy(program=program, digest_weekday=4, hour=10)
    set_policy(policy, now=_ohio(4))
    assert Rota.objects.get(program=program).next_at == _ohio(7, 10)

    policy.digest_weekday = None
    set_policy(policy, now=_ohio(5))

    assert Rota.objects.get(program=program).next_at is None


def test_letter_can_be_left_with_one_click_and_had_again(client, coordinator, waiting):
    prepare(_ohio(4))
    pass_at(_ohio(MONDAY))
    headers = _to(coordinator)[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("http://localhost:8000")

    page = client.get(path)
    assert "Stop the weekly letter?" in page.content.decode()
    assert not Correspondent.objects.exists()
    # As a mail program does it: no session, no CSRF token.
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Correspondent.objects.get(user=coordinator).has_weekly_letter
    pass_at(_ohio(MONDAY + 7))
    assert len(_to(coordinator)) == 1
    client.post(path, {"again": "1"})
    assert Correspondent.objects.get(user=coordinator).has_weekly_letter


def test_link_to_leave_stands_in_no_stored_text(coordinator, waiting):
    prepare(_ohio(4))
    pass_at(_ohio(MONDAY))

    letter = Letter.objects.get(kind="staff")
    assert leave_url(coordinator.pk) in _to(coordinator)[0].body
    assert leave_url(coordinator.pk) not in letter.text


@pytest.mark.parametrize("token", ["1", "1:forged", "x:y"])
def test_forged_link_to_leave_is_not_found(client, coordinator, token):
    assert client.get(f"/letters/leave/{token}/").status_code == 404
    assert client.post(f"/letters/leave/{token}/").status_code == 404


def test_failed_weekly_letter_can_be_sent_again(coordinator, waiting):
    prepare(_ohio(4))
    prepare(_ohio(MONDAY))
    Letter.objects.update(state="failed")

    assert send_again([Letter.objects.get().pk], _ohio(MONDAY + 1)) == 1

    pass_at(_ohio(MONDAY + 1, 9))
    assert len(_to(coordinator)) == 1


def test_program_without_staff_costs_no_more_each_pass(resident):
    prepare(_ohio(4))

    with counted_queries() as queries:
        prepare(_ohio(4, 9))

    assert len(queries) == 3


def test_letter_that_nobody_could_send_for_days_is_given_up(coordinator, waiting):
    prepare(_ohio(4))
    prepare(_ohio(MONDAY))

    assert pass_at(_ohio(MONDAY + 6, 9)).letters["cancelled"] == 1
    assert Letter.objects.get().local_day == date(2027, 5, MONDAY)
