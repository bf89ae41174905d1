"""What came of it in one cohort: counts, and only of five people or more.

Reads the answers' outcome of everybody and gives away no row of a person: what is
about fewer than FEWEST residents is left out, here and not on the page.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
COLUMNS = ("competency", "title", *(f"need_{occasion}" for occasion in Occasion.values))


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


@dataclass(frozen=True, slots=True)
class Effect:
    """All that the page shows. `finished` has None where there are too few."""

    finished: Mapping[str, int | None]
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
    needs = _needs_of(cohort)
    people = Counter(occasion for row in needs.values() for occasion in row)
    judged, unjudged = _judged_in(cohort)
    return Effect(
        finished={o: _enough(people[o]) for o in Occasion.values},
        subjects=_subjects(needs, _titles_of(cohort)),
        changes=list(_changes(needs.values())),
        judged=judged,
        unjudged=unjudged,
    )


def rows_of(cohort: Cohort) -> list[tuple[str, ...]]:
    """De-identified rows in the order of COLUMNS: one resident in one competency.

    Nothing ties the rows of one person together; their order is chance. An occasion is
    blank where fewer than FEWEST residents answered, or where all need the same: that
    would tell what each of them needs.
    """
    titles = _titles_of(cohort)
    by_subject: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _needs_of(cohort).values():
        for subject in {s for needs in row.values() for s in needs}:
            by_subject[subject].append(
                {o: needs[subject] for o, needs in row.items() if subject in needs}
            )
    rows: list[tuple[str, ...]] = []
    for subject, people in by_subject.items():
        said = {o: [p[o] for p in people if o in p] for o in Occasion.values}
        shown = {o for o, n in said.items() if len(n) >= FEWEST and len(set(n)) > 1}
        for person in people:
            values = [person.get(o, "") if o in shown else "" for o in Occasion.values]
            if any(values):
                rows.append((subject, titles[subject], *values))
    random.SystemRandom().shuffle(rows)
    return sorted(rows, key=lambda row: row[0])


# By resident (a key that leaves this module nowhere), occasion and subject: the need.
_Needs = Mapping[int, Mapping[str, Mapping[str, str]]]


def _needs_of(cohort: Cohort) -> _Needs:
    """What everybody who finished needed, also those in whom nothing was found."""
    finished = NeedsAssessment.objects.finished().filter(
        resident__cohort=cohort, resident__withdrawn_at=None
    )
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    for resident, occasion in finished.values_list("resident", "occasion"):
        found[resident][occasion] = {}
    gaps = Gap.objects.filter(assessment__in=finished)
    for resident, occasion, subject, need in gaps.values_list(
        "assessment__resident", "assessment__occasion", "subject", "need"
    ):
        found[resident][occasion][subject] = need
    return found


def _titles_of(cohort: Cohort) -> dict[str, str]:
    gaps = Gap.objects.filter(assessment__resident__cohort=cohort)
    return dict(gaps.order_by("subject").values_list("subject", "title").distinct())


def _subjects(needs: _Needs, titles: Mapping[str, str]) -> list[Subject]:
    """Those with enough answers on some occasion, most in focus at arrival first."""
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    focus: dict[str, Counter[str]] = defaultdict(Counter)
    for row in needs.values():
        for occasion, found in row.items():
            for subject, need in found.items():
                asked[subject][occasion] += 1
                focus[subject][occasion] += need == Need.FOCUS
    subjects = [
        Subject(
            titles[subject],
            {o: _share(focus[subject][o], count[o]) for o in Occasion.values},
            -sum(focus[subject].values()) / sum(count.values()),
        )
        for subject, count in asked.items()
    ]
    shown = [subject for subject in subjects if any(subject.focus.values())]
    return sorted(shown, key=lambda subject: (subject.order, subject.title))


def _changes(rows: Iterable[Mapping[str, Mapping[str, str]]]) -> Iterable[Change]:
    """The mean number of subjects in focus of those who answered both times."""
    people = list(rows)
    for occasion in (Occasion.MONTH_6, Occasion.MONTH_12):
        both = [row for row in people if Occasion.ARRIVAL in row and occasion in row]
        if len(both) >= FEWEST:
            yield Change(
                str(occasion.label),
                len(both),
                _mean_focus(both, Occasion.ARRIVAL),
                _mean_focus(both, occasion),
            )


def _mean_focus(
    rows: Sequence[Mapping[str, Mapping[str, str]]], occasion: str
) -> float:
    focus = sum(list(row[occasion].values()).count(Need.FOCUS) for row in rows)
    return round(focus / len(rows), 1)


def _judged_in(cohort: Cohort) -> tuple[list[Judged], int]:
    """The activities that enough people judged, the most useful first; and the rest."""
    said = Usefulness.objects.filter(item__resident__cohort=cohort).order_by("at")
    # Who did it twice is one person, and what they said last counts.
    last: dict[str, dict[int, str]] = defaultdict(dict)
    titles = {}
    for slug, title, resident, verdict in said.values_list(
        "item__slug", "item__definition__title", "item__resident", "verdict"
    ):
        last[slug][resident] = verdict
        titles[slug] = title
    every = [
        Judged(
            titles[slug], {v: list(people.values()).count(v) for v in Verdict.values}
        )
        for slug, people in last.items()
    ]
    shown = [each for each in every if each.people >= FEWEST]
    shown.sort(key=lambda each: (-each.counts[Verdict.YES] / each.people, each.title))
    return shown, len(every) - len(shown)


def _share(part: int, whole: int) -> str:
    """`40%`, `20% or less`, `80% or more`, or "" of too few."""
    if whole < FEWEST:
        return ""
    percent = round(100 * part / whole)
    if percent <= _LITTLE:
        return f"{_LITTLE}% or less"
    return f"{_MUCH}% or more" if percent >= _MUCH else f"{percent}%"


def _enough(count: int) -> int | None:
    return count if count >= FEWEST else None
