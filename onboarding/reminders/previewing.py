"""What a policy would change, before it is saved: the letters of the next two weeks.

Both lists come from the real pass on a copy (rehearsal.py); nothing is kept of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from onboarding.checklists.presenting.days import day_words
from onboarding.lib.dates import local_day
from onboarding.reminders.models import Policy
from onboarding.reminders.policies import set_policy
from onboarding.reminders.rehearsal import Foreseen, foresee_next
from onboarding.residents.models import Cohort

AHEAD_DAYS = 14
# More rows than this nobody reads; the sums are of all.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """The letter of one person on one day, as it is and as it would be."""

    before: Foreseen | None
    after: Foreseen | None

    @property
    def name(self) -> str:
        """Whose letter it is."""
        return self._letter.name

    @property
    def day(self) -> date:
        """The day where they are."""
        return self._letter.day

    @property
    def hours(self) -> tuple[str, str] | None:
        """The hour it leaves and would leave, if that is another one."""
        if self.before is None or self.after is None:
            return None
        was, will_be = self.before.hour, self.after.hour
        return (was, will_be) if was != will_be else None

    @property
    def left_out(self) -> Sequence[str]:
        """The titles that it would not tell any more."""
        return _only_in(self.before, self.after)

    @property
    def new(self) -> Sequence[str]:
        """The titles that it does not tell as things are."""
        return _only_in(self.after, self.before)

    @property
    def is_other(self) -> bool:
        """Whether the letter itself comes, goes, or tells something else."""
        came_or_went = self.before is None or self.after is None
        return came_or_went or bool(self.left_out or self.new)

    @property
    def _letter(self) -> Foreseen:
        letter = self.after or self.before
        if letter is None:
            raise ValueError("Neither letter is there.")
        return letter


@dataclass(frozen=True, slots=True)
class OtherHour:
    """How many letters would leave at one hour instead of another."""

    was: str
    will_be: str
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """What would be different on one day."""

    words: str
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Preview:
    """How many letters there are, how many there would be, and what differs.

    `days` has the first differences; `more` is how many are left out there.
    """

    before: int
    after: int
    hours: Sequence[OtherHour]
    days: Sequence[Day]
    more: int


def preview_policy(policy: Policy, now: datetime) -> Preview:
    """What saving `policy` would change for the residents of its program."""
    today = local_day(now, policy.program.time_zone)
    before = _letters(policy, now)
    after = _letters(policy, now, supposing=lambda: _suppose(policy, now))
    pairs = [Difference(before.get(key), after.get(key)) for key in {*before, *after}]
    others = sorted(
        (one for one in pairs if one.is_other), key=attrgetter("day", "name")
    )
    return Preview(
        before=len(before),
        after=len(after),
        hours=_other_hours(pairs),
        days=_by_day(others[:SHOWN], today),
        more=max(len(others) - SHOWN, 0),
    )


def _suppose(policy: Policy, now: datetime) -> None:
    is_new = policy._state.adding
    set_policy(policy, now=now)
    if is_new:
        policy.pk, policy._state.adding = None, True


def _letters(
    policy: Policy, now: datetime, supposing: Callable[[], None] | None = None
) -> dict[tuple[str, date], Foreseen]:
    """The letters to the residents of the program, by address and local day."""
    cohorts = list(Cohort.objects.filter(program=policy.program_id))
    letters = foresee_next(AHEAD_DAYS, cohorts=cohorts, now=now, supposing=supposing)
    return {(one.to, one.day): one for one in letters}


def _only_in(one: Foreseen | None, other: Foreseen | None) -> Sequence[str]:
    """The titles in the letter `one` that are not in `other`."""
    if one is None:
        return []
    known = set(other.titles) if other else set()
    return [title for title in one.titles if title not in known]


def _other_hours(pairs: Iterable[Difference]) -> list[OtherHour]:
    """What happens to the hours, the most frequent first."""
    counts = Counter(pair.hours for pair in pairs if pair.hours)
    return [OtherHour(*hours, count) for hours, count in counts.most_common()]


def _by_day(differences: Iterable[Difference], today: date) -> list[Day]:
    by_day = groupby(differences, attrgetter("day"))
    return [Day(day_words(day, today), list(some)) for day, some in by_day]
