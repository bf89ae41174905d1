"""On which day, and in which hours of it, a letter may leave. No clock, no queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from onboarding.lib.dates import ONE_DAY, instant
from onboarding.reminders.models import LAST_HOUR, Policy, QuietSpell
from onboarding.residents.whereabouts import Whereabouts

# Whoever works at night sleeps in the morning.
NIGHT_SHIFT_HOUR = 17
_Kind = QuietSpell.Kind


@dataclass(frozen=True, slots=True)
class LetterDay:
    """A local day and its hours for letters: from `opens` (UTC) until `closes`."""

    day: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one person may get letters: by place, by program and by their own wish."""

    where: Whereabouts
    policy: Policy = field(default_factory=Policy)
    spells: Sequence[QuietSpell] = ()

    def hours(self, day: date) -> LetterDay:
        """The hours of `day` where the person is on that day."""
        zone = self.where.zone_on(day)
        nights = any(
            s.kind == _Kind.NIGHT_SHIFTS and s.covers(day) for s in self.spells
        )
        hour = max(self.policy.hour, NIGHT_SHIFT_HOUR) if nights else self.policy.hour
        return LetterDay(day, instant(day, hour, zone), instant(day, LAST_HOUR, zone))

    def why_quiet(self, day: date, *, is_pressing: bool = False) -> str:
        """Why no letter leaves on `day`, or nothing.

        What is `pressing`, a deadline of law that is over, leaves on the program's
        quiet days too, but never on those that the person asked for.
        """
        for spell in self.spells:
            if spell.kind == _Kind.DO_NOT_DISTURB and spell.covers(day):
                return "This is a day on which no letters were wanted."
        return "" if is_pressing else self.policy.why_quiet(day)

    def first(self, now: datetime, *, is_pressing: bool = False) -> LetterDay:
        """The day of the next letter at `now`: today, unless it is late or quiet."""
        today = self.hours(self.where.today(now))
        if now < today.closes and not self.why_quiet(
            today.day, is_pressing=is_pressing
        ):
            return today
        return self.after(today, is_pressing=is_pressing)

    def after(self, one: LetterDay, *, is_pressing: bool = False) -> LetterDay:
        """The letter day that follows `one`."""
        day = one.day + ONE_DAY
        while self.why_quiet(day, is_pressing=is_pressing):
            day += ONE_DAY
        return self.hours(day)
