"""What waits for a resident stands on their home, and costs the home no query."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from onboarding.checklists import actions
from onboarding.checklists.models import Item
from onboarding.learning import planning
from onboarding.learning.hints import hint_of, with_hints
from onboarding.learning.models import LearningPlan
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW, TODAY
from tests.learning import scenes

pytestmark = pytest.mark.django_db
START = date(2027, 7, 1)


def hint(resident, today=TODAY):
    """(occasion, whether there is something to choose) on `today`, or None."""
    found = with_hints(Resident.objects.all()).get(pk=resident.pk)
    told = hint_of(found, resident.cohort.dates, today)
    return told and (told.occasion, told.is_choice)


@pytest.mark.parametrize(
    ("today", "occasion"),
    [
        (TODAY, "arrival"),
        (START + timedelta(days=149), "arrival"),
        (START + timedelta(days=150), "month_6"),
        (START + timedelta(days=329), "month_6"),
        (START + timedelta(days=330), "month_12"),
    ],
)
def test_questions_wait_from_their_first_day_on(enrolled, today, occasion):
    assert hint(enrolled, today) == (occasion, False)


def test_nothing_waits_without_a_plan_or_questions(edition, resident):
    assert hint(resident) is None


def test_answered_questions_wait_no_longer_but_suggestions_do(enrolled):
    scenes.answer_all(enrolled, na_05="0")
    assert hint(enrolled) == ("arrival", True)

    plan = LearningPlan.objects.get()
    for proposal in plan.proposals.all():
        planning.choose(proposal, Decision(Choice.TAKEN), by=enrolled.user, now=NOW)
    planning.send(plan, by=enrolled.user, now=NOW)

    assert hint(enrolled) is None
    assert hint(enrolled, START + timedelta(days=150)) == ("month_6", False)


def test_draft_without_suggestions_waits_for_nobody(enrolled):
    scenes.answer_all(enrolled)

    assert hint(enrolled) is None


def test_home_leads_to_the_questions_and_then_to_the_choice(edition, cohort):
    # The home reads the real clock: the cohort starts in a month from now.
    today = timezone.now().date()
    cohort.match_day = today - timedelta(days=60)
    cohort.orientation_start = today + timedelta(days=14)
    cohort.program_start = today + timedelta(days=28)
    cohort.save()
    resident = scenes.make_enrolled(cohort)
    browser = Client()
    browser.force_login(resident.user)
    assert 'href="/learning/questions/arrival/">See the questions' in text(
        browser.get("/")
    )

    scenes.answer_all(resident, na_05="0", now=timezone.now())

    page = text(browser.get("/"))
    assert 'href="/learning/plan/arrival/">Choose what to take' in page
    assert "See the questions" not in page


def test_home_asks_about_an_activity_that_was_just_finished(enrolled):
    browser = Client()
    browser.force_login(enrolled.user)
    item = Item.objects.get(resident=enrolled, slug="pp-read-decisions")
    assert "Was it useful?" not in text(browser.get("/"))

    actions.complete(item, by=enrolled.user, now=timezone.now())

    assert f"You finished “{item.definition.title}”. Was it useful?" in text(
        browser.get("/")
    )
    answer = browser.post(
        f"/learning/useful/{item.pk}/", {"verdict": "yes", "next": "/"}
    )
    assert answer["Location"] == "/"
    assert "Was it useful?" not in text(browser.get("/"))


def test_home_does_not_ask_about_papers(enrolled):
    item = factories.make_item(enrolled, "sign-again")
    browser = Client()
    browser.force_login(enrolled.user)

    actions.complete(item, by=enrolled.user, now=timezone.now())

    assert "Was it useful?" not in text(browser.get("/"))


# -- On the page of the activity itself ------------------------------------------------


def test_page_of_a_finished_activity_asks_whether_it_was_useful(enrolled):
    browser = Client()
    browser.force_login(enrolled.user)
    item = Item.objects.get(resident=enrolled, slug="pp-read-decisions")
    assert "Was it useful?" not in text(browser.get(f"/items/{item.pk}/"))
    actions.complete(item, by=enrolled.user, now=NOW)
    page = text(browser.get(f"/items/{item.pk}/"))
    assert "You finished this activity. Was it useful?</legend>" in page
    assert f'action="/learning/useful/{item.pk}/"' in page
    assert f'name="next" value="/items/{item.pk}/"' in page

    page = text(
        browser.post(
            f"/learning/useful/{item.pk}/",
            {"verdict": "partly", "next": f"/items/{item.pk}/"},
            follow=True,
        )
    )

    assert "You said: partly." in page
    assert "Another press changes it." in page


def test_page_of_an_activity_asks_nobody_else(enrolled, faculty, coordinator):
    item = Item.objects.get(resident=enrolled, slug="pp-read-decisions")
    actions.complete(item, by=enrolled.user, now=NOW)

    for user in (faculty, coordinator):
        browser = Client()
        browser.force_login(user)
        page = browser.get(f"/items/{item.pk}/")
        assert page.status_code == 200
        assert "Was it useful?" not in text(page)


def test_page_of_a_paper_does_not_ask(enrolled):
    item = factories.make_item(enrolled, "sign-again")
    actions.complete(item, by=enrolled.user, now=NOW)
    browser = Client()
    browser.force_login(enrolled.user)

    assert "Was it useful?" not in text(browser.get(f"/items/{item.pk}/"))
