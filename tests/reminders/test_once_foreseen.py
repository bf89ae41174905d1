"""What residents are asked is foreseen and explained like everything in letters."""

from datetime import date, timedelta

import pytest

from onboarding.checklists.facts import facts_of
from onboarding.reminders.explaining import explain_letter, letters_of
from onboarding.reminders.forecast import forecast
from onboarding.reminders.models import Letter
from onboarding.reminders.rehearsal import foresee
from tests import factories
from tests.learning import scenes
from tests.reminders.asking import (
    MONTH_6,
    OHIO,
    TWO_WEEKS,
    ask,
    live,
    make_settled,
    ohio,
)
from tests.reminders.scenes import make_due_item, pass_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def faculty(cohort):
    """The faculty mentor of the resident."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def settled(cohort, faculty):
    """A resident with nothing due."""
    return make_settled(cohort, faculty)


def test_what_is_foreseen_is_what_leaves(settled, faculty, cohort):
    first, days = MONTH_6 - TWO_WEEKS - timedelta(days=4), 12
    late = {"arrival_in_us": date(2028, 1, 20)}
    away = scenes.make_enrolled(cohort, time_zone="Asia/Karachi", dates=late)
    away.items.all().delete()
    make_due_item(settled, due_on=first + timedelta(days=9), zone=OHIO)
    ask(away, faculty, now=ohio(first, 3))
    ask(settled, faculty, now=ohio(first, 3))

    foreseen = foresee(
        first, first + timedelta(days=days), since=ohio(first, 4), cohorts=None
    )
    of_cohort = foresee(
        first, first + timedelta(days=days), since=ohio(first, 4), cohorts=[cohort]
    )
    left = live(first, days + 1, hours=range(4, 24))

    said = [(one.local_time, one.to, one.subject) for one in foreseen]
    assert [(one.local_time, one.to, one.subject) for one in of_cohort] == said
    assert len(said) > 4
    assert {(at.astimezone(None), to, subject) for at, to, subject in said} == {
        (ohio(day, hour), message.to[0], message.subject) for day, hour, message in left
    }


def test_page_of_letters_says_what_is_to_come(settled):
    day = MONTH_6 - TWO_WEEKS
    now = ohio(day - timedelta(days=3), 12)

    [coming] = forecast(settled, facts_of(settled), now)
    page = letters_of(settled, now)

    assert (coming.day, coming.items) == (day, [])
    assert "The questions at 6 months are open" in page.coming[0].titles[0]
    assert page.silence == []
    pass_at(ohio(day, 7))
    assert [one.day for one in forecast(settled, facts_of(settled), ohio(day, 7))] == [
        day
    ]
    pass_at(ohio(day, 8))
    assert forecast(settled, facts_of(settled), ohio(day, 9)) == []


def test_letter_says_why_it_asked(settled, faculty):
    day = MONTH_6 - TWO_WEEKS
    ask(settled, faculty, now=ohio(day, 3))
    pass_at(ohio(day, 7))
    pass_at(ohio(day, 8))

    told = explain_letter(Letter.objects.get(local_day=day), [], day)

    assert [(one.title, one.reason, one.left_out) for one in told] == [
        (
            "How you see yourself",
            "Your program asked for it, by Tue, December 28.",
            False,
        ),
        (
            "Questions about where you start",
            "Everybody is asked these at arrival, at 6 and at 12 months; this time by "
            "Tue, December 28.",
            False,
        ),
    ]
