"""The constraints of learning, for tests/test_constraints.py: sound rows, spoiled."""

from onboarding.learning.models import (
    Answer,
    Gap,
    LearningPlan,
    NeedsAssessment,
    ProgramChoices,
    Proposal,
    Usefulness,
    WordingReport,
)
from tests import factories
from tests.factories import NOW


def _needs_assessment():
    return NeedsAssessment.objects.create(
        resident=factories.make_resident(),
        occasion="arrival",
        edition=factories.make_edition(),
        started_at=NOW,
    )


def _wording_report():
    return WordingReport.objects.create(
        program=factories.make_program(),
        about="na-04",
        title="How often?",
        trouble="hurts",
        text="These words.",
        at=NOW,
    )


def _answer():
    return Answer.objects.create(
        assessment=_needs_assessment(), question="q", given="1", at=NOW
    )


def _gap():
    return Gap.objects.create(
        assessment=_needs_assessment(),
        position=0,
        subject="pain",
        title="Pain",
        need="focus",
    )


def _learning_plan():
    return LearningPlan.objects.create(assessment=_needs_assessment(), made_at=NOW)


def _proposal():
    return Proposal.objects.create(
        plan=_learning_plan(),
        position=0,
        subjects=["pain"],
        serves="Pain",
        activity="watch",
        title="Watch",
        way="again",
        due_days=28,
    )


def _usefulness():
    return Usefulness.objects.create(item=factories.make_item(), verdict="yes", at=NOW)


def _program_choices():
    return ProgramChoices.objects.create(program=factories.make_program())


CHECKS = [
    ("wording_report_trouble_is_known", _wording_report, {"trouble": "dull"}),
    ("wording_report_settled_at_and_by", _wording_report, {"settled_at": NOW}),
    ("wording_report_says_something", _wording_report, {"text": ""}),
    (
        "needs_assessment_occasion_is_known",
        _needs_assessment,
        {"occasion": "birthday"},
    ),
    ("gap_need_is_known", _gap, {"need": "help"}),
    ("learning_plan_state_is_known", _learning_plan, {"state": "lost"}),
    ("learning_plan_agreed_by", _learning_plan, {"agreed_at": NOW, "state": "agreed"}),
    (
        "learning_plan_agreed_at_exactly_when_agreed",
        _learning_plan,
        {"state": "agreed"},
    ),
    ("proposal_way_is_known", _proposal, {"way": "never"}),
    ("proposal_choice_is_known", _proposal, {"choice": "maybe"}),
    ("usefulness_verdict_is_known", _usefulness, {"verdict": "great"}),
    (
        "program_choices_instrument_has_name_and_address",
        _program_choices,
        {"instrument_name": "PEG"},
    ),
]

ONCE = [
    ("needs_assessment_once_per_occasion", _needs_assessment, {}),
    ("answer_once_per_question", _answer, {"given": "2{}".format}),
    ("gap_once_per_subject", _gap, {"title": str.upper}),
    ("proposal_once_per_activity", _proposal, {"title": str.upper}),
]
