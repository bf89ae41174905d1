"""How a resident moves along the levels, by their own view and by that of others.

Read as plain rows, so that sixty residents at once are no trouble.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from onboarding.milestones.models import Competency, Rating, RatingQuerySet
from onboarding.milestones.scopes import months_after, occasion_on
from onboarding.milestones.summaries import median_of, number
from onboarding.milestones.words import MONTHS, OBSERVERS, Occasion, Source

# Where the resident and observers are this far apart, a talk is worth having.
APART = Decimal(1)
# What is expected is a point; half a step around it is as good.
HALF_BAND = Decimal("0.5")
SELF, SEEN, COMMITTEE = "self", "observers", "committee"
# By the stored word of the source: a packet looks it up thousands of times.
_VOICE = {
    Source.SELF.value: SELF,
    **{source.value: SEEN for source in OBSERVERS},
    Source.COMMITTEE.value: COMMITTEE,
}


class Said(NamedTuple):
    """One current rating."""

    resident: int
    slug: str
    source: str
    occasion: str
    seen_on: date
    level: Decimal | None
    code: str
    assessment: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one voice says around one fixed occasion: the median of `n` ratings."""

    level: Decimal
    n: int
    low: Decimal
    high: Decimal

    @property
    def is_split(self) -> bool:
        """Whether those who speak here are a level or more apart themselves."""
        return self.high - self.low >= APART

    @property
    def words(self) -> str:
        """The level as pages say it; a quarter step only between two halves."""
        return level_words(self.level)


@dataclass(frozen=True, slots=True)
class Dot:
    """One direct observation: months after the start, level, whose."""

    month: float
    level: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the resident and those who saw them are a level or more apart."""

    occasion: str
    own: Decimal
    seen: Decimal

    @property
    def is_self_higher(self) -> bool:
        """Whether the resident rates higher than the observers do."""
        return self.own > self.seen

    @property
    def size(self) -> Decimal:
        """How far apart they are."""
        return abs(self.own - self.seen)

    @property
    def own_words(self) -> str:
        """The resident's level."""
        return level_words(self.own)

    @property
    def seen_words(self) -> str:
        """The observers' level."""
        return level_words(self.seen)


Cells = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Track:
    """One competency or domain of one resident. `cells` by voice and occasion."""

    slug: str
    title: str
    domain: str
    expected: Mapping[str, Decimal]
    cells: Cells
    dots: Sequence[Dot] = ()
    could_not: int = 0

    @property
    def rows(self) -> list[tuple[str, Decimal, Cell | None, Cell | None, Cell | None]]:
        """For each occasion: its name, expected, self, observers, committee."""
        own, seen, committee = (self.cells[v] for v in (SELF, SEEN, COMMITTEE))
        return [
            (
                str(o.label),
                self.expected[o],
                own.get(o),
                seen.get(o),
                committee.get(o),
            )
            for o in MONTHS
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything."""
        return not any(self.cells.values())

    @property
    def difference(self) -> Difference | None:
        """At the last occasion of which both spoke, if they are far apart."""
        for occasion in reversed(MONTHS):
            own = self.cells[SELF].get(occasion)
            seen = self.cells[SEEN].get(occasion)
            if own and seen:
                found = Difference(str(occasion.label), own.level, seen.level)
                return found if found.size >= APART else None
        return None

    def latest(self, voice: str) -> Cell | None:
        """What `voice` says at the last occasion of which it spoke."""
        cells = self.cells[voice]
        return next((cells[o] for o in reversed(MONTHS) if o in cells), None)

    @property
    def observed(self) -> Cell | None:
        """What observers say by now."""
        return self.latest(SEEN)


@dataclass(slots=True)
class _Heap:
    """The numbers of one competency, by voice and occasion."""

    numbers: dict[tuple[str, str], list[Decimal]] = field(
        default_factory=lambda: defaultdict(list)
    )
    dots: list[Dot] = field(default_factory=list)
    could_not: int = 0


def said_in(ratings: RatingQuerySet) -> list[Said]:
    """The current ones of `ratings` as plain rows. One query."""
    rows = ratings.current().values_list(
        "assessment__resident_id",
        "competency__slug",
        "assessment__source",
        "assessment__occasion",
        "assessment__seen_on",
        "level",
        "code",
        "assessment_id",
    )
    # A submitted assessment has its day: the database says so.
    ordered: Iterable[Any] = rows.order_by("assessment__seen_on", "pk")
    return list(map(Said._make, ordered))


def by_resident(said: Iterable[Said]) -> dict[int, list[Said]]:
    """The rows of each resident (key)."""
    found: dict[int, list[Said]] = defaultdict(list)
    for row in said:
        found[row.resident].append(row)
    return found


def with_former(
    competencies: Sequence[Competency], said: Iterable[Said], program: int
) -> list[Competency]:
    """`competencies` and those that only an earlier edition has, if they were rated.

    Of packs and of the program (its key): what another one has added is not theirs.
    """
    missing = {row.slug for row in said} - {each.slug for each in competencies}
    if not missing:
        return list(competencies)
    theirs = Q(program=None) | Q(program=program)
    former = Competency.objects.filter(theirs, slug__in=missing)
    newest = {
        each.slug: each for each in former.select_related("domain").order_by("pk")
    }
    return [*competencies, *newest.values()]


def tracks_of(
    said: Iterable[Said], competencies: Sequence[Competency], start: date
) -> list[Track]:
    """The tracks of one resident, in the order of the framework."""
    heaps: dict[str, _Heap] = defaultdict(_Heap)
    for row in said:
        _put(heaps[row.slug], row, start)
    return [
        Track(
            competency.slug,
            competency.title,
            competency.domain.title,
            competency.expected,
            _cells(heaps[competency.slug].numbers),
            heaps[competency.slug].dots,
            heaps[competency.slug].could_not,
        )
        for competency in competencies
    ]


def domains_of(tracks: Iterable[Track]) -> list[Track]:
    """A track for each domain: the median of its competencies, voice by voice."""
    groups: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        groups[track.domain].append(track)
    return [_domain(title, group) for title, group in groups.items()]


def level_words(level: Decimal) -> str:
    """`2.5`, `2.75`, or that it is below level 1."""
    if level < 1:
        return "below 1"
    return f"{level:.2f}".removesuffix("0")


def _put(heap: _Heap, row: Said, start: date) -> None:
    value = number(row.level, row.code)
    if value is None:
        heap.could_not += 1
        return
    occasion = row.occasion
    if occasion == Occasion.OBSERVATION:
        occasion = occasion_on(row.seen_on, start)
        month = months_after(row.seen_on, start)
        heap.dots.append(Dot(month, value, row.source))
    heap.numbers[_VOICE[row.source], occasion].append(value)


def _cells(numbers: Mapping[tuple[str, str], list[Decimal]]) -> Cells:
    cells: dict[str, dict[str, Cell]] = {SELF: {}, SEEN: {}, COMMITTEE: {}}
    for (voice, occasion), found in numbers.items():
        if len(found) == 1:  # the usual case, thousands of times in a packet
            cells[voice][occasion] = Cell(found[0], 1, found[0], found[0])
        elif (median := median_of(found)) is not None:
            cells[voice][occasion] = Cell(median, len(found), min(found), max(found))
    return cells


def _domain(title: str, group: Sequence[Track]) -> Track:
    numbers: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for track in group:
        for voice, cells in track.cells.items():
            for occasion, cell in cells.items():
                numbers[voice, occasion].append(cell.level)
    expected: dict[str, Decimal] = {
        occasion: median_of([track.expected[occasion] for track in group]) or Decimal(0)
        for occasion in MONTHS
    }
    return Track("", title, title, expected, _cells(numbers))


def ratings_of(residents: Iterable[int], ratings: RatingQuerySet) -> RatingQuerySet:
    """Those of `ratings` that are about `residents` (keys)."""
    return ratings.filter(assessment__resident__in=list(residents))


def everything_about(residents: Iterable[int]) -> list[Said]:
    """All current ratings of `residents`, whoever asks: the caller has checked that."""
    return said_in(ratings_of(residents, Rating.objects.all()))
