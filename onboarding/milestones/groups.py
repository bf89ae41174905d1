"""A cohort as a group: medians of five or more, and how far it has come.

Nobody is named, nobody is ranked, and what fewer than five say stays untold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from onboarding.milestones import trajectories
from onboarding.milestones.models import Competency
from onboarding.milestones.summaries import FEWEST, Change, change_of, median_of
from onboarding.milestones.trajectories import SEEN, SELF, Cell, Said, Track
from onboarding.milestones.words import MONTHS, Occasion

# For whom and to when the change since arrival is told.
_CHANGES = [
    (voice, occasion)
    for voice in (SEEN, SELF)
    for occasion in (Occasion.MONTH_6, Occasion.MONTH_12)
]
_VOICES = {SEEN: "Observers", SELF: "Self"}


@dataclass(frozen=True, slots=True)
class GroupChange:
    """How far a group has come since arrival, by one voice."""

    voice: str
    until: str
    change: Change

    @property
    def words(self) -> str:
        """`+1 (96%: +0.5 to +1.25; 12 people)`."""
        found = self.change
        return (
            f"{_signed(found.median)} ({found.confidence:.0%}: {_signed(found.low)} to "
            f"{_signed(found.high)}; {found.n} people)"
        )


@dataclass(frozen=True, slots=True)
class GroupTrack:
    """One competency or domain of a group; `track` holds medians of five or more."""

    track: Track
    changes: Sequence[GroupChange]

    @property
    def observed_changes(self) -> list[GroupChange]:
        """Those that observers saw."""
        return [each for each in self.changes if each.voice == _VOICES[SEEN]]


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort as its director may see it."""

    size: int
    domains: Sequence[GroupTrack]
    competencies: Sequence[GroupTrack]

    @property
    def is_too_small(self) -> bool:
        """Whether nothing can be told without telling of persons."""
        return self.size < FEWEST

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said by five or more."""
        return all(each.track.is_empty for each in self.competencies)


def group_of(
    residents: Sequence[int],
    said: Sequence[Said],
    competencies: Sequence[Competency],
    start: date,
) -> Group:
    """The group of `residents` (keys), of whom `said` was said."""
    theirs = trajectories.by_resident(said)
    each = [
        trajectories.tracks_of(theirs.get(resident, ()), competencies, start)
        for resident in residents
    ]
    by_domain = [trajectories.domains_of(tracks) for tracks in each]
    return Group(len(residents), _grouped(by_domain), _grouped(each))


def _grouped(people: Sequence[Sequence[Track]]) -> list[GroupTrack]:
    """One track for the same competency of everybody."""
    return [_group(same) for same in zip(*people, strict=True)]


def _group(same: Sequence[Track]) -> GroupTrack:
    first = same[0]
    numbers: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for track in same:
        for voice in (SELF, SEEN):
            for occasion, cell in track.cells[voice].items():
                numbers[voice, occasion].append(cell.level)
    track = Track(first.slug, first.title, first.domain, first.expected, _told(numbers))
    return GroupTrack(track, _changes(same))


def _told(numbers: Mapping[tuple[str, str], list[Decimal]]) -> trajectories.Cells:
    cells: dict[str, dict[str, Cell]] = {
        SELF: {},
        SEEN: {},
        trajectories.COMMITTEE: {},
    }
    for (voice, occasion), found in numbers.items():
        median = median_of(found)
        if len(found) >= FEWEST and median is not None:
            # Its extremes would be two persons.
            cells[voice][occasion] = Cell(median, len(found), median, median)
    return cells


def _changes(same: Sequence[Track]) -> list[GroupChange]:
    found = []
    for voice, occasion in _CHANGES:
        cells = [track.cells[voice] for track in same]
        pairs = [
            (c[Occasion.ARRIVAL].level, c[occasion].level)
            for c in cells
            if Occasion.ARRIVAL in c and occasion in c
        ]
        change = change_of(pairs)
        if change is not None:
            until = f"{MONTHS[occasion]} months"
            found.append(GroupChange(_VOICES[voice], until, change))
    return found


def _signed(step: float) -> str:
    return f"{step:+.2f}".rstrip("0").rstrip(".")
