"""What waits for a person: the lists that weekly letters and daily ones draw from.

The seam for other apps. An app whose content should stand in letters gives a function
and is named in one of the two lists below; nothing else has to be known of letters.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.models import Item, Question
from onboarding.checklists.todays import today_of
from onboarding.checklists.words import DUE_SOON_DAYS, UNFINISHED, Actor, Deadline
from onboarding.reminders import competence, learned
from onboarding.reminders.compose import News
from onboarding.residents.anchors import HAPPENINGS, Anchor

# A letter names this many residents under one heading; the page has all.
NAMED = 10
_SOON = timedelta(days=DUE_SOON_DAYS)

# What waits for one person on the staff: one sentence each, most pressing first. Names
# of residents may stand there, titles of items may not.
StaffLines = Callable[[User, datetime], Sequence[News]]
# What waits for residents (keys) besides their items, by resident; in a fixed number of
# queries. It comes along with a letter that leaves anyway.
ResidentLines = Callable[[Sequence[int], datetime], Mapping[int, Sequence[News]]]


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
    residents: Sequence[int], now: datetime
) -> dict[int, list[News]]:
    """What waits for each of `residents` besides the items of their letter."""
    found: dict[int, list[News]] = {}
    for source in RESIDENT_SOURCES:
        for resident, lines in source(residents, now).items():
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


def missing_dates(residents: Sequence[int], now: datetime) -> dict[int, list[News]]:  # noqa: ARG001 -- as every source has it
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
    competence.own_view_asked,
    learned.own_learning,
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
    lines = [
        News(f"{preferred or given} {family}: {what.format(count=count)}", path)
        for _, preferred, given, family, count in counted[:NAMED]
    ]
    if rest := counted[NAMED:]:
        total = sum(row[-1] for row in rest)
        lines.append(
            News(
                f"{_counted(len(rest), 'more resident', 'more residents')}: "
                f"{what.format(count=total)}",
                path,
            )
        )
    return lines


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
