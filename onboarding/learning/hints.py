"""What of learning waits for a resident, read in the query that reads the resident.

The home page and whoever writes to residents ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from onboarding.checklists.models import Edition
from onboarding.learning.models import LearningPlan, NeedsAssessment, Proposal
from onboarding.learning.occasions import due_on, occasion_on
from onboarding.learning.words import Occasion, PlanState
from onboarding.residents.models import Resident
from onboarding.residents.models.resident import ResidentQuerySet


@dataclass(frozen=True, slots=True)
class Hint:
    """Questions to answer or, if `is_choice`, suggestions to choose from.

    `is_back`: they were sent to the mentor, who sent them back with a word.
    """

    occasion: Occasion
    is_choice: bool
    due_on: date
    is_back: bool = False


def with_hints(residents: ResidentQuerySet) -> ResidentQuerySet:
    """`residents` with what `hint_of` reads, in the same query."""
    asking = Edition.objects.filter(
        pack=OuterRef("plan__edition__pack"), files__needs_assessment__isnull=False
    )
    finished = NeedsAssessment.objects.finished().filter(resident=OuterRef("pk"))
    drafts = LearningPlan.objects.filter(
        Exists(Proposal.objects.filter(plan=OuterRef("pk"))),
        assessment__resident=OuterRef("pk"),
        state=PlanState.DRAFT,
    )
    return residents.annotate(
        _is_asked=Exists(asking),
        _answered=Subquery(finished.order_by("-started_at").values("occasion")[:1]),
        _chooses=Subquery(
            drafts.order_by("-made_at").values("assessment__occasion")[:1]
        ),
        _word=Subquery(drafts.order_by("-made_at").values("note")[:1]),
    )


def hint_of(resident: Resident, dates: Mapping[str, date], today: date) -> Hint | None:
    """What waits for `resident`, who was read `with_hints`, on `today`; or None."""
    current = occasion_on(dates, today)
    answered, chooses = getattr(resident, "_answered"), getattr(resident, "_chooses")  # noqa: B009 -- annotations
    if getattr(resident, "_is_asked") and answered != current:  # noqa: B009 -- see above
        return Hint(current, False, due_on(current, dates))
    if chooses:
        is_back = bool(getattr(resident, "_word"))  # noqa: B009 -- see above
        return Hint(Occasion(chooses), True, due_on(chooses, dates), is_back)
    return None


def answered_in(cohorts: Iterable[int]) -> list[tuple[int, str | None]]:
    """(cohort, newest occasion answered) of everybody who is asked. One query."""
    people = with_hints(Resident.objects.active().filter(cohort__in=cohorts))
    return [
        (person.cohort_id, getattr(person, "_answered"))  # noqa: B009 -- see above
        for person in people
        if getattr(person, "_is_asked")  # noqa: B009 -- see above
    ]
