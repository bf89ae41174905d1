"""What a policy would change, before it is saved: the letters of the next two weeks.

Both lists come from the real pass on a copy (rehearsal.py); nothing is kept of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
class Letter:
    """One letter before or after the change: when, in words, and what it tells."""

    when: str
    titles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """The letters of one person on one day, as they are and as they would be."""

    to: str
    day: str
    before: Letter | None
    after: Letter | None


@dataclass(frozen=True, slots=True)
class Preview:
    """How many letters there are, how many there would be, and what differs."""

    before: int
    after: int
    differences: Sequence[Difference]

    @property
    def shown(self) -> Sequence[Difference]:
        """The first of what differs."""
        return self.differences[:SHOWN]

    @property
    def more(self) -> int:
        """How many differences are not shown."""
        return len(self.differences) - len(self.shown)


def preview_policy(policy: Policy, now: datetime) -> Preview:
    """What saving `policy` would change for the residents of its program."""
    today = local_day(now, policy.program.time_zone)
    before = _letters(policy, now)
    after = _letters(policy, now, supposing=lambda: _suppose(policy, now))
    keys = sorted({*before, *after}, key=lambda key: (key[1], key[0]))
    pairs = [(key, _said(before.get(key)), _said(after.get(key))) for key in keys]
    differences = [
        Difference(to, day_words(day, today), was, will_be)
        for (to, day), was, will_be in pairs
        if was != will_be
    ]
    return Preview(len(before), len(after), differences)


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
    return {(one.to, one.local_time.date()): one for one in letters}


def _said(letter: Foreseen | None) -> Letter | None:
    if letter is None:
        return None
    hour = f"{letter.local_time:%I:%M %p}".lstrip("0")
    return Letter(hour, sorted(letter.titles))
