"""`Facts.today` said in SQL, for lists of many residents."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import (
    Case,
    DateField,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import In, LessThanOrEqual

from onboarding.checklists.words import DUE_SOON_DAYS, StoredState
from onboarding.lib.dates import local_day
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import KeyDate, Program, Resident

DaysOfZones = dict[date, list[str]]


def today_of(now: datetime, resident: str = "") -> Case:
    """The day it is at `now` where a resident is, as `Facts.today` has it.

    `resident` is the lookup from a row to them; leave it out for rows of residents.
    Asks at once which time zones are in use: one query.
    """
    path = f"{resident}__" if resident else ""
    days = _days_of_zones(now)
    program_zone = F(f"{path}cohort__program__time_zone")
    own_zone = NullIf(F(f"{path}time_zone"), Value(""))
    there = _day_in(program_zone, days)
    moved_on = Coalesce(
        _own_date(Anchor.ARRIVAL_IN_US, f"{path}pk"),
        _own_date(Anchor.PROGRAM_START, f"{path}pk"),
        F(f"{path}cohort__program_start"),
    )
    return Case(
        When(LessThanOrEqual(moved_on, there), then=there),
        default=_day_in(Coalesce(own_zone, program_zone), days),
        output_field=DateField(),
    )


def start_of() -> Coalesce:
    """The first day of the program of a resident, for rows of residents."""
    return Coalesce(_own_date(Anchor.PROGRAM_START, "pk"), F("cohort__program_start"))


def is_ahead(now: datetime) -> Q:
    """`Item.is_ahead_on` for items of many residents, by the day in UTC.

    A day more or less does not matter two weeks before anything is due.
    """
    soon = now.date() + timedelta(days=DUE_SOON_DAYS)
    return Q(
        occurrence__gt=1,
        own_due__isnull=True,
        state=StoredState.OPEN,
        due_on__gt=soon,
    )


def days_before(column: str, days: int) -> Func:
    """The day `days` before that in `column`; databases disagree on how to say it."""
    template = _DAYS_BEFORE[connection.vendor].format(days=days)
    return Func(F(column), template=template, output_field=DateField())


_DAYS_BEFORE = {
    "postgresql": "(%(expressions)s - {days})",
    "sqlite": "date(%(expressions)s, '-{days} days')",
}


def _days_of_zones(now: datetime) -> DaysOfZones:
    """The time zones in use by the day it is there: three days at most."""
    homes = Resident.objects.exclude(time_zone="").order_by()
    programs = Program.objects.order_by()
    zones = homes.values_list("time_zone", flat=True).union(
        programs.values_list("time_zone", flat=True)
    )
    days: DaysOfZones = {}
    for zone in sorted(zones):
        days.setdefault(local_day(now, zone), []).append(zone)
    return days or {now.date(): []}


def _day_in(zone: Combinable, days: DaysOfZones) -> Case:
    commonest = max(days, key=lambda day: len(days[day]))
    others = [
        When(In(zone, names), then=Value(day, output_field=DateField()))
        for day, names in days.items()
        if day != commonest
    ]
    return Case(*others, default=Value(commonest, output_field=DateField()))


def _own_date(anchor: Anchor, resident: str) -> Subquery:
    own = KeyDate.objects.filter(resident=OuterRef(resident), anchor=anchor)
    return Subquery(own.values("on")[:1])
