"""What decides a resident's plan, read once and passed around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.residents.anchors import Anchor
from onboarding.residents.models import KeyDate, Resident, Switch
from onboarding.residents.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Facts:
    """One resident as the date engine sees them. `dates` has the known anchors only."""

    category: str
    switches: frozenset[str]
    specialty: str
    state: str
    dates: dict[str, date]
    home_zone: str
    program_zone: str
    program_end: date

    @property
    def where(self) -> Whereabouts:
        """Where they are, as far as is known."""
        moved_on = self.dates.get(Anchor.ARRIVAL_IN_US)
        return Whereabouts(
            self.home_zone,
            self.program_zone,
            moved_on or self.dates[Anchor.PROGRAM_START],
        )

    def zone_on(self, day: date) -> str:
        """The IANA zone where they are on `day`."""
        return self.where.zone_on(day)

    def today(self, now: datetime) -> date:
        """The day it is where they are at `now`."""
        return self.where.today(now)


def facts_of(resident: Resident) -> Facts:
    """The facts of one resident; reads their dates and switches unless prefetched."""
    days = {key_date.anchor: key_date.on for key_date in resident.key_dates.all()}
    on = frozenset(switch.name for switch in resident.switches.all() if switch.is_on)
    return _facts(resident, days, on)


def facts_for(residents: Iterable[Resident]) -> dict[int, Facts]:
    """The facts of many residents by primary key, in two queries."""
    people = list(residents)
    days: dict[int, dict[str, date]] = {resident.pk: {} for resident in people}
    on: dict[int, set[str]] = {resident.pk: set() for resident in people}
    known = KeyDate.objects.filter(resident__in=days).order_by()
    for pk, anchor, day in known.values_list("resident_id", "anchor", "on"):
        days[pk][anchor] = day
    answered = Switch.objects.filter(resident__in=days, is_on=True).order_by()
    for pk, name in answered.values_list("resident_id", "name"):
        on[pk].add(name)
    return {r.pk: _facts(r, days[r.pk], frozenset(on[r.pk])) for r in people}


def _facts(resident: Resident, own: dict[str, date], switches: frozenset[str]) -> Facts:
    """From the days of their own and the switches that are on."""
    program = resident.cohort.program
    dates = resident.cohort.dates | own
    if Anchor.ORIENTATION_START in own and not (
        Anchor.HIRE_DATE in own or resident.cohort.hire_date
    ):
        # Nobody set a first day of paid work: it follows the orientation.
        dates[Anchor.HIRE_DATE] = own[Anchor.ORIENTATION_START]
    return Facts(
        category=resident.category,
        switches=switches,
        specialty=program.specialty,
        state=program.state,
        dates=dates,
        home_zone=resident.time_zone or program.time_zone,
        program_zone=program.time_zone,
        program_end=resident.program_end(dates[Anchor.PROGRAM_START]),
    )
