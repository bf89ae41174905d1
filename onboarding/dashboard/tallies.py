"""The numbers of the board: counted in the database, in one statement for everybody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from onboarding.checklists.models import Item
from onboarding.checklists.todays import days_waited_in_sql
from onboarding.checklists.words import (
    ACTIONABLE,
    DUE_SOON_DAYS,
    FINISHED,
    UNFINISHED,
    Actor,
    Deadline,
    StoredState,
)
from onboarding.residents.anchors import HAPPENINGS
from onboarding.residents.models import Resident

# Stands for a section, and is no slug.
PRIVATE = ""
_SOON = timedelta(days=DUE_SOON_DAYS)
_UNFINISHED = Q(state__in=UNFINISHED)
_SUBMITTED = Q(state=StoredState.SUBMITTED)
_UNDATED = Q(state=StoredState.OPEN, due_on=None)
# "If this happens" has not happened: nobody owes anything.
_HYPOTHETICAL = _UNDATED & Q(waiting_for__in=HAPPENINGS)
# Comes back only later (Item.is_ahead_on).
_AHEAD = Q(
    occurrence__gt=1,
    own_due__isnull=True,
    state=StoredState.OPEN,
    due_on__gt=F("soon_ends"),
)


@dataclass(slots=True)
class Tally:
    """How many items are how. `late` includes `late_legal`, whoever is next.

    `blocks` counts what somebody has to do now, by whom: what was submitted, and what
    is due within 14 days or overdue and can be done.
    """

    all: int = 0
    done: int = 0
    late: int = 0
    late_legal: int = 0
    soon: int = 0
    returned: int = 0
    undated: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    # For how many days the one of these is waited for that is waited for longest.
    waited: int = 0

    def add(self, other: "Tally") -> None:
        """Count what `other` has counted too."""
        self.all += other.all
        self.done += other.done
        self.late += other.late
        self.late_legal += other.late_legal
        self.soon += other.soon
        self.returned += other.returned
        self.undated += other.undated
        self.waited = max(self.waited, other.waited)
        for actor, count in other.blocks.items():
            self.blocks[actor] += count


def tallies_of(
    residents: QuerySet[Resident],
    todays: Mapping[int, date],
    private: Q,
    now: datetime,
) -> dict[tuple[int, str], Tally]:
    """One tally per resident (key) and section (slug). One query.

    `todays` has the day it is where each of `residents` is. What is `private` counts
    under PRIVATE: which section it stands in would tell the category.
    """
    tallies: dict[tuple[int, str], Tally] = {}
    for row in _rows(residents, todays, private, now):
        key = (row.pop("resident_id"), row.pop("section"))
        actor, blocking = row.pop("actor"), row.pop("blocking")
        tally = Tally(**row, blocks=Counter({actor: blocking} if blocking else {}))
        tallies.setdefault(key, Tally()).add(tally)
    return tallies


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """All of `tallies` as one."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _rows(
    residents: QuerySet[Resident],
    todays: Mapping[int, date],
    private: Q,
    now: datetime,
) -> "QuerySet[Item, Any]":
    late = _UNFINISHED & Q(due_on__lt=F("today"))
    soon = _UNFINISHED & Q(due_on__gte=F("today"), due_on__lte=F("soon_ends"))
    not_early = Q(not_before_on=None) | Q(not_before_on__lte=F("today"))
    is_near = Q(state__in=ACTIONABLE, waiting_for="", due_on__lte=F("soon_ends"))
    counts = {
        "all": Q(),
        "done": Q(state__in=FINISHED),
        "late": late,
        "late_legal": late & Q(definition__deadline=Deadline.LEGAL),
        "soon": soon,
        "returned": Q(state=StoredState.RETURNED),
        "undated": _UNDATED,
    }
    blocking = _SUBMITTED | (is_near & not_early)
    return (
        Item.objects.filter(resident__in=residents.order_by().values("pk"))
        .exclude(state=StoredState.NOT_APPLICABLE)
        .exclude(_HYPOTHETICAL)
        .alias(today=_day(todays), soon_ends=_day(todays, _SOON))
        .alias(days=days_waited_in_sql(F("today"), now))
        .exclude(_AHEAD)
        .annotate(section=_section(private), actor=_actor())
        .values("resident_id", "section", "actor")
        .annotate(**{name: Count("pk", filter=which) for name, which in counts.items()})
        .annotate(
            blocking=Count("pk", filter=blocking),
            waited=Coalesce(Max("days", filter=blocking), 0),
        )
        .order_by()
    )


def _section(private: Q) -> Case:
    return Case(
        When(private, then=Value(PRIVATE)),
        default=F("definition__section__slug"),
        output_field=CharField(),
    )


def _actor() -> Case:
    """Who has to act: whoever checks what was submitted, the owner of the rest."""
    checks = Case(
        When(~Q(own_verifier=""), then=F("own_verifier")),
        When(definition__verifier="", then=Value(Actor.COORDINATOR.value)),
        default=F("definition__verifier"),
    )
    does = Case(
        When(~Q(own_owner=""), then=F("own_owner")), default=F("definition__owner")
    )
    return Case(When(_SUBMITTED, then=checks), default=does)


def _day(todays: Mapping[int, date], later: timedelta = timedelta()) -> Case:
    """The day it is for the resident of an item, moved by `later`.

    Everybody shares one of three days; the most frequent one is left to the default.
    """
    people: dict[date, list[int]] = {}
    for resident, today in todays.items():
        people.setdefault(today, []).append(resident)
    commonest = max(people, key=lambda day: len(people[day]))
    others = [
        When(resident__in=keys, then=Value(day + later))
        for day, keys in people.items()
        if day != commonest
    ]
    return Case(*others, default=Value(commonest + later), output_field=DateField())
