"""Whether a resident is asked for their own view, read in the query that reads them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from onboarding.milestones.models import AssessmentRequest
from onboarding.milestones.words import Occasion, Source
from onboarding.residents.models import Resident
from onboarding.residents.models.resident import ResidentQuerySet


@dataclass(frozen=True, slots=True)
class OwnView:
    """A request (its key) for a resident's own view; `is_late` once its day is over."""

    request: int
    occasion: Occasion
    due_on: date
    is_late: bool


def own_views() -> QuerySet[AssessmentRequest]:
    """The open requests for residents' own views."""
    return AssessmentRequest.objects.open().filter(source=Source.SELF)


def with_own_view(residents: ResidentQuerySet) -> ResidentQuerySet:
    """`residents` with what `own_view_of` reads, in the same query."""
    asked = own_views().filter(resident=OuterRef("pk")).order_by("due_on", "pk")
    view = JSONObject(key="pk", occasion="occasion", due_on="due_on")
    return residents.annotate(_own_view=Subquery(asked.values(view=view)[:1]))


def own_view_of(resident: Resident, today: date) -> OwnView | None:
    """What `resident`, who was read `with_own_view`, is asked for; or None.

    Raises AttributeError if they were read without.
    """
    view = getattr(resident, "_own_view")  # noqa: B009 -- an annotation
    if view is None:
        return None
    due_on = date.fromisoformat(view["due_on"])
    return OwnView(view["key"], Occasion(view["occasion"]), due_on, due_on < today)
