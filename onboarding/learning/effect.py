"""What came of it in one cohort: counts, and only of five people or more.

Reads the answers' outcome of everybody and gives away no row of a person: what is
about fewer than FEWEST residents is left out, here and not on the page.

People are counted in steps of FEWEST, in the order in which they answered: who looks
before and after somebody has answered sees the same, or five more. For the same reason
those who have left still count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from onboarding.accounts.models import User
from onboarding.learning.models import Gap, NeedsAssessment, Usefulness
from onboarding.learning.words import Need, Occasion, Verdict
from onboarding.residents.models import Cohort, Program
from onboarding.residents.roles import Role

FEWEST = 5
_LITTLE, _MUCH = 20, 80
# Who is responsible for the program as a whole.
_LEADING = frozenset({Role.PROGRAM_DIRECTOR, Role.GME_OFFICE})
COLUMNS = ("competency", "title", "occasion", "need")

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Subject:
    """The share of those asked that was in focus, by occasion; "": too few of them.

    Near none and near all it is not said exactly: it would tell what each of them said.
    """

    title: str
    focus: Mapping[str, str]
    order: float


@dataclass(frozen=True, slots=True)
class Change:
    """The same people at arrival and later: subjects in focus, on average."""

    occasion: str
    people: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What residents said about one activity."""

    title: str
    counts: Mapping[str, int]

    @property
    def people(self) -> int:
        """How many said something."""
        return sum(self.counts.values())

    @property
    def row(self) -> list[int]:
        """How many said each of the verdicts, in their order."""
        return [self.counts[verdict] for verdict in Verdict.values]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many have answered on one occasion, and of how many of them it is told."""

    occasion: str
    people: int
    told: int


@dataclass(frozen=True, slots=True)
class Effect:
    """All that the page shows."""

    answered: Sequence[Answered]
    subjects: Sequence[Subject]
    changes: Sequence[Change]
    judged: Sequence[Judged]
    # Activities that somebody judged, but too few people.
    unjudged: int = 0


def cohorts_led_by(user: User) -> QuerySet[Cohort]:
    """The cohorts whose effect `user` may see."""
    found = Cohort.objects.visible_to(user).select_related("program")
    if user.is_superuser:
        return found
    return found.filter(program__in=Program.objects.with_role(user, _LEADING))


def effect_of(cohort: Cohort) -> Effect:
    """The effect in `cohort`; four queries, whatever its size."""
    answers = _answers_in(cohort)
    judged, unjudged = _judged_in(cohort)
    return Effect(
        answered=[
            Answered(str(occasion.label), len(each), len(_in_steps(each)))
            for occasion, each in answers.items()
        ],
        subjects=_subjects(answers, _titles_of(cohort)),
        changes=list(_changes(answers)),
        judged=judged,
        unjudged=unjudged,
    )


def rows_of(cohort: Cohort) -> list[tuple[str, ...]]:
    """De-identified rows in the order of COLUMNS: one resident, subject and occasion.

    Nothing ties the rows of one person together: who knows one of them, from a learning
    plan perhaps, finds no other. Sorted, so that no order tells of anybody. Left out
    is what fewer than FEWEST answered, or where all need the same: that would tell what
    each of them needs.
    """
    titles = _titles_of(cohort)
    rows = []
    for occasion, each in _answers_in(cohort).items():
        for subject, needs in _by_subject(_in_steps(each)).items():
            if len(needs) >= FEWEST and len(set(needs)) > 1:
                rows += [(subject, titles[subject], str(occasion), n) for n in needs]
    order = list(Occasion.values)
    return sorted(rows, key=lambda row: (row[0], order.index(row[2]), row[3]))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one resident (a key that leaves this module nowhere) needed by subject."""

    resident: int
    needs: dict[str, str]


# Everybody's on each occasion, in the order in which they finished.
_Answers = Mapping[Occasion, Sequence[_Answer]]


def _answers_in(cohort: Cohort) -> _Answers:
    """What everybody who finished needed, also those in whom nothing was found."""
    finished = NeedsAssessment.objects.finished().filter(resident__cohort=cohort)
    answers: dict[Occasion, list[_Answer]] = {occasion: [] for occasion in Occasion}
    by_key: dict[int, _Answer] = {}
    for key, resident, occasion in finished.order_by("finished_at", "pk").values_list(
        "pk", "resident", "occasion"
    ):
        by_key[key] = _Answer(resident, {})
        answers[Occasion(occasion)].append(by_key[key])
    gaps = Gap.objects.filter(assessment__in=finished)
    for key, subject, need in gaps.values_list("assessment", "subject", "need"):
        by_key[key].needs[subject] = need
    return answers


def _in_steps(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The first FEWEST, twice as many and so on: never one more than before."""
    return rows[: len(rows) // FEWEST * FEWEST]


def _by_subject(answers: Sequence[_Answer]) -> dict[str, list[str]]:
    """What each of them needed, by subject."""
    found: dict[str, list[str]] = defaultdict(list)
    for answer in answers:
        for subject, need in answer.needs.items():
            found[subject].append(need)
    return found


def _titles_of(cohort: Cohort) -> dict[str, str]:
    gaps = Gap.objects.filter(assessment__resident__cohort=cohort)
    return dict(gaps.order_by("subject").values_list("subject", "title").distinct())


def _subjects(answers: _Answers, titles: Mapping[str, str]) -> list[Subject]:
    """Those with enough answers on some occasion, most in focus first."""
    needs: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for occasion, each in answers.items():
        for subject, found in _by_subject(_in_steps(each)).items():
            needs[subject][occasion] = found
    subjects = [
        Subject(
            titles[subject],
            {o: _share(by_occasion.get(o, ())) for o in Occasion.values},
            -_part_in_focus([need for found in by_occasion.values() for need in found]),
        )
        for subject, by_occasion in needs.items()
    ]
    shown = [subject for subject in subjects if any(subject.focus.values())]
    return sorted(shown, key=lambda subject: (subject.order, subject.title))


def _changes(answers: _Answers) -> Iterator[Change]:
    """The mean number of subjects in focus of those who answered both times."""
    before = {each.resident: each for each in answers[Occasion.ARRIVAL]}
    for occasion in (Occasion.MONTH_6, Occasion.MONTH_12):
        both = [each for each in answers[occasion] if each.resident in before]
        if told := _in_steps(both):
            yield Change(
                str(occasion.label),
                len(told),
                _mean_focus([before[each.resident] for each in told]),
                _mean_focus(told),
            )


def _mean_focus(answers: Sequence[_Answer]) -> float:
    focus = sum(list(each.needs.values()).count(Need.FOCUS) for each in answers)
    return round(focus / len(answers), 1)


def _judged_in(cohort: Cohort) -> tuple[list[Judged], int]:
    """The activities that enough people judged, the most useful first; and the rest."""
    said = Usefulness.objects.filter(item__resident__cohort=cohort).order_by("pk")
    # Who did it twice is one person, and what they said last counts.
    last: dict[str, dict[int, tuple[datetime, str]]] = defaultdict(dict)
    titles = {}
    for slug, title, resident, at, verdict in said.values_list(
        "item__slug", "item__definition__title", "item__resident", "at", "verdict"
    ):
        titles[slug] = title
        last[slug][resident] = max(
            (at, verdict), last[slug].get(resident, (at, verdict))
        )
    shown = [
        Judged(titles[slug], Counter(verdict for _, verdict in told))
        for slug, people in last.items()
        if (told := _in_steps(list(people.values())))
    ]
    shown.sort(key=lambda each: (-each.counts[Verdict.YES] / each.people, each.title))
    return shown, len(last) - len(shown)


def _part_in_focus(needs: Sequence[str]) -> float:
    return needs.count(Need.FOCUS) / len(needs)


def _share(needs: Sequence[str]) -> str:
    """`40%`, `20% or less`, `80% or more`, or "" of too few."""
    if len(needs) < FEWEST:
        return ""
    percent = round(100 * _part_in_focus(needs))
    if percent <= _LITTLE:
        return f"{_LITTLE}% or less"
    return f"{_MUCH}% or more" if percent >= _MUCH else f"{percent}%"
