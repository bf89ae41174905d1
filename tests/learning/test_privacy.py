"""What is private is private at the database query; and no country meets a person."""

import ast
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onboarding.learning import effect, planning
from onboarding.learning.models import (
    Answer,
    Gap,
    LearningPlan,
    NeedsAssessment,
    Proposal,
    Usefulness,
)
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from onboarding.residents.models import Credentials
from tests import factories
from tests.commands import run
from tests.factories import NOW
from tests.learning import scenes
from tests.source import files, name
from tests.test_addresses import ADDRESSES

pytestmark = pytest.mark.django_db
PRIVATE = (Answer, Gap, Usefulness)


@pytest.fixture
def answered(enrolled):
    """The resident answered, and has something to choose from."""
    Credentials.objects.create(resident=enrolled, medical_school_country="PK")
    scenes.answer_all(enrolled, able=False)
    return enrolled


@pytest.fixture
def staff(cohort, faculty, coordinator, director, stranger):
    """Everybody who might be curious."""
    return {
        "coordinator": coordinator,
        "director": director,
        "faculty mentor": faculty,
        "gme office": factories.make_staff(cohort.program, "gme_office"),
        "peer mentor": factories.make_staff(cohort.program, "peer_mentor"),
        "stranger": stranger,
        "superuser": factories.make_user(is_staff=True, is_superuser=True),
    }


# -- Answers and what follows from them ------------------------------------------------


@pytest.mark.parametrize("model", PRIVATE)
def test_private_rows_are_the_residents_alone(answered, staff, model):
    seen = {who: model.objects.visible_to(user).count() for who, user in staff.items()}

    assert set(seen.values()) == {0}
    if model is not Usefulness:
        assert model.objects.visible_to(answered.user).count() > 10


def test_draft_of_a_plan_is_the_residents_alone(answered, staff):
    for user in staff.values():
        assert not LearningPlan.objects.visible_to(user).exists()
        assert not Proposal.objects.visible_to(user).exists()


def test_sent_plan_shows_the_mentor_what_was_taken_and_nobody_else(answered, staff):
    plan = LearningPlan.objects.get()
    first, second, *others = plan.proposals.all()
    said = Decision(Choice.DECLINED)
    for proposal in (first, second, *others):
        decision = said if proposal == second else Decision(Choice.TAKEN)
        planning.choose(proposal, decision, by=answered.user, now=NOW)
    planning.send(plan, by=answered.user, now=NOW)

    seen = {who: set(Proposal.objects.visible_to(user)) for who, user in staff.items()}

    assert seen.pop("faculty mentor") == {first, *others}
    assert not any(seen.values())


def test_who_oversees_sees_that_and_when_it_was_answered(answered, staff):
    seen = {
        who: NeedsAssessment.objects.visible_to(user).count()
        for who, user in staff.items()
    }

    assert seen["coordinator"] == seen["faculty mentor"] == 1
    assert seen["stranger"] == seen["peer mentor"] == 0
    fields = {field.name for field in NeedsAssessment._meta.concrete_fields}
    assert fields == {
        "id",
        "resident",
        "occasion",
        "edition",
        "started_at",
        "finished_at",
    }


def test_no_table_with_answers_is_in_the_admin():
    registered = {model._meta.label for model in admin.site._registry}

    ours = {model._meta.label for model in apps.get_app_config("learning").get_models()}
    assert registered & ours == {"learning.ProgramChoices", "learning.WordingReport"}


def test_reason_in_the_checklist_holds_no_answer(answered, faculty):
    plan = LearningPlan.objects.get()
    for proposal in plan.proposals.all():
        planning.choose(proposal, Decision(Choice.TAKEN), by=answered.user, now=NOW)
    planning.send(plan, by=answered.user, now=NOW)
    planning.agree(plan, by=faculty, now=NOW)

    for proposal in plan.proposals.all():
        assert not re.search(r"\d of \d|answer|level", proposal.item.agreement.reason)


def test_page_of_the_mentor_holds_no_sentence_of_the_reasons(answered, faculty):
    plan = LearningPlan.objects.get()
    for proposal in plan.proposals.all():
        planning.choose(proposal, Decision(Choice.TAKEN), by=answered.user, now=NOW)
    planning.send(plan, by=answered.user, now=NOW)
    client = Client()
    client.force_login(faculty)

    page = client.get(f"/learning/mentor/{plan.pk}/").content.decode()

    assert plan.proposals.first().title in page
    sentences = [s for gap in Gap.objects.all() for s in gap.because]
    assert sentences
    assert not [sentence for sentence in sentences if sentence in page]
    assert "You answered" not in page


# -- No country ------------------------------------------------------------------------

COUNTRY = re.compile(r"residents_credentials|medical_school_country", re.IGNORECASE)
LEARNED = re.compile(r'"(learning|milestones)_\w+"')
SYSTEMS = re.compile("health_systems", re.IGNORECASE)


def _addresses_for(answered):
    """Every address, with the keys of the resident and their rows in it."""
    keys = {answered.pk, *answered.items.values_list("pk", flat=True)[:1]}
    keys |= set(LearningPlan.objects.values_list("pk", flat=True))
    for _, address in ADDRESSES:
        yield address
        for key in keys:
            yield re.sub(r"/1(?=/|$)", f"/{key}", address)
    yield from ("/learning/effect/rows.csv", "/learning/results/arrival/")
    yield from ("/learning/plan/arrival/", "/learning/questions/arrival/")


@pytest.mark.thorough  # each asks some 250 pages
@pytest.mark.sqlite  # the same statements on both
@pytest.mark.parametrize(
    "who", ["coordinator", "director", "faculty mentor", "superuser"]
)
def test_no_page_selects_a_country_together_with_what_was_learned(answered, staff, who):
    client = Client(raise_request_exception=False)
    client.force_login(staff[who])

    with CaptureQueriesContext(connection) as queries:
        for address in dict.fromkeys(_addresses_for(answered)):
            client.get(address)

    sql = [query["sql"] for query in queries]
    assert len(sql) > 50
    joined = [q for q in sql if COUNTRY.search(q) and LEARNED.search(q)]
    figures = [q for q in sql if SYSTEMS.search(q) and "residents_resident" in q]
    assert (joined, figures) == ([], [])


def test_pages_of_learning_never_read_where_somebody_studied(answered):
    client = Client()
    client.force_login(answered.user)

    with CaptureQueriesContext(connection) as queries:
        for address in dict.fromkeys(_addresses_for(answered)):
            if address.startswith("/learning/"):
                client.get(address)

    assert not [q["sql"] for q in queries if COUNTRY.search(q["sql"])]


def test_code_of_learning_and_milestones_knows_no_country():
    readers = [
        name(path)
        for path in files("onboarding/learning", "onboarding/milestones")
        if re.search("Credentials|credentials|school|country", _code(path))
    ]

    assert readers == []


def _code(path):
    """The module without its docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            said = ast.get_docstring(node)
            node.body = node.body[bool(said) :] or [ast.Pass()]
    return ast.unparse(tree)


def test_figures_reach_no_other_page_than_that_of_health_systems():
    readers = {
        name(path)
        for path in files("onboarding")
        if re.search(r"\.systems\b|health_systems", path.read_text())
        and "checklists/packs" not in name(path)
        and "migrations" not in name(path)
    }

    assert readers == {
        "onboarding/checklists/models/pack.py",
        "onboarding/learning/views/overview.py",
    }


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_export_of_the_cohort_reads_no_country_and_no_answers(answered, form, tmp_path):
    cohort = answered.cohort.slug

    with CaptureQueriesContext(connection) as queries:
        run("export_cohort", cohort, "--format", form, "--output", tmp_path / "out")

    sql = [query["sql"] for query in queries]
    assert any("checklists_item" in q for q in sql)
    assert not [q for q in sql if COUNTRY.search(q) or '"learning_' in q]


def test_deidentified_rows_carry_nothing_but_competencies_and_needs(answered):
    with CaptureQueriesContext(connection) as queries:
        effect.rows_of(answered.cohort)

    assert not [q["sql"] for q in queries if COUNTRY.search(q["sql"])]
    assert effect.COLUMNS == ("competency", "title", "occasion", "need")
