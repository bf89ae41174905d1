"""The calendars of many people, read in as few queries as there are kinds of wishes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import Combinable

from onboarding.reminders.hours import Calendar
from onboarding.reminders.models import Policy, QuietSpell
from onboarding.residents import whereabouts
from onboarding.residents.models import Program, Resident

_Row = Mapping[str, Any]
DEFAULT = Policy()


def columns() -> dict[str, Combinable]:
    """What `calendars_of` reads, for `.values()` of rows that have a resident."""
    spells = QuietSpell.objects.filter(resident=OuterRef("resident_id"))
    return whereabouts.columns() | {
        "policy": F("resident__cohort__program__policy"),
        "has_spells": Exists(spells),
    }


def calendars_of(rows: Iterable[_Row]) -> dict[int, Calendar]:
    """The calendars in rows of `resident_id` and `columns()`, by resident.

    No query where nobody has said anything, two at most.
    """
    people = {row["resident_id"]: row for row in rows}
    chosen = {row["policy"] for row in people.values()} - {None}
    policies = Policy.objects.in_bulk(chosen) if chosen else {}
    spells: dict[int, list[QuietSpell]] = {}
    wishing = [pk for pk, row in people.items() if row["has_spells"]]
    if wishing:
        for spell in QuietSpell.objects.filter(resident__in=wishing):
            spells.setdefault(spell.resident_id, []).append(spell)
    return {
        pk: Calendar(
            whereabouts.whereabouts_of(row),
            policies.get(row["policy"], DEFAULT),
            spells.get(pk, ()),
        )
        for pk, row in people.items()
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a resident stands when a letter leaves: what its writers need to know.

    `dates` are their key dates as far as letters depend on them, `today` is the day it
    is where they are.
    """

    dates: Mapping[str, date]
    today: date


def calendar_for(resident: Resident, dates: Mapping[str, date]) -> Calendar:
    """The calendar of one resident, given their key `dates`."""
    where = whereabouts.where_is(resident, dates)
    spells = tuple(resident.quiet_spells.all())
    return Calendar(where, policy_of(resident.cohort.program), spells)


def policy_of(program: Program) -> Policy:
    """The policy of `program`, or the defaults."""
    found: Policy | None = getattr(program, "policy", None)
    return found or Policy(program=program)
