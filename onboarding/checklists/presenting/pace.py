"""What the usual pace means for one item, in words for whoever has to do it."""

from collections.abc import Iterable, Mapping
from datetime import date

from onboarding.checklists.facts import Facts
from onboarding.checklists.feasibility import (
    Shortfall,
    shortfall_by,
    shortfalls,
    step_of,
)
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.lines import Line
from onboarding.residents.anchors import Anchor

_HELP = (
    "Begin as soon as you can, and tell your coordinator: together there is often a "
    "way."
)


def pace_of(
    item: Item,
    plan: Iterable[Item],
    facts: Facts,
    today: date,
    readable: Iterable[Line],
) -> str:
    """That `item` cannot begin or be there in time, and what to do; "" if it can.

    Names only items that are `readable`. Once the program has begun nobody is told: the
    dates then say it.
    """
    start = facts.dates[Anchor.PROGRAM_START]
    if today >= start or item.occurrence > 1 or not item.is_unfinished:
        return ""
    steps = [
        step_of(o.slug, o.definition.rules, o.state, o.due_on, o.not_before_on)
        for o in plan
        if o.occurrence == 1 and o.is_unfinished
    ]
    late = shortfalls(steps, today).get(item.slug)
    if late:
        titles = {line.item.slug: line.item.definition.title for line in readable}
        return _cannot_begin(late, today, titles)
    whole = shortfall_by(steps, start, today)
    if whole and whole.breaks.slug == item.slug:
        ready = day_words(whole.breaks.ready_on, today)
        return (
            f"At the usual pace the result is there on {ready}. The program starts on "
            f"{day_words(start, today)}, and other items wait for it. {_HELP}"
        )
    return ""


def _cannot_begin(late: Shortfall, today: date, titles: Mapping[str, str]) -> str:
    first = late.breaks.slug
    reason = ""
    if first != late.slug:
        name = f"“{titles[first]}”" if first in titles else "Something else"
        reason = f" {name} comes first and takes until then."
    begins = day_words(late.begins_on, today)
    return (
        f"At the usual pace this can begin on {begins}, after its date.{reason} {_HELP}"
    )
