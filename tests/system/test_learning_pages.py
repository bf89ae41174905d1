"""The pages of learning are accessible and fit a phone, with everything on them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists import enrollment
from onboarding.checklists.packs.loading import load
from onboarding.learning import answering, planning
from onboarding.learning.models import LearningPlan, Usefulness
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
from tests import factories
from tests.checklists.test_packs_shipped import shipped
from tests.learning.scenes import answer_all
from tests.system.faults import faults_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ARRIVAL = "questions/arrival"


@pytest.fixture
def people():
    """Seven residents: one stopped halfway, one is to choose, five plans are sent."""
    now = timezone.now()
    load(shipped(), now=now)
    program = factories.make_program("im-riverside")
    cohort = factories.make_cohort(
        program,
        year=now.year,
        match_day=now.date() - timedelta(days=100),
        orientation_start=now.date(),
        program_start=now.date(),
    )
    faculty = factories.make_staff(program, "faculty", name="Grace Okafor")
    residents = [
        factories.make_resident(cohort, faculty_mentor=faculty) for _ in range(7)
    ]
    enrollment.enroll(residents, by=None, now=now)
    halfway, choosing, *others = residents
    begun = answering.start(halfway, "arrival", now=now)
    answering.answer(begun, "na-04", "1", now=now)
    for resident in (choosing, *others):
        answer_all(resident, able=False, now=now)
    for plan in LearningPlan.objects.exclude(assessment__resident=choosing):
        owner = plan.assessment.resident.user
        for proposal in plan.proposals.all():
            planning.choose(proposal, Decision(Choice.TAKEN, "Yes."), by=owner, now=now)
        planning.send(plan, by=owner, now=now)
    for resident in others:
        item = resident.items.get(slug="pn-do-baseline")
        Usefulness.objects.create(item=item, verdict="yes", at=now)
    return {
        "halfway": halfway.user,
        "choosing": choosing.user,
        "faculty": faculty,
        "director": factories.make_staff(program, "program_director"),
    }


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_of_learning_are_accessible_and_fit(open_page, people, width, scheme):
    plan = LearningPlan.objects.waiting().first()
    pages = {
        "halfway": (f"{ARRIVAL}/", f"{ARRIVAL}/1/", f"{ARRIVAL}/9/", f"{ARRIVAL}/all/"),
        "choosing": ("", "results/arrival/", "plan/arrival/", "how-it-works/"),
        "faculty": ("mentor/", f"mentor/{plan.pk}/"),
        "director": ("mentor/", "effect/"),
    }
    faults = []
    for who, paths in pages.items():
        page = open_page("/", people[who], width=width, color_scheme=scheme)
        faults += [f for path in paths for f in faults_at(page, f"/learning/{path}")]

    assert not faults, "\n".join(faults)
