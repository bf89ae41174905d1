"""What the database refuses of ratings; tried by tests/test_constraints.py.

Constraint, a sound row, and the change that the database refuses or what a twin may
differ in and still be refused.
"""

from onboarding.milestones.models import (
    AssessmentRequest,
    Competency,
    ExpectedLevels,
    Framework,
    FrameworkEdition,
    Meeting,
    Rating,
)
from tests import factories
from tests.factories import NOW, TODAY


def _framework():
    factories.make_framework()
    return Framework.objects.get()


def _framework_edition():
    factories.make_framework()
    return FrameworkEdition.objects.get()


def _domain():
    return _competency().domain


def _competency(**fields):
    factories.make_framework(slugs=["pain-nature"])
    Competency.objects.update(**fields)
    return Competency.objects.get()


def _expected():
    return ExpectedLevels.objects.create(
        program=factories.make_program(),
        framework=_framework(),
        competency="pain-nature",
        arrival=1,
        month_6=2,
        month_12=3,
    )


def _own_competency():
    return _competency(program=factories.make_program())


def _draft():
    return factories.make_assessment(levels={}, submitted_at=None)


def _rating():
    factories.make_assessment()
    return Rating.objects.get()


def _request():
    return AssessmentRequest.objects.create(
        resident=factories.make_resident(),
        asked_of=factories.make_user(),
        source="faculty",
        occasion="month_6",
        due_on=TODAY,
        asked_by=factories.make_user(),
        asked_at=NOW,
    )


def _meeting():
    meeting = Meeting.objects.create(
        cohort=factories.make_cohort(),
        occasion="month_6",
        held_on=TODAY,
        quorum=2,
        called_by=factories.make_user(),
        called_at=NOW,
    )
    meeting.members.create(user=factories.make_user())
    meeting.reviews.create(resident=factories.make_resident(meeting.cohort))
    return meeting


def _member():
    return _meeting().members.get()


def _review():
    return _meeting().reviews.get()


def _confirmed():
    review = _review()
    review.decision, review.reason = "on_track", "Steady growth."
    review.decided_at = review.confirmed_at = NOW
    review.decided_by = review.confirmed_by = factories.make_user()
    review.save()
    return review


CHECKS = [
    ("meeting_occasion_is_a_fixed_one", _meeting, {"occasion": "observation"}),
    ("meeting_quorum_is_somebody", _meeting, {"quorum": 0}),
    ("review_decision_is_known", _confirmed, {"decision": "failed"}),
    ("review_decided_at_and_by", _review, {"decided_at": NOW}),
    ("review_confirmed_at_and_by", _confirmed, {"confirmed_by": None}),
    ("review_decided_with_a_reason", _review, {"decision": "on_track"}),
    (
        "review_confirmed_after_it_was_decided",
        _confirmed,
        {"decision": "", "decided_at": None, "decided_by": None},
    ),
    (
        "competency_expects_half_steps_at_arrival",
        _competency,
        {"expected_arrival": 1.2},
    ),
    (
        "competency_expects_half_steps_at_month_6",
        _competency,
        {"expected_month_6": 2.7},
    ),
    (
        "competency_expects_half_steps_at_month_12",
        _competency,
        {"expected_month_12": 9},
    ),
    (
        "competency_expectation_never_falls",
        _competency,
        {"expected_month_6": 1.0},
    ),
    ("expected_levels_half_steps_at_arrival", _expected, {"arrival": 0.7}),
    ("expected_levels_half_steps_at_month_6", _expected, {"month_6": 2.2}),
    ("expected_levels_half_steps_at_month_12", _expected, {"month_12": 6}),
    ("expected_levels_never_fall", _expected, {"arrival": 2.5}),
    ("assessment_source_is_known", factories.make_assessment, {"source": "nurse"}),
    ("assessment_occasion_is_known", factories.make_assessment, {"occasion": "may"}),
    ("assessment_method_is_known", factories.make_assessment, {"method": "guess"}),
    ("assessment_setting_is_known", factories.make_assessment, {"setting": "moon"}),
    (
        "assessment_submitted_with_the_day_seen",
        factories.make_assessment,
        {"seen_on": None},
    ),
    (
        "assessment_of_observers_says_how_and_where",
        factories.make_assessment,
        {"setting": ""},
    ),
    (
        "assessment_observation_is_by_an_observer",
        factories.make_assessment,
        {"source": "self", "occasion": "observation"},
    ),
    ("rating_is_a_half_step_or_a_code", _rating, {"level": 2.2}),
    ("rating_is_a_half_step_or_a_code", _rating, {"code": "not_assessable"}),
    ("request_source_is_known", _request, {"source": "nurse"}),
    ("request_occasion_is_known", _request, {"occasion": "may"}),
]
ONCE = [
    ("meeting_once_per_cohort_occasion_and_day", _meeting, {"quorum": abs}),
    ("member_once_per_meeting", _member, {}),
    ("review_once_per_meeting", _review, {}),
    ("framework_once_per_pack", _framework, {"title": str.upper}),
    ("framework_edition_label_once", _framework_edition, {"disclaimer": str.upper}),
    ("domain_once_per_edition", _domain, {"title": str.upper}),
    ("competency_once_per_domain", _competency, {"title": str.upper}),
    ("competency_once_per_domain_and_program", _own_competency, {"title": str.upper}),
    ("expected_levels_once_per_program", _expected, {"month_12": abs}),
    (
        "assessment_one_draft_per_assessor_and_occasion",
        _draft,
        {"strength": "Kind. {}".format},
    ),
    (
        "assessment_superseded_once",
        lambda: factories.make_assessment(supersedes=factories.make_assessment()),
        {"strength": "Kind. {}".format},
    ),
    ("rating_once_per_assessment_and_competency", _rating, {"level": abs}),
    ("request_once_per_person_occasion_and_day", _request, {}),
]
