"""A trajectory as a drawing: where each point, line and band lies.

The template draws it as SVG without style or script, so that it prints and obeys the
content security policy; the same numbers stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from onboarding.milestones.trajectories import (
    COMMITTEE,
    HALF_BAND,
    SEEN,
    SELF,
    Track,
    level_words,
)
from onboarding.milestones.words import MONTHS

WIDTH, HEIGHT = 320, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 10, 26
_LAST = 12
_TOP_LEVEL = 5
# Wider than the others: where all say the same, a ring around their mark is left.
_RING, _MARK = 6.5, 4.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One point with its place and what it says."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One voice: its marks from left to right and the line through them."""

    voice: str
    label: str
    marks: Sequence[Mark]

    @property
    def radius(self) -> float:
        """How wide its marks are."""
        return _RING if self.voice == SELF else _MARK

    @property
    def points(self) -> str:
        """The corners, as SVG wants them."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of one track."""

    key: str
    title: str
    description: str
    band: str
    lines: Sequence[Line]
    dots: Sequence[Mark]
    levels: Sequence[Mark]
    months: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def chart_of(track: Track, key: str) -> Chart:
    """The drawing of `track`; `key` tells it from other drawings on the page."""
    lines = [
        _line(track, SELF, "Self"),
        _line(track, SEEN, "Observers"),
        _line(track, COMMITTEE, "Committee"),
    ]
    return Chart(
        key=key,
        title=track.title,
        description=description_of(track),
        band=_band(track),
        lines=[line for line in lines if line.marks],
        dots=[
            Mark(_x(dot.month), _y(dot.level), level_words(dot.level))
            for dot in track.dots
        ],
        levels=[
            Mark(_LEFT - 8, _y(Decimal(n)), str(n) if n else "<1") for n in range(6)
        ],
        months=[
            Mark(_x(month), HEIGHT - 8, "arrival" if not month else f"{month} months")
            for month in MONTHS.values()
        ],
    )


def _line(track: Track, voice: str, label: str) -> Line:
    cells = track.cells[voice]
    marks = [
        Mark(_x(month), _y(cells[occasion].level), cells[occasion].words)
        for occasion, month in MONTHS.items()
        if occasion in cells
    ]
    return Line(voice, label, marks)


def _band(track: Track) -> str:
    """The corners of the expected band: along its top, and back along its bottom."""
    places = [(_x(month), track.expected[o]) for o, month in MONTHS.items()]
    top = [f"{x},{_y(level + HALF_BAND)}" for x, level in places]
    bottom = [f"{x},{_y(level - HALF_BAND)}" for x, level in reversed(places)]
    return " ".join([*top, *bottom])


def description_of(track: Track) -> str:
    """The drawing in words, for those who do not see it."""
    said = []
    for label, expected, *cells in track.rows:
        parts = [f"expected {level_words(expected)}"]
        for voice, cell in zip((SELF, SEEN, COMMITTEE), cells, strict=True):
            if cell:
                parts.append(f"{voice} {cell.words}")
        said.append(f"{label}: {', '.join(parts)}")
    return ". ".join(said)


def _x(month: float) -> float:
    inside = min(max(month, 0), _LAST)
    return round(_LEFT + inside / _LAST * (WIDTH - _LEFT - _RIGHT), 1)


def _y(level: Decimal) -> float:
    inside = min(max(float(level), 0), _TOP_LEVEL)
    return round(_TOP + (1 - inside / _TOP_LEVEL) * (HEIGHT - _TOP - _BOTTOM), 1)
