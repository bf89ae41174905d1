"""The date engine: which items apply and when they are due. No clock, no database.

Rules are those of pack files (interfaces §6), as packs/schema.py has checked them.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.checklists.facts import Facts
from onboarding.checklists.words import DUE_SOON_DAYS, Deadline
from onboarding.lib.dates import (
    add_business_days,
    add_months,
    instant,
    working_day_before,
)
from onboarding.residents.anchors import EXPIRIES, Anchor

# Reminders look at an item from this hour on, where the person is: no program's letters
# leave earlier. At which hour they do is the program's to say.
NOTICE_HOUR = 7
# What `repeats.until` may name beside anchors (interfaces §6).
PROGRAM_END = "program_end"
# Ten years of months: no plan is longer, whatever day somebody types.
MOST_OCCURRENCES = 120


@dataclass(frozen=True, slots=True)
class Schedule:
    """The stored dates of one item; `waiting_for` is "" when nothing is in the way."""

    due_on: date | None
    not_before_on: date | None
    waiting_for: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the other items of a plan are: what a due date and a wait depend on.

    Of an item that repeats, the first occurrence counts. One that does not apply counts
    as done on the day for which it would have been planned; `instead` says what that
    day waits for while it is not known.
    """

    unfinished: Container[str]
    completed_on: Mapping[str, date]
    instead: Mapping[str, str] = field(default_factory=dict)


def applies(conditions: Mapping[str, Any], facts: Facts) -> bool:
    """Whether all `conditions` hold; a list means any of its values.

    A switch that nobody answered counts as no.
    """
    for name, wanted in conditions.items():
        if isinstance(wanted, bool):
            if (name in facts.switches) != wanted:
                return False
        else:
            allowed = wanted if isinstance(wanted, list) else [wanted]
            if getattr(facts, name) not in allowed:
                return False
    return True


def shift(day: date, rule: Mapping[str, Any]) -> date:
    """`day` moved by the `days` or `business_days` of `rule`."""
    if "business_days" in rule:
        return add_business_days(day, rule["business_days"])
    return day + timedelta(days=rule.get("days", 0))


def with_followers(anchors: Iterable[str]) -> frozenset[str]:
    """`anchors` and the days that follow from them."""
    names = set(anchors)
    if Anchor.ORIENTATION_START in names:
        # Unless somebody set the first day of paid work, it is the same.
        names.add(Anchor.HIRE_DATE)
    if Anchor.PROGRAM_START in names:
        names.add(PROGRAM_END)
    return frozenset(names)


def counts_from(rules: Mapping[str, Any], names: Container[str]) -> bool:
    """Whether a date of an item with these rules follows from one of `names`."""
    window, repeats = rules.get("not_before") or {}, rules.get("repeats") or {}
    days = rules["due"].get("anchor"), window.get("anchor"), repeats.get("until")
    return any(day in names for day in days)


def schedule(
    rules: Mapping[str, Any],
    deadline: str,
    facts: Facts,
    progress: Progress,
    *,
    months: int = 0,
) -> Schedule:
    """The dates of one item and what it waits for.

    With `months`, those of an occurrence that counts from the day so much later.
    """
    due = rules["due"]
    if "on" in due:
        # Written for one person: this very day, and nothing comes first.
        return Schedule(date.fromisoformat(due["on"]), None, "")
    name = due.get("after") or due["anchor"]
    known = progress.completed_on if "after" in due else facts.dates
    start = known.get(name)
    due_on = None
    if start is not None:
        due_on = _settle(shift(_later(start, months), due), deadline)
    return Schedule(
        due_on=due_on,
        not_before_on=_not_before(rules, facts, months),
        waiting_for=progress.instead.get(name, name)
        if due_on is None
        else _first_unfinished(rules, progress.unfinished),
    )


def series(
    rules: Mapping[str, Any],
    deadline: str,
    facts: Facts,
    progress: Progress,
    finished: Mapping[int, date | None],
) -> dict[int, Schedule]:
    """The dates of every occurrence that is not finished, by number from 1.

    `finished` has the numbers of those that are, with the day they counted for. One
    that does not repeat has the number 1. One that does comes back `every_months` from
    its first date until the day that `until` names; while that day is unknown, only the
    first is certain. What counts from an expiry date goes on from the last one that is
    finished: the next paper has its own date, which replaces the old one.
    """
    repeats = rules.get("repeats")
    if repeats is None:
        if 1 in finished:
            return {}
        return {1: schedule(rules, deadline, facts, progress)}
    until = _end_of(repeats["until"], facts)
    is_renewal = rules["due"].get("anchor") in EXPIRIES
    found: dict[int, Schedule] = {}
    months, last = 0, None
    for number in range(1, MOST_OCCURRENCES + 1):
        if number in finished:
            last = finished[number] or last
            months += 0 if is_renewal else repeats["every_months"]
            continue
        planned = schedule(rules, deadline, facts, progress, months=months)
        while is_renewal and planned.due_on and last and planned.due_on <= last:
            months += repeats["every_months"]
            planned = schedule(rules, deadline, facts, progress, months=months)
        if number > 1 and _is_past(planned.due_on, until):
            break
        found[number] = planned
        last = planned.due_on
        months += repeats["every_months"]
    return found


def notice_at(planned: Schedule, facts: Facts) -> datetime | None:
    """When (UTC) reminders should first look at an item that its owner can act on.

    In the morning where the person is, on the day it becomes due soon or, if later,
    stops being too early. None while it waits for something.
    """
    if planned.due_on is None or planned.waiting_for:
        return None
    day = planned.due_on - timedelta(days=DUE_SOON_DAYS)
    if planned.not_before_on is not None:
        day = max(day, planned.not_before_on)
    return instant(day, NOTICE_HOUR, facts.zone_on(day))


def _settle(day: date, deadline: str) -> date:
    """Deadlines made by people move to the working day before; those of law stay."""
    return day if deadline == Deadline.LEGAL else working_day_before(day)


def _not_before(rules: Mapping[str, Any], facts: Facts, months: int) -> date | None:
    window = rules.get("not_before")
    start = facts.dates.get(window["anchor"]) if window else None
    if start is None or window is None:
        return None
    return shift(_later(start, months), window)


def _later(day: date, months: int) -> date:
    return add_months(day, months) if months else day


def _end_of(until: str, facts: Facts) -> date | None:
    """The last day on which something may come back, as far as is known."""
    return facts.program_end if until == PROGRAM_END else facts.dates.get(until)


def _is_past(day: date | None, until: date | None) -> bool:
    return day is None or until is None or day > until


def _first_unfinished(rules: Mapping[str, Any], unfinished: Container[str]) -> str:
    return next((s for s in rules.get("requires", ()) if s in unfinished), "")
