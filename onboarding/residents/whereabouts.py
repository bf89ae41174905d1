"""Where a resident is: at home until they arrive, with their program from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from onboarding.lib.dates import local_day
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import KeyDate, Resident


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Two time zones (IANA names) and the day on which the second one takes over."""

    home_zone: str
    program_zone: str
    moved_on: date

    def zone_on(self, day: date) -> str:
        """The IANA zone where they are on `day` (interfaces §5)."""
        return self.program_zone if day >= self.moved_on else self.home_zone

    def today(self, now: datetime) -> date:
        """The day it is where they are at `now`.

        On the day of the move two zones compete; being there wins, as for somebody
        who has landed.
        """
        there = local_day(now, self.program_zone)
        return there if there >= self.moved_on else local_day(now, self.home_zone)


def where_is(resident: Resident, dates: Mapping[str, date]) -> Whereabouts:
    """The whereabouts of a resident, given their key `dates`."""
    program_zone = resident.cohort.program.time_zone
    return Whereabouts(
        resident.time_zone or program_zone,
        program_zone,
        dates.get(Anchor.ARRIVAL_IN_US) or dates[Anchor.PROGRAM_START],
    )


def columns() -> dict[str, Combinable]:
    """What `whereabouts_of` reads, for `.values()` of rows that have a resident."""
    start = Coalesce(_key_date(Anchor.PROGRAM_START), "resident__cohort__program_start")
    return {
        "home_zone": F("resident__time_zone"),
        "program_zone": F("resident__cohort__program__time_zone"),
        "moved_on": Coalesce(_key_date(Anchor.ARRIVAL_IN_US), start),
    }


def whereabouts_of(row: Mapping[str, Any]) -> Whereabouts:
    """The whereabouts in a row of `columns()`."""
    program_zone = row["program_zone"]
    return Whereabouts(row["home_zone"] or program_zone, program_zone, row["moved_on"])


def _key_date(anchor: Anchor) -> Subquery:
    own = KeyDate.objects.filter(resident=OuterRef("resident_id"), anchor=anchor)
    return Subquery(own.values("on")[:1])
