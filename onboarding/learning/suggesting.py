"""From gaps to suggestions: at most five, each one activity that serves gaps.

No database, no clock. Which activity an answer in focus calls for depends on the pack
and on the plan alone, never on other answers: so one answer less in focus can never
bring an activity more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onboarding.learning.gaps import Finding
from onboarding.learning.words import Way
from onboarding.lib.dates import working_day_before

MOST = 5
# The first one is due so long after today (or the start of the program), the others
# one after the other.
_FIRST = timedelta(days=28)
_APART = timedelta(days=14)
# Sooner means at least a week sooner; a second round comes six weeks after the first.
_WORTH_IT = timedelta(days=7)
_BETWEEN = timedelta(days=42)
# To read something a little sooner helps nobody.
_FAR = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one activity stands in a resident's plan."""

    slug: str
    title: str
    is_watched: bool
    is_finished: bool
    has_open_round: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that suggestions count from, where the resident is."""

    program_start: date
    today: date

    @property
    def begin(self) -> date:
        """From when on something can be done on the job."""
        return max(self.today, self.program_start)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One activity, the subjects that it serves, and how it would come in."""

    activity: str
    title: str
    subjects: Sequence[str]
    serves: str
    way: Way
    due_on: date


def suggestions(
    found: Sequence[Finding], plan: Mapping[str, Standing], calendar: Calendar
) -> list[Suggestion]:
    """What to do about the findings that ask for focus, the widest gap first.

    One activity for each finding, then a second one for each, until there are enough.
    """
    served: dict[str, list[Finding]] = {}
    for _, finding, activity in sorted(_called(found, plan, calendar), key=_turn):
        gaps = served.setdefault(activity, [])
        if finding not in gaps:
            gaps.append(finding)
    return [
        suggestion(plan[slug], gaps, calendar, position)
        for position, (slug, gaps) in enumerate(list(served.items())[:MOST])
    ]


def _called(
    found: Sequence[Finding], plan: Mapping[str, Standing], calendar: Calendar
) -> Iterator[tuple[int, Finding, str]]:
    """The first usable activity of each call, with the turn at which it comes."""
    for finding in found:
        for turn, slugs in enumerate(finding.calls_for):
            usable = options_among(slugs, plan, calendar)
            if usable:
                yield turn, finding, usable[0].slug


def _turn(called: tuple[int, Finding, str]) -> int:
    return called[0]


def suggestion(
    activity: Standing, gaps: Sequence[Finding], calendar: Calendar, position: int
) -> Suggestion:
    """`activity` for `gaps`: sooner if that is worth it, else one more round."""
    target = calendar.begin + _FIRST + position * _APART
    way = Way.AGAIN
    if not activity.is_finished and activity.due_on:
        if activity.due_on >= target + _WORTH_IT:
            way = Way.SOONER
        else:
            target = max(activity.due_on, target) + _BETWEEN
    return Suggestion(
        activity.slug,
        activity.title,
        [gap.subject for gap in gaps],
        _listed([gap.title for gap in gaps]),
        way,
        # Where items of good practice end up anyway.
        working_day_before(target),
    )


def options_among(
    slugs: Iterable[str], plan: Mapping[str, Standing], calendar: Calendar
) -> list[Standing]:
    """Those of `slugs` that the plan has and that may be done: watched ones first."""
    named = [plan[slug] for slug in slugs if slug in plan]
    usable = [activity for activity in named if _is_usable(activity, calendar)]
    return sorted(usable, key=lambda activity: not activity.is_watched)


def _listed(titles: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, last = titles
    return f"{', '.join(first)} and {last}" if first else last


def _is_usable(activity: Standing, calendar: Calendar) -> bool:
    if activity.has_open_round:
        return False
    if activity.is_watched or activity.is_finished:
        return True
    due_on = activity.due_on
    return due_on is not None and due_on >= calendar.begin + _FAR
