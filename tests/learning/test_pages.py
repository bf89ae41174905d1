"""The pages of residents: one question a screen, results, the plan, what to read."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onboarding.checklists.models import Item
from onboarding.learning.models import (
    Answer,
    LearningPlan,
    NeedsAssessment,
    ProgramChoices,
    Usefulness,
)
from tests.checklists.pages import text
from tests.learning import scenes

pytestmark = pytest.mark.django_db
ALL = "/learning/questions/arrival/all/"
ONE = "/learning/questions/arrival/1/"
HUB = "/learning/questions/arrival/"


@pytest.fixture
def me(enrolled):
    """A browser in which the enrolled resident is signed in."""
    client = Client()
    client.force_login(enrolled.user)
    return client


def options(page):
    """The values of the answers on a page of one question, in their order."""
    return re.findall(r'name="given" value="(\w+)"', page.content.decode())


def test_questions_begin_by_a_press_and_not_by_a_visit(me):
    page = text(me.get(HUB))

    assert "Thirty short questions" in page
    assert "<strong>Only you</strong> see your answers" in page
    assert not NeedsAssessment.objects.exists()
    assert me.post(HUB)["Location"] == ONE
    assert NeedsAssessment.objects.count() == 1


def test_answer_is_kept_and_the_next_question_follows(me):
    me.post(HUB)
    first = options(me.get(ONE))

    answer = me.post(ONE, {"given": first[1], "act": "save"})

    assert answer["Location"] == "/learning/questions/arrival/2/"
    assert f'value="{first[1]}" checked' in text(me.get(ONE))
    assert options(me.get(ONE)) == first


def test_saving_without_an_answer_asks_for_one(me):
    me.post(HUB)

    page = text(me.post(ONE, {"act": "save"}))

    assert "Choose an answer, or skip the question." in page
    assert not Answer.objects.exists()


def test_answer_that_the_form_does_not_offer_is_refused(me):
    me.post(HUB)

    assert "Choose one of the answers." in text(
        me.post(ONE, {"act": "save", "given": "everything"})
    )


def test_questions_are_gone_on_with_where_somebody_stopped(me):
    me.post(HUB)
    me.post(ONE, {"act": "skip"})

    assert 'href="/learning/questions/arrival/2/">Go on' in text(me.get(HUB))
    assert me.post(HUB)["Location"] == "/learning/questions/arrival/2/"


def test_all_questions_fit_on_one_page(me):
    me.post(HUB)
    page = me.get(ALL).content.decode()
    names = set(re.findall(r'type="radio" name="([\w-]+)"', page))

    answer = me.post(ALL, {"na-04": "3", "na-13": "b"})

    assert len(names) == 30
    assert answer["Location"] == HUB
    given = dict(Answer.objects.exclude(given="").values_list("question", "given"))
    assert given == {"na-04": "3", "na-13": "b"}


def test_all_questions_are_stored_in_one_statement(me):
    me.post(HUB)

    with CaptureQueriesContext(connection) as queries:
        me.post(ALL, {"na-04": "3", "na-13": "b"})

    written = [q["sql"] for q in queries if "INSERT" in q["sql"]]
    assert len([sql for sql in written if "learning_answer" in sql]) == 1
    assert Answer.objects.count() == 30


def test_finishing_leads_to_what_follows_with_reason_and_source(me):
    me.post(HUB)
    me.post(ALL, {"na-05": "0", "na-13": "a", "na-14": "b"})

    page = text(me.post("/learning/questions/arrival/finish/", follow=True))

    assert "You answered 0 of 4 on “Telling a nurse" in page
    assert "at six months we aim at 3" in page
    assert "Best: Her report deserves respect" in page
    assert "Nobody can judge it from nerve signals" in page
    assert "Revised IASP definition" in page
    assert "We have 2 suggestions" in page


def test_program_may_keep_the_best_answers_for_later(me, enrolled, cohort):
    ProgramChoices.objects.create(
        program=cohort.program, shows_answers_at_arrival=False
    )
    scenes.answer_all(enrolled, na_13="a")

    page = text(me.get("/learning/results/arrival/"))

    assert "Best:" not in page
    assert "from the questions at 6 months on" in page


def test_finished_questions_cannot_be_opened_again(me, enrolled):
    scenes.answer_all(enrolled)

    assert me.get(ONE).status_code == me.get(ALL).status_code == 404
    assert "You finished these questions" in text(me.get(HUB))
    assert me.post("/learning/questions/arrival/finish/")["Location"] == (
        "/learning/results/arrival/"
    )


def test_plan_is_chosen_and_sent(me, enrolled):
    scenes.answer_all(enrolled, na_05="0", na_13="a")
    plan = LearningPlan.objects.get()
    one, two = plan.proposals.all()
    assert "2 suggestions still wait for your word" in text(
        me.get("/learning/plan/arrival/")
    )

    me.post(f"/learning/suggestions/{one.pk}/", {"choice": "taken", "word": "Good."})
    me.post(f"/learning/suggestions/{two.pk}/", {"choice": "declined"})
    page = text(me.post("/learning/plan/arrival/send/", follow=True))

    assert "It is with Grace Okafor" in page
    assert "“Good.”" in page
    plan.refresh_from_db()
    assert plan.state == "sent"


def test_swap_takes_the_other_activity(me, enrolled):
    scenes.answer_all(enrolled, na_05="0")
    proposal = LearningPlan.objects.get().proposals.get()

    me.post(
        f"/learning/suggestions/{proposal.pk}/",
        {"choice": "swap", "activity": "tv-observed-handoff"},
    )

    proposal.refresh_from_db()
    assert (proposal.activity, proposal.choice) == ("tv-observed-handoff", "taken")


def test_word_with_a_private_number_is_refused(me, enrolled):
    scenes.answer_all(enrolled, na_05="0")
    proposal = LearningPlan.objects.get().proposals.get()

    page = me.post(
        f"/learning/suggestions/{proposal.pk}/",
        {"choice": "taken", "word": "219-09-9999"},
        follow=True,
    )

    assert "Social Security number" in text(page)
    proposal.refresh_from_db()
    assert proposal.choice == "open"


def test_pages_of_one_resident_are_404_for_everybody_else(
    enrolled, coordinator_client, stranger_client, resident_client
):
    scenes.answer_all(enrolled, na_05="0")
    proposal = LearningPlan.objects.get().proposals.get()

    for client in (coordinator_client, stranger_client, resident_client):
        for path in (HUB, ONE, "/learning/results/arrival/", "/learning/plan/arrival/"):
            if not (client is resident_client and path == HUB):
                assert client.get(path).status_code == 404
        answer = client.post(
            f"/learning/suggestions/{proposal.pk}/", {"choice": "taken"}
        )
        assert answer.status_code == 404


def test_rule_is_written_where_residents_read_it(me):
    page = text(me.get("/learning/how-it-works/"))

    assert "1 level below, or more: <strong>focus</strong>" in page
    assert "never more than 5 at a time" in page


def test_figures_come_only_to_those_who_ask_for_them(me):
    intro = text(me.get("/learning/health-systems/"))
    figures = text(me.get("/learning/health-systems/figures/"))

    assert "describe a health system, not a doctor" in intro
    assert "Antigua" not in intro
    assert figures.index("Antigua and Barbuda") < figures.index("United States")
    assert "<strong>103.4</strong> mg of oral morphine equivalents" in figures
    assert 'Nepal</h3> <p class="quiet">Opioid medicines: no figure found.' in figures


def test_figures_older_than_the_program_wants_are_not_shown(me, cohort):
    ProgramChoices.objects.create(program=cohort.program, oldest_figure=2012)

    page = text(me.get("/learning/health-systems/figures/"))

    assert "103.4" in page
    assert "about 648" not in page


def test_finished_activity_is_judged_with_one_press(me, enrolled):
    scenes.answer_all(enrolled)
    item = Item.objects.get(resident=enrolled, slug="pn-do-baseline")
    Item.objects.filter(pk=item.pk).update(settled_at=timezone.now())
    assert "You finished “Baseline questionnaire”. Was it useful?" in text(
        me.get("/learning/")
    )

    me.post(f"/learning/useful/{item.pk}/", {"verdict": "partly"})

    assert Usefulness.objects.get().verdict == "partly"
    assert "Was it useful?" not in text(me.get("/learning/"))


def test_unfinished_or_foreign_activity_is_not_judged(me, enrolled, stranger_client):
    item = Item.objects.filter(resident=enrolled, state="open").first()

    me.post(f"/learning/useful/{item.pk}/", {"verdict": "yes"})

    assert not Usefulness.objects.exists()
    assert stranger_client.post(f"/learning/useful/{item.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/learning/", 17),
        (HUB, 14),
        ("/learning/results/arrival/", 14),
        ("/learning/plan/arrival/", 22),
        ("/learning/health-systems/figures/", 10),
    ],
)
def test_pages_need_few_queries_however_much_there_is(me, enrolled, path, most):
    scenes.answer_all(enrolled, able=False)
    me.get(path)

    with CaptureQueriesContext(connection) as queries:
        assert me.get(path).status_code == 200

    assert len(queries) <= most
