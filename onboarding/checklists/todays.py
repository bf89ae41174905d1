"""`Facts.today`, and how long is waited, said in SQL, for lists of many residents."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least, NullIf
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


def days_waited_in_sql(today: Combinable, now: datetime) -> Case:
    """`states.days_waited` of an unfinished item, with the `today` of its resident."""
    since = _whole_days_since("waits_since", now)
    soon = days_before("due_on", DUE_SOON_DAYS)
    open_days = Least(
        since,
        Coalesce(_days_from(F("not_before_on"), today), _FOR_EVER),
        Coalesce(_days_from(soon, today), _FOR_EVER),
    )
    return Case(
        When(waits_since=None, then=Value(0)),
        When(state=StoredState.OPEN, then=Greatest(Value(0), open_days)),
        default=Greatest(Value(0), since),
        output_field=IntegerField(),
    )


def _whole_days_since(column: str, now: datetime) -> Func:
    """How many times 24 hours have passed since the moment in `column`."""
    moments = Value(now, output_field=DateTimeField()), F(column)
    if connection.vendor == "postgresql":
        return Func(*moments, arg_joiner=" - ", template=_DAYS_ON_POSTGRESQL)
    return _julian_difference(*moments)


def _days_from(day: Combinable, today: Combinable) -> Func:
    """How many days before `today` the `day` is."""
    if connection.vendor == "postgresql":
        return Func(today, day, arg_joiner=" - ", template="(%(expressions)s)")
    return _julian_difference(today, day)


def _julian_difference(later: Combinable, earlier: Combinable) -> Func:
    julian = [Func(each, function="julianday") for each in (later, earlier)]
    return Func(*julian, arg_joiner=" - ", template=_DAYS_ON_SQLITE)


# Longer than anything waits.
_FOR_EVER = Value(100_000)
_DAYS_ON_POSTGRESQL = "floor(extract(epoch FROM (%(expressions)s)) / 86400)::integer"
# Numbers of days are no whole ones there: half a second of mercy.
_DAYS_ON_SQLITE = "CAST(%(expressions)s + 0.000005 AS INTEGER)"


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
