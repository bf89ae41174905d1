"""What waits for somebody on the staff: to check, and to do themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.decision_forms import BUTTONS
from onboarding.checklists.models import Item, Question
from onboarding.checklists.presenting.days import day_words, length
from onboarding.checklists.states import days_waited
from onboarding.checklists.todays import days_before, today_of
from onboarding.checklists.transitions import DECISIONS, Transition
from onboarding.checklists.words import DUE_SOON_DAYS, Actor, StoredState

PAGE_SIZE = 50
_SOON = timedelta(days=DUE_SOON_DAYS)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One item in the queue of somebody on the staff."""

    item: Item
    today: date
    now: datetime
    is_own: bool

    @property
    def is_late(self) -> bool:
        """Whether its due day has passed where the resident is."""
        return self.item.is_late_on(self.today)

    @property
    def due(self) -> str:
        """The due day in words."""
        return day_words(self.item.due_on, self.today) if self.item.due_on else ""

    @property
    def waited(self) -> str:
        """For how long it has waited: `6 days`; "" for less than one."""
        days = days_waited(self.item, self.today, self.now)
        return length(days) if days else ""

    @property
    def is_to_check(self) -> bool:
        """Whether it was submitted; else it is to be done."""
        return self.item.state == StoredState.SUBMITTED

    @property
    def whose(self) -> str:
        """The role that it waits for."""
        item = self.item
        return Actor(item.reviewer if self.is_to_check else item.owner).label


@require_safe
def show_review(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the user may check and what their roles have to do, the first due first.

    404 for everybody who is not on the staff.
    """
    if not request.user.is_staff:
        raise Http404
    now = timezone.now()  # noqa: TID251 -- a view
    queue = queue_of(request.user, now)
    pages = Paginator(queue, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Review",
        "page": page,
        "pages": pages,
        "lines": [_line_of(row, now) for row in page],
        "questions": questions_for(request.user)[:PAGE_SIZE],
        "decisions": [(each, BUTTONS[each]) for each in DECISIONS],
    }
    return render(request, "dashboard/review_list.html", context)


def queue_of(user: User, now: datetime) -> QuerySet[Item]:
    """Items for `user` to check, and those of their own roles to do within 14 days.

    Their own roles come before what a manager may check for others; then what has
    waited longest; then by due day.
    """
    # Reckoned in Greenwich: nobody loses a task by a day at the far end.
    is_near = Q(due_on__lte=(now + _SOON).date())
    not_early = Q(not_before_on=None) | Q(not_before_on__lte=F("_today"))
    own = scopes.to_check_by(user) | (scopes.to_do_by(user) & is_near & not_early)
    others = Q(state=StoredState.SUBMITTED) & scopes.managed_by(user)
    return (
        Item.objects.visible_to(user)
        .annotate(_today=today_of(now, "resident"))
        .filter(own | others, resident__withdrawn_at=None)
        .annotate(_rank=Case(When(own, then=Value(0)), default=Value(1)))
        .select_related("definition__section", "resident__cohort__program")
        .defer("definition__guidance", "definition__sources")
        .annotate(_since=_waiting_since())
        .order_by("_rank", F("_since").asc(nulls_last=True), "due_on", "pk")
    )


def questions_for(user: User) -> QuerySet[Question]:
    """What residents asked and `user` can answer; what waits longest comes first."""
    theirs = Item.objects.visible_to(user).filter(scopes.can(Transition.ANSWER, user))
    return (
        Question.objects.visible_to(user)
        .unanswered()
        .filter(item__in=theirs.values("pk"), item__resident__withdrawn_at=None)
        .select_related("item__definition", "item__resident__cohort__program")
    )


def _waiting_since() -> Case:
    """The day (UTC) since when an item waits, as states.days_waited has it."""
    stored = TruncDate("waits_since")
    soon = days_before("due_on", DUE_SOON_DAYS)
    opens = Greatest(stored, soon, Coalesce("not_before_on", stored))
    is_open = When(state=StoredState.OPEN, due_on__isnull=False, then=opens)
    return Case(is_open, default=stored, output_field=DateField())


def _line_of(row: Any, now: datetime) -> ReviewLine:  # noqa: ANN401 -- an annotated Item
    return ReviewLine(row, row._today, now, is_own=row._rank == 0)
