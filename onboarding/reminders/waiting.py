"""What waits for a person: the lists that weekly letters and daily ones draw from.

The seam for other apps. An app whose content should stand in letters gives a function
and is named in one of the two lists below; nothing else has to be known of letters.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.models import Item, Question
from onboarding.checklists.todays import today_of
from onboarding.checklists.words import DUE_SOON_DAYS, UNFINISHED, Actor, Deadline
from onboarding.reminders import asked, competence, learned
from onboarding.reminders.calendars import Standing
from onboarding.reminders.compose import News
from onboarding.reminders.lines import first_lines
from onboarding.residents.anchors import HAPPENINGS, Anchor

_SOON = timedelta(days=DUE_SOON_DAYS)

# What waits for one person on the staff: one sentence each, most pressing first. Names
# of residents may stand there, titles of items may not.
StaffLines = Callable[[User, datetime], Sequence[News]]
# What waits for residents (by key) besides their items, by resident; in a fixed number
# of queries. It comes along with a letter that leaves anyway, or gets one (once.py).
ResidentLines = Callable[
    [Mapping[int, Standing], datetime], Mapping[int, Sequence[News]]
]


@dataclass(frozen=True, slots=True)
class Source:
    """One heading of the weekly letter, and what stands under it."""

    heading: str
    lines: StaffLines


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heading with something under it."""

    heading: str
    lines: Sequence[News]


def waiting_for(user: User, now: datetime) -> list[Waiting]:
    """What waits for `user` on the staff, without empty headings."""
    found = ((one.heading, one.lines(user, now)) for one in STAFF_SOURCES)
    return [Waiting(heading, lines) for heading, lines in found if lines]


def waiting_for_residents(
    people: Mapping[int, Standing], now: datetime
) -> dict[int, list[News]]:
    """What waits for each of `people` (by key) besides the items of their letter."""
    found: dict[int, list[News]] = {}
    for source in RESIDENT_SOURCES:
        for resident, lines in source(people, now).items():
            found.setdefault(resident, []).extend(lines)
    return found


def to_check(user: User, now: datetime) -> list[News]:
    """What residents have sent in for `user` to look at."""
    rows = _here(user, now).filter(scopes.to_check_by(user))
    return _by_resident(rows, "{count} to check", reverse("dashboard:review-list"))


def to_answer(user: User, now: datetime) -> list[News]:
    """What residents whom `user` manages have asked and nobody has answered."""
    open_questions = Question.objects.unanswered().values("item")
    rows = _here(user, now).filter(scopes.managed_by(user), pk__in=open_questions)
    return _by_resident(rows, "{count} with a question", reverse("dashboard:home"))


def to_do(user: User, now: datetime) -> list[News]:
    """What the roles of `user` own and is due within 14 days, or was."""
    not_early = Q(not_before_on=None) | Q(not_before_on__lte=F("_today"))
    rows = _here(user, now).filter(
        scopes.to_do_by(user), not_early, due_on__lte=F("_today") + _SOON
    )
    return _by_resident(rows, "{count} yours to do", reverse("dashboard:review-list"))


def overdue_by_law(user: User, now: datetime) -> list[News]:
    """Whose deadlines of law are over, among the residents that `user` manages."""
    rows = _here(user, now).filter(
        scopes.managed_by(user),
        state__in=UNFINISHED,
        definition__deadline=Deadline.LEGAL,
        definition__owner=Actor.RESIDENT,
        due_on__lt=F("_today"),
    )
    return _by_resident(
        rows, "{count} past a date set by law", reverse("dashboard:home")
    )


def missing_dates(residents: Collection[int], now: datetime) -> dict[int, list[News]]:  # noqa: ARG001 -- as every source has it
    """How many tasks of each resident wait for a day that only they can tell."""
    ours = [a.value for a in Anchor if a not in HAPPENINGS]
    rows = (
        Item.objects.filter(
            resident__in=residents,
            state__in=UNFINISHED,
            due_on=None,
            waiting_for__in=ours,
        )
        .order_by()
        .values_list("resident")
        .annotate(Count("pk"))
    )
    path = reverse("checklists:date-list")
    return {
        resident: [
            News(
                f"{_counted(count, 'task waits', 'tasks wait')} for a date. If you "
                "know one, add it.",
                path,
            )
        ]
        for resident, count in rows
    }


STAFF_SOURCES: tuple[Source, ...] = (
    Source("Sent in for you to check", to_check),
    Source("Questions to answer", to_answer),
    Source("Yours to do", to_do),
    Source("Past a date set by law", overdue_by_law),
    Source("Your view of residents", competence.assessments_owed),
    Source("Learning plans", learned.plans_to_agree),
    Source("Committee", competence.committee_work),
    Source("Questions about where residents start", learned.not_answered),
    Source("Words that hurt or are wrong", learned.wording_reported),
)
RESIDENT_SOURCES: tuple[ResidentLines, ...] = (
    missing_dates,
    asked.asked_of_residents,
    competence.committee_said,
)


def _here(user: User, now: datetime) -> "QuerySet[Item]":
    """Items that `user` may see, of residents who have not left."""
    return (
        Item.objects.visible_to(user)
        .filter(resident__withdrawn_at=None)
        .annotate(_today=today_of(now, "resident"))
    )


def _by_resident(rows: "QuerySet[Item]", what: str, path: str) -> list[News]:
    """One line per resident, those with most first; the rest in one line."""
    counted = list(
        rows.order_by()
        .values_list(
            "resident",
            "resident__preferred_name",
            "resident__given_name",
            "resident__family_name",
        )
        .annotate(count=Count("pk"))
        .order_by("-count", "resident__family_name", "resident")
    )

    def line(row: tuple[Any, ...]) -> News:
        _, preferred, given, family, count = row
        return News(f"{preferred or given} {family}: {what.format(count=count)}", path)

    def rest(rows: Sequence[tuple[Any, ...]]) -> News:
        who = _counted(len(rows), "more resident", "more residents")
        total = sum(row[-1] for row in rows)
        return News(f"{who}: {what.format(count=total)}", path)

    return first_lines(counted, line, rest)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
