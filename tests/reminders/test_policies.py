"""What a program may decide about its reminders, and what holds whatever it decides."""

from datetime import date

import pytest
from django.core import mail

from onboarding.reminders.models import Letter, Policy, Reminder
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import set_policy
from tests import factories
from tests.reminders.scenes import DUE, at, make_due_item, pass_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(cohort):
    """The defaults, unsaved."""
    return Policy(program=cohort.program)


def _stages(item):
    return list(item.reminders.order_by("stage").values_list("stage", flat=True))


def _hours():
    letter = Letter.objects.get()
    return letter.local_day, letter.send_after, letter.send_before


def test_letters_leave_at_the_hour_that_the_program_has_chosen(resident, policy):
    policy.hour = 18
    set_policy(policy, now=at(1))
    make_due_item(resident)

    assert not pass_at(at(4, 17, 59)).letters
    assert pass_at(at(4, 18)).letters

    assert _hours() == (date(2027, 5, 4), at(4, 18), at(4, 21))


def test_letters_may_leave_from_seven_on(resident, policy):
    policy.hour = 7
    set_policy(policy, now=at(1))
    make_due_item(resident)

    pass_at(at(4, 7))

    assert len(mail.outbox) == 1


def test_only_the_chosen_stages_are_told(resident, policy):
    policy.stages = [-5, 0]
    set_policy(policy, now=at(1, 0))
    item = make_due_item(resident)

    for day in range(1, 20):
        pass_at(at(day, 9))

    # The day after and a week after stay, whatever was chosen.
    assert _stages(item) == [-5, 0, 1, 7]


def test_a_silent_item_is_never_told_and_others_are(resident, policy):
    policy.silent_slugs = ["quiet-one"]
    set_policy(policy, now=at(1))
    silent = make_due_item(resident, "quiet-one")
    loud = make_due_item(resident, "loud-one")

    for day in (4, 8, 12):
        pass_at(at(day, 9))

    assert _stages(silent) == []
    assert _stages(loud) == [-7, -3, 1]


def test_a_letter_due_on_a_quiet_weekend_leaves_on_monday(resident, policy):
    policy.is_quiet_on_weekends = True
    set_policy(policy, now=at(1, 0))
    make_due_item(resident, due_on=date(2027, 5, 15))  # T-7 is Saturday the 8th
    Reminder.objects.all().delete()

    prepare(at(8, 9))

    assert _hours()[0] == date(2027, 5, 10)


def test_a_letter_due_on_a_quiet_holiday_leaves_on_the_next_day(resident, policy):
    policy.is_quiet_on_holidays = True
    set_policy(policy, now=at(1, 0))
    make_due_item(resident, due_on=date(2027, 6, 7))  # T-7 is Memorial Day

    prepare(at(31, 9))

    assert _hours()[0] == date(2027, 6, 1)


def test_a_deadline_of_law_that_is_over_is_told_on_a_quiet_day(resident, policy):
    policy.is_quiet_on_weekends = True
    set_policy(policy, now=at(1, 0))
    legal = factories.make_definition("by-law", deadline="legal")
    make_due_item(resident, due_on=date(2027, 5, 7), definition=legal)

    pass_at(at(8, 9))  # a Saturday

    assert len(mail.outbox) == 1


def test_a_new_policy_moves_what_is_planned_and_tells_nothing_twice(resident, policy):
    item = make_due_item(resident)
    prepare(at(4, 7, 30))
    policy.hour, policy.stages = 12, [-14, -7, -6, 0]

    set_policy(policy, now=at(4, 7, 40))

    assert _hours() == (date(2027, 5, 4), at(4, 12), at(4, 21))
    for hour in (8, 12, 13):
        pass_at(at(4, hour))
    pass_at(at(5, 12))
    assert _stages(item) == [-7, -6]
    assert len(mail.outbox) == 2


def test_a_new_stage_is_noticed_at_once(resident, policy):
    item = make_due_item(resident)
    pass_at(at(4))
    policy.stages = [-14, -7, -6, -5, 0]
    set_policy(policy, now=at(4, 10))

    pass_at(at(5))
    pass_at(at(6))

    assert _stages(item) == [-7, -6, -5]


def test_letters_say_what_the_program_has_written(resident, policy):
    policy.greeting = "Dear Dr. {name}"
    policy.closing = "Call us: 555 0100."
    policy.sender_name, policy.hour = "Internal Medicine, Riverside", 10
    set_policy(policy, now=at(1))
    make_due_item(resident)

    pass_at(at(4, 10))

    [message] = mail.outbox
    html = message.alternatives[0].content
    assert message.from_email.startswith('"Internal Medicine, Riverside" <')
    assert "Dear Dr. Aoife," in message.body
    assert "Dear Dr. Aoife" in html
    assert "Call us: 555 0100." in message.body
    assert "Call us: 555 0100." in html
    assert "between 10 AM and 9 PM where you are" in message.body


def test_an_item_that_cannot_begin_is_looked_at_when_it_can(resident, policy):
    item = make_due_item(
        resident, due_on=DUE, notice_at=at(1), not_before_on=date(2027, 5, 10)
    )

    pass_at(at(2))

    item.refresh_from_db()
    assert item.notice_at == at(10, 7)
    assert _stages(item) == []
    pass_at(at(10))
    assert _stages(item) == [-1]
