"""Three residents from arrival to month 12, in a real browser, on a phone.

One is unsure, one is able, one does not answer at first. The browser keeps real time:
time passes by moving the cohort's dates back.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists import enrollment, plans
from onboarding.checklists.models import Agreement, Item
from onboarding.checklists.packs.loading import load
from onboarding.learning.asking import answers_to
from onboarding.learning.content import questions_in
from onboarding.learning.models import LearningPlan
from onboarding.residents.models import Cohort, Resident
from tests import factories
from tests.checklists.test_packs_shipped import shipped
from tests.learning.scenes import best_answer

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# What somebody is not sure of at arrival; by month 6 two of these are left.
UNSURE = {"na-05": "0", "na-09": "1", "na-13": "wrong", "na-20": "wrong"}
LESS_UNSURE = {"na-05": "1", "na-20": "wrong"}


@pytest.fixture
def cohort():
    """A cohort that started yesterday, and the shipped pack."""
    now = timezone.now()
    load(shipped(), now=now)
    program = factories.make_program("im-riverside")
    return factories.make_cohort(
        program,
        year=now.year,
        match_day=now.date() - timedelta(days=100),
        orientation_start=now.date() - timedelta(days=14),
        program_start=now.date() - timedelta(days=1),
    )


@pytest.fixture
def faculty(cohort):
    """The mentor of all three."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def three(cohort, faculty):
    """Amal, who is unsure; Bo, who is able; and Chi, who does not answer."""
    people = [
        factories.make_resident(cohort, given_name=name, faculty_mentor=faculty)
        for name in ("Amal", "Bo", "Chi")
    ]
    enrollment.enroll(people, by=None, now=timezone.now())
    return people


def let_time_pass(days):
    """Everything that counts from the cohort is so many days further on."""
    cohort = Cohort.objects.get()
    for name in ("match_day", "orientation_start", "program_start"):
        setattr(cohort, name, getattr(cohort, name) - timedelta(days=days))
    cohort.save()
    plans.replan(list(Resident.objects.all()), by=None, now=timezone.now())


def answer(page, unsure):
    """From the home through all questions on one page to what follows."""
    page.goto("/")
    page.get_by_role("link", name="See the questions").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Stop here; answers are kept").click()
    page.get_by_role("link", name="All on one page").click()
    for slug, question in questions_in(shipped()).items():
        given = unsure.get(slug, best_answer(question))
        if given == "wrong":
            given = next(o for o in answers_to(question) if o != question.best)
        page.locator(f'input[name="{slug}"][value="{given}"]').check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Finish").click()


def take_everything(page):
    """Take each suggestion and send the plan; the titles that were taken."""
    page.get_by_role("link", name="See what we suggest").click()
    titles = page.locator(".suggestion h2").all_inner_texts()
    for number in range(len(titles)):
        page.locator(".suggestion").nth(number).get_by_role(
            "button", name="I take it"
        ).click()
    page.get_by_role("button", name="Send to Grace Okafor").click()
    return titles


def agree(page):
    """The mentor agrees to the plan that waits; what their page says."""
    page.goto("/learning/mentor/")
    page.locator("a.title").click()
    shown = page.locator("#content").inner_text()
    page.get_by_role("button", name="Agree").click()
    return shown


def lines_of(resident):
    """The lines of a plan, by slug and occurrence."""
    found = Item.objects.filter(resident=resident)
    return {
        (slug, number): due_on
        for slug, number, due_on in found.values_list("slug", "occurrence", "due_on")
    }


def changed(resident, before):
    """How many lines are new or sooner than `before`; none is gone or later."""
    after = lines_of(resident)
    assert set(before) <= set(after)
    earlier = [key for key, day in before.items() if after[key] != day]
    assert all(after[key] < before[key] for key in earlier)
    return len(earlier) + len(after) - len(before)


def test_three_residents_get_different_plans_each_addition_explained(
    open_page, three, faculty
):
    amal, bo, chi = three
    phone = {"width": 360, "java_script_enabled": False}
    default = lines_of(chi)

    # At arrival: Amal answers, chooses and sends.
    page = open_page("/", amal.user, **phone)
    answer(page, UNSURE)
    results = page.locator("main").inner_text()
    assert "You answered 0 of 4 on “Telling a nurse or a senior doctor" in results
    assert "at six months we aim at 3" in results
    taken = take_everything(page)
    assert "Speak up to a senior" in taken
    assert lines_of(amal) == default

    # The mentor sees the activities and not the answers, and agrees.
    desk = open_page("/", faculty)
    shown = agree(desk)
    assert all(title in shown for title in taken)
    assert "You answered" not in shown
    assert changed(amal, default) == len(taken)

    # Each addition is explained on its own page, and on the plan's.
    for agreement in Agreement.objects.filter(item__resident=amal):
        page.goto(agreement.item.get_absolute_url())
        assert "Agreed in your learning plan at arrival" in page.content()
    page.goto("/learning/plan/arrival/")
    assert page.locator(".because").count() == len(taken)

    # Bo can do it all: nothing is added, and the same default plan is left.
    other = open_page("/", bo.user, **phone)
    answer(other, {})
    assert "Nothing to add" in other.locator("main").inner_text()
    assert lines_of(bo) == lines_of(chi) == default

    # Month 6: Amal is further on, and Chi answers for the first time.
    let_time_pass(160)
    then = lines_of(amal)
    answer(page, LESS_UNSURE)
    fewer = take_everything(page)
    assert 0 < len(fewer) < len(taken)
    agree(desk)
    assert changed(amal, then) == len(fewer)
    third = open_page("/", chi.user, **phone)
    answer(third, {"na-10": "1"})
    assert take_everything(third)
    agree(desk)

    # Month 12: nothing is left to add, and nothing was lost on the way.
    let_time_pass(180)
    kept = lines_of(amal)
    answer(page, {})
    assert "Nothing to add" in page.locator("main").inner_text()
    assert lines_of(amal) == kept
    assert {key for key, _ in default.items()} <= set(kept)
    assert LearningPlan.objects.filter(state="agreed").count() == 3
    assert lines_of(bo).keys() == default.keys()
