"""What cannot be ready in time, read for many residents at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.checklists.definitions import definitions_of
from onboarding.checklists.facts import facts_for
from onboarding.checklists.feasibility import (
    Shortfall,
    Step,
    first_of,
    shortfall_by,
    shortfalls,
    step_of,
)
from onboarding.checklists.models import Edition, Item, ItemDefinition, Plan
from onboarding.checklists.words import UNFINISHED
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Days:
    """The day it is where a resident is, and the first day of their program."""

    today: date
    start: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """What cannot be ready for the start, and what cannot be begun by its own date."""

    start: Shortfall | None
    items: Mapping[str, Shortfall]


def days_of(residents: Sequence[Resident], now: datetime) -> dict[int, Days]:
    """The days of `residents`, who come with cohort and program. Two queries."""
    facts = facts_for(residents)
    return {
        pk: Days(one.today(now), one.dates[Anchor.PROGRAM_START])
        for pk, one in facts.items()
    }


@dataclass(frozen=True, slots=True)
class Matter:
    """The definitions that can take time or wait for such ones, by primary key."""

    definitions: Mapping[int, ItemDefinition]

    def title(self, slug: str) -> str:
        """The title of the item called `slug`."""
        found = (d.title for d in self.definitions.values() if d.slug == slug)
        return next(found, slug)


def what_matters(residents: Sequence[int]) -> Matter:
    """What decides when `residents` can be ready. One query."""
    held = Plan.objects.filter(pk__in=residents).order_by()
    editions = Edition.objects.filter(pk__in=held.values("edition"))
    found = (_that_matter(definitions_of(edition)) for edition in editions)
    return Matter({one.pk: one for group in found for one in group})


def forecasts_of(days: Mapping[int, Days], matter: Matter) -> dict[int, Forecast]:
    """The forecast of each resident, by primary key, whose start is still ahead.

    One query if there are any.
    """
    ahead = {pk: one for pk, one in days.items() if one.today < one.start}
    steps = _read_steps(list(ahead), matter) if ahead else {}
    return {
        pk: Forecast(
            shortfall_by(found, ahead[pk].start, ahead[pk].today),
            shortfalls(found, ahead[pk].today),
        )
        for pk, found in steps.items()
    }


def forecast_of(items: Iterable[Item], days: Days) -> Forecast | None:
    """The same for one resident from all their `items`, with definitions. No query."""
    if days.today >= days.start:
        return None
    steps = [
        step_of(i.slug, i.definition.rules, i.state, i.due_on, i.not_before_on)
        for i in items
        if i.is_unfinished and i.occurrence == 1
    ]
    return Forecast(
        shortfall_by(steps, days.start, days.today), shortfalls(steps, days.today)
    )


def _read_steps(residents: Sequence[int], matter: Matter) -> dict[int, list[Step]]:
    rows = Item.objects.filter(
        resident__in=residents,
        occurrence=1,
        state__in=UNFINISHED,
        definition__in=list(matter.definitions),
    ).order_by()
    steps: dict[int, list[Step]] = {}
    for pk, slug, definition, state, due_on, opens in rows.values_list(
        "resident_id", "slug", "definition_id", "state", "due_on", "not_before_on"
    ):
        rules = matter.definitions[definition].rules
        steps.setdefault(pk, []).append(step_of(slug, rules, state, due_on, opens))
    return steps


def _that_matter(definitions: Sequence[ItemDefinition]) -> list[ItemDefinition]:
    """Those that take time or open late, and all that come after them."""
    matter = {
        one.slug
        for one in definitions
        if one.rules.get("lead_days") or one.rules.get("not_before")
    }
    size = -1
    while size < len(matter):
        size = len(matter)
        matter |= {
            one.slug
            for one in definitions
            if not matter.isdisjoint(first_of(one.rules))
        }
    return [one for one in definitions if one.slug in matter]
