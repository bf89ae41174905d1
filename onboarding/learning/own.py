"""What belongs to the resident who is reading."""

from django.http import Http404

from onboarding.accounts.models import User
from onboarding.checklists.presenting.own import residency_of
from onboarding.learning.models import LearningPlan, NeedsAssessment, ProgramChoices
from onboarding.residents.models import Resident


def resident_or_404(user: User) -> Resident:
    """The newest residency of `user`; Http404 for everybody who has none."""
    resident = residency_of(user)
    if resident is None:
        raise Http404
    return resident


def assessment_of(
    resident: Resident, user: User, occasion: str
) -> NeedsAssessment | None:
    """The needs assessment of that occasion, if it was begun."""
    found = NeedsAssessment.objects.visible_to(user).filter(
        resident=resident, occasion=occasion
    )
    return found.select_related("edition", "resident__cohort__program").first()


def plan_of(resident: Resident, user: User, occasion: str) -> LearningPlan | None:
    """The learning plan of that occasion, if there is one."""
    found = LearningPlan.objects.visible_to(user).filter(
        assessment__resident=resident, assessment__occasion=occasion
    )
    return found.select_related(
        "assessment__edition", "assessment__resident__cohort__program", "agreed_by"
    ).first()


def choices_of(resident: Resident) -> ProgramChoices:
    """What the program of `resident` chose; the defaults if it chose nothing."""
    program = resident.cohort.program
    found = ProgramChoices.objects.filter(program=program).first()
    return found or ProgramChoices(program=program)
