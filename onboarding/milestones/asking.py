"""Asking everybody around a cohort at once, and who has answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from onboarding.accounts.models import User
from onboarding.milestones import actions
from onboarding.milestones.models import Assessment, AssessmentRequest
from onboarding.milestones.words import OBSERVERS, Occasion, Source
from onboarding.residents.models import Cohort, Resident


@dataclass(frozen=True, slots=True)
class Wish:
    """For which occasion, whom to ask (words of Source), and by which day."""

    occasion: str
    whom: frozenset[str]
    due_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish."""

    new: int
    waiting: int
    without_mentor: int

    @property
    def sentence(self) -> str:
        """It in words."""
        said = [f"{self.new} asked."]
        if self.waiting:
            said.append(f"{self.waiting} had been asked before and still are.")
        if self.without_mentor:
            said.append(f"{self.without_mentor} could not be asked: no mentor is set.")
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Round:
    """All requests for one occasion and one day."""

    occasion: str
    due_on: date
    answered: int
    total: int
    waiting: list[AssessmentRequest]
    is_late: bool


def ask_cohort(cohort: Cohort, wish: Wish, *, by: User, now: datetime) -> Asked:
    """Ask about every resident of `cohort` who has not left. Safe to repeat."""
    new = waiting = without = 0
    residents = cohort.residents.active().select_related(
        "user", "faculty_mentor", "peer_mentor"
    )
    with transaction.atomic():
        for resident in residents:
            for source in sorted(wish.whom):
                if wish.occasion == Occasion.OBSERVATION and source not in OBSERVERS:
                    continue
                person = _person(source, resident)
                if person is None:
                    without += 1
                    continue
                _, is_new = actions.ask(
                    resident,
                    of=person,
                    occasion=wish.occasion,
                    due_on=wish.due_on,
                    by=by,
                    now=now,
                )
                new, waiting = new + is_new, waiting + (not is_new)
    return Asked(new, waiting, without)


def rounds_of(requests: QuerySet[AssessmentRequest], today: date) -> list[Round]:
    """`requests` by occasion and day, the newest first, with who has not answered."""
    answered = Assessment.objects.filter(
        request=OuterRef("pk"), submitted_at__isnull=False
    )
    rows = (
        requests.filter(withdrawn_at=None, resident__withdrawn_at=None)
        .annotate(is_answered=Exists(answered))
        .select_related("resident", "asked_of")
        .order_by("resident__family_name", "resident__given_name", "source")
    )
    groups: dict[tuple[date, str], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.due_on, row.get_occasion_display()].append(row)
    return [
        Round(
            occasion,
            due_on,
            answered=sum(row.is_answered for row in group),
            total=len(group),
            waiting=[row for row in group if not row.is_answered],
            is_late=due_on < today,
        )
        for (due_on, occasion), group in sorted(groups.items(), reverse=True)
    ]


def _person(source: str, resident: Resident) -> User | None:
    return {
        Source.SELF: resident.user,
        Source.FACULTY: resident.faculty_mentor,
        Source.PEER_MENTOR: resident.peer_mentor,
    }[Source(source)]
