"""What of learning waits for a resident, read in the query that reads the resident.

The home page and whoever writes to residents ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from onboarding.checklists.models import Edition
from onboarding.learning.models import LearningPlan, NeedsAssessment, Proposal
from onboarding.learning.occasions import DUE, due_on, occasion_on
from onboarding.learning.words import Occasion, PlanState
from onboarding.residents.models import KeyDate, Resident
from onboarding.residents.models.resident import ResidentQuerySet


@dataclass(frozen=True, slots=True)
class Hint:
    """Questions to answer or, with the key of a `plan`, suggestions to choose from.

    `came_back`: they were sent to the mentor on this day, and came back with a word.
    """

    occasion: Occasion
    due_on: date
    plan: int | None = None
    came_back: date | None = None

    @property
    def is_choice(self) -> bool:
        """Whether there are suggestions."""
        return self.plan is not None


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
    # One object: a subquery for each part of it takes Django longer than the database.
    draft = JSONObject(
        key="pk",
        occasion="assessment__occasion",
        word="note",
        sent_on="sent_at__date",
    )
    return residents.annotate(
        _is_asked=Exists(asking),
        _answered=Subquery(finished.order_by("-started_at").values("occasion")[:1]),
        _draft=Subquery(drafts.order_by("-made_at").values(draft=draft)[:1]),
    )


def asked_between(first: date, last: date) -> Q:
    """Residents who have questions due on these days.

    By their own date or the cohort's: where both are known, both count.
    """
    found = Q()
    for anchor, after in DUE.values():
        days = first - after, last - after
        own = KeyDate.objects.filter(anchor=anchor, on__range=days)
        found |= Q(**{f"cohort__{anchor}__range": days})
        found |= Q(pk__in=own.values("resident"))
    return found


def plans_sent_back() -> QuerySet[LearningPlan]:
    """The plans with a word of the mentor for their residents."""
    return LearningPlan.objects.filter(state=PlanState.DRAFT).exclude(note="")


def hint_of(resident: Resident, dates: Mapping[str, date], today: date) -> Hint | None:
    """What waits for `resident`, who was read `with_hints`, on `today`; or None."""
    current = occasion_on(dates, today)
    answered, draft = getattr(resident, "_answered"), getattr(resident, "_draft")  # noqa: B009 -- annotations
    if getattr(resident, "_is_asked") and answered != current:  # noqa: B009 -- see above
        return Hint(current, due_on(current, dates))
    if draft is None:
        return None
    occasion = Occasion(draft["occasion"])
    came_back = date.fromisoformat(draft["sent_on"]) if draft["word"] else None
    return Hint(occasion, due_on(occasion, dates), draft["key"], came_back)


def answered_in(cohorts: Iterable[int]) -> list[tuple[int, str | None]]:
    """(cohort, newest occasion answered) of everybody who is asked. One query."""
    people = with_hints(Resident.objects.active().filter(cohort__in=cohorts))
    return [
        (person.cohort_id, getattr(person, "_answered"))  # noqa: B009 -- see above
        for person in people
        if getattr(person, "_is_asked")  # noqa: B009 -- see above
    ]
