"""What residents are asked besides their items: told once, in a letter of its own."""

from datetime import date, timedelta

import pytest
from django.core import mail

from onboarding.learning import planning
from onboarding.learning.models import LearningPlan
from onboarding.milestones import committees
from onboarding.milestones.committees import Call, Verdict
from onboarding.reminders.models import Letter, QuietSpell, Reminder, Rota
from onboarding.reminders.passes import prepare
from onboarding.residents.models import KeyDate
from tests import factories
from tests.factories import NOW
from tests.learning import scenes
from tests.reminders.asking import (
    MONTH_6,
    MONTH_12,
    OHIO,
    TWO_WEEKS,
    ask,
    live,
    make_settled,
    ohio,
)
from tests.reminders.scenes import counted_queries, make_due_item, pass_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def faculty(cohort):
    """The faculty mentor of the resident."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def settled(cohort, faculty):
    """A resident with nothing due."""
    return make_settled(cohort, faculty)


# -- Once, at the right hour -----------------------------------------------------------


def test_questions_get_a_letter_of_their_own_two_weeks_before_their_day(settled):
    letters = live(MONTH_6 - TWO_WEEKS - timedelta(days=2), 7)

    [(day, hour, message)] = letters
    assert (day, hour) == (MONTH_6 - TWO_WEEKS, 8)
    assert message.subject == "Something for you to see in Acclimate"
    body = " ".join(message.body.split())
    assert "The questions at 6 months are open, by December 28. Only you see" in body
    assert "/learning/questions/month_6/" in body
    assert "or when you are asked something" in body


def test_each_occasion_is_told_once_a_year_through(settled):
    days = [day for day, *_ in live(date(2027, 12, 1), 260, hours=(7, 8))]

    assert days == [MONTH_6 - TWO_WEEKS, MONTH_12 - TWO_WEEKS]


def test_answered_questions_are_not_told(settled):
    scenes.answer_all(settled, occasion="month_6", now=ohio(date(2027, 12, 2)))

    assert live(MONTH_6 - TWO_WEEKS, 14, hours=(7, 8)) == []


def test_questions_past_their_day_get_no_letter_of_their_own(settled):
    assert live(MONTH_6 + timedelta(days=1), 10, hours=(7, 8)) == []


def test_requested_view_is_told_on_the_next_morning(settled, faculty):
    asked_on = date(2027, 11, 3)
    pass_at(ohio(asked_on, 7))
    ask(settled, faculty, now=ohio(asked_on, 13))

    letters = live(asked_on, 5, hours=(7, 8, 14, 20))

    [(day, hour, message)] = letters
    assert (day, hour) == (asked_on + timedelta(days=1), 8)
    assert "Your program asks how you see yourself at 6 months, by" in " ".join(
        message.body.split()
    )
    assert "/progress/" in message.body


def test_plan_that_came_back_is_told_each_time_it_was_sent(settled, faculty):
    scenes.answer_all(settled, occasion="month_6", now=ohio(date(2027, 12, 1)))
    plan = LearningPlan.objects.get(assessment__occasion="month_6")
    plan.proposals.create(
        position=1, subjects=[], activity="a", way="sooner", due_days=9, choice="taken"
    )
    told = []
    for sent_on in (date(2027, 12, 2), date(2027, 12, 6)):
        planning.send(plan, by=settled.user, now=ohio(sent_on, 12))
        planning.send_back(plan, by=faculty, note="Not all at once.")
        plan.refresh_from_db()
        told += live(sent_on + timedelta(days=1), 3, hours=(7, 8, 12))

    assert [day for day, *_ in told] == [date(2027, 12, 3), date(2027, 12, 7)]
    assert "sent your learning plan back with a word" in told[0][2].body
    assert "Not all at once" not in told[0][2].body


def test_word_of_the_committee_is_told(settled, faculty, cohort):
    director = factories.make_staff(cohort.program, "program_director")
    on = date(2027, 12, 1)
    call = Call("month_6", on, 1, [faculty])
    meeting, _ = committees.call_meeting(cohort, call, by=director, now=ohio(on))
    committees.note_who_is_there(meeting, meeting.members.values_list("pk", flat=True))
    review = meeting.reviews.get()
    committees.decide(review, Verdict("on_track", "Steady."), by=faculty, now=ohio(on))
    committees.confirm(review, by=director, now=ohio(on, 12))

    [(day, _, message)] = live(on + timedelta(days=1), 8, hours=(7, 8, 13))

    assert day == date(2027, 12, 2)
    assert "Clinical Competency Committee has looked at your year" in " ".join(
        message.body.split()
    )


# -- Never two on one day --------------------------------------------------------------


def test_what_is_asked_goes_into_the_letter_of_that_day(settled):
    asked_on = MONTH_6 - TWO_WEEKS
    make_due_item(settled, due_on=asked_on, zone=OHIO)

    letters = live(asked_on, 1)

    [(_, hour, message)] = letters
    assert hour == 8
    assert message.subject == "1 task for your residency this week"
    assert "The questions at 6 months are open" in message.body
    assert sorted(
        Reminder.objects.filter(state="sent").values_list("ask", "stage")
    ) == [
        ("", 0),
        ("questions", None),
    ]


def test_what_comes_up_after_the_letter_of_a_day_waits_for_the_next(settled, faculty):
    day = date(2027, 11, 3)
    make_due_item(settled, due_on=day, zone=OHIO)
    pass_at(ohio(day, 8))
    assert len(mail.outbox) == 1
    Rota.objects.update(asks_at=ohio(day, 9))
    ask(settled, faculty, now=ohio(day, 8, 30))

    letters = live(day, 2, hours=(8, 10, 20))

    assert [day for day, *_ in letters] == [date(2027, 11, 4)]


def test_two_things_on_one_morning_are_one_letter(settled, faculty):
    ask(settled, faculty, now=ohio(date(2027, 12, 13), 12))

    [(_, _, message)] = live(MONTH_6 - TWO_WEEKS, 3, hours=(7, 8))

    assert "The questions at 6 months" in message.body
    assert "Your program asks how you see yourself" in message.body


def test_pass_twice_and_a_lost_mark_tell_nothing_twice(settled):
    day = MONTH_6 - TWO_WEEKS
    live(day, 1, hours=(7, 8))
    mail.outbox.clear()

    Rota.objects.update(asks_at=None)

    assert live(day, 3, hours=(8, 9)) == []
    assert Reminder.objects.filter(ask="questions").count() == 1


# -- What holds no longer --------------------------------------------------------------


def test_what_was_answered_before_the_letter_left_is_left_out(settled):
    day = MONTH_6 - TWO_WEEKS
    prepare(ohio(day, 7))
    assert Letter.objects.filter(state="planned").count() == 1
    scenes.answer_all(settled, occasion="month_6", now=ohio(day, 7, 30))

    pass_at(ohio(day, 8))

    assert mail.outbox == []
    assert Letter.objects.get(local_day=day).state == "cancelled"
    assert Reminder.objects.get(ask="questions").state == "cancelled"


def test_a_start_that_moves_moves_what_is_told_of_it(settled):
    day = MONTH_6 - TWO_WEEKS
    KeyDate.objects.create(
        resident=settled, anchor="program_start", on=date(2027, 7, 11), set_at=NOW
    )

    assert [day for day, *_ in live(day - timedelta(days=3), 16, hours=(7, 8))] == [
        day + timedelta(days=10)
    ]


def test_quiet_days_are_kept(settled):
    day = MONTH_6 - TWO_WEEKS
    settled.quiet_spells.create(
        kind=QuietSpell.Kind.DO_NOT_DISTURB,
        starts_on=day,
        ends_on=day + timedelta(days=2),
        set_by=settled.user,
        set_at=NOW,
    )

    assert [day for day, *_ in live(day, 6, hours=(7, 8))] == [day + timedelta(days=3)]


@pytest.mark.parametrize("gone", ["left", "switched off"])
def test_who_has_gone_is_asked_nothing(settled, gone):
    if gone == "left":
        settled.withdrawn_at = NOW
        settled.save()
    else:
        settled.user.is_active = False
        settled.user.save()

    assert live(MONTH_6 - TWO_WEEKS, 3, hours=(7, 8)) == []


# -- What it costs ---------------------------------------------------------------------


def test_between_mornings_an_idle_pass_asks_three_times(settled):
    pass_at(ohio(date(2027, 11, 3), 7))

    with counted_queries() as queries:
        prepare(ohio(date(2027, 11, 3), 12))

    assert len(queries) == 3


@pytest.mark.postgres
def test_a_morning_costs_as_many_queries_for_thirty_as_for_one(settled, cohort):
    def cost(day):
        with counted_queries() as queries:
            prepare(ohio(day, 7))
        return len(queries)

    day = MONTH_6 - TWO_WEEKS
    one = cost(day)
    assert Reminder.objects.filter(ask="questions").count() == 1
    for _ in range(30):
        other = scenes.make_enrolled(cohort)
        other.items.all().delete()
        scenes.answer_all(other)
    # In the evening what happened to their plans is looked at.
    prepare(ohio(day, 22))

    assert cost(day + timedelta(days=1)) == one
    assert Reminder.objects.filter(ask="questions").count() == 31
