"""Why somebody on the staff got a letter: which item, whose turn, which step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.accounts.actions import invite
from onboarding.reminders.ladder import take
from onboarding.reminders.models import Escalation, Letter, Policy
from onboarding.reminders.policies import set_policy
from tests import factories
from tests.reminders.scenes import counted_queries

pytestmark = pytest.mark.django_db


def _letter(kind, recipient, resident=None, **fields):
    now = timezone.now()
    hours = {"send_after": now, "send_before": now + timedelta(days=5)}
    return Letter.objects.create(
        kind=kind,
        recipient=recipient,
        resident=resident,
        local_day=now.date(),
        state="sent",
        sent_at=now,
        **hours,
        **fields,
    )


def _overdue(letter, resident, *, days=4, rung="coordinator", **fields):
    due_on = timezone.localdate() - timedelta(days=days)
    item = factories.make_item(resident, due_on=due_on, **fields)
    row = Escalation.objects.create(
        item=item, due_on=due_on, rung=rung, raised_at=timezone.now()
    )
    letter.escalations.add(row)
    return item


def _page(client, letter):
    answer = client.get(f"/letters/{letter.pk}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def about(resident, coordinator):
    """A letter to the coordinator about a resident."""
    return _letter("escalation", coordinator, resident)


def test_overdue_letter_says_which_item_since_when_whose_turn_and_which_step(
    coordinator_client, about, resident
):
    _overdue(about, resident, slug="send-form")

    page = _page(coordinator_client, about)

    assert "Send form" in page
    assert "days late and waits for Aoife O&#x27;Brien." in page
    assert "Step 1 of 2: the coordinator is told 3 days after the date." in page
    assert "the program director is told next" in page


def test_overdue_letter_says_whose_turn_it_is_by_now(
    coordinator_client, coordinator, about, resident
):
    _overdue(about, resident, slug="sent-in", state="submitted")
    done = _overdue(about, resident, slug="done-since")
    done.__class__.objects.filter(pk=done.pk).update(due_on=timezone.localdate())
    coordinator.name = "Dana Whitcombe"
    coordinator.save()
    take(resident, by=coordinator, now=timezone.now())

    page = _page(coordinator_client, about)

    assert "late and waits for the coordinator." in page
    assert "Its date has moved since." in page
    assert "Dana Whitcombe sees to it." in page


def test_director_reads_the_second_step_and_no_private_title(client, resident, cohort):
    director = factories.make_staff(cohort.program, "program_director")
    letter = _letter("escalation", director, resident)
    definition = factories.make_definition(
        "private", title="Book the visa interview", is_sensitive=True
    )
    _overdue(letter, resident, days=12, rung="director", definition=definition)
    client.force_login(director)

    page = _page(client, letter)

    assert "Step 2 of 2: the program director is told 10 days after the date." in page
    assert "visa" not in page.lower()
    assert "A task" in page


def test_weekly_letter_says_by_which_role_and_on_which_day(
    coordinator_client, coordinator, cohort
):
    letter = _letter("staff", coordinator)

    assert "You are coordinator there. Its weekly letter leaves on Mondays" in _page(
        coordinator_client, letter
    )

    policy = Policy(program=cohort.program, digest_weekday=None)
    set_policy(policy, now=timezone.now())
    assert "switched off now" in _page(coordinator_client, letter)


def test_invitation_says_who_asked_for_it(coordinator_client, coordinator, resident):
    coordinator.name = "Dana Whitcombe"
    coordinator.save()
    invitation = invite(resident.user, by=coordinator, now=timezone.now())
    letter = _letter("invitation", resident.user, resident, invitation=invitation)

    assert "Dana Whitcombe made it and asked" in _page(coordinator_client, letter)


def test_letter_of_the_ladder_costs_the_same_for_one_and_for_thirty(
    coordinator_client, about, resident
):
    def cost():
        with counted_queries() as queries:
            _page(coordinator_client, about)
        return len(queries)

    _overdue(about, resident)
    one = cost()
    for _ in range(29):
        _overdue(about, resident)

    assert cost() == one
