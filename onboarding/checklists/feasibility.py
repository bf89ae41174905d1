"""Can it be ready in time? Typical lead times along what comes first. Pure.

A day found here is a lower bound: nobody waits, nothing comes back, every unknown date
is taken to be early enough. So "not before" can be said without guessing. The lead time
of an item is what passes from doing it until its result is there: a license, a letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onboarding.checklists.words import StoredState
from onboarding.residents.anchors import EXPIRIES, HAPPENINGS, Anchor

# What counts from these serves that day, and its result may come after the start: a
# renewal is for the end of the old card.
_FOR_ANOTHER_DAY = EXPIRIES | HAPPENINGS | {Anchor.ARRIVAL_IN_US}


@dataclass(frozen=True, slots=True)
class Step:
    """One unfinished item: what comes first, how long it takes, and its days.

    With `result_can_wait` nothing but what waits for it needs its result by the start.
    """

    slug: str
    first: Sequence[str]
    lead_days: int
    due_on: date | None
    not_before_on: date | None
    is_submitted: bool
    result_can_wait: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the first days on which it can be begun and be ready."""

    slug: str
    begins_on: date
    ready_on: date


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something is too late for `limit`: the chain that leads to it, first to last."""

    limit: date
    chain: Sequence[Link]

    @property
    def slug(self) -> str:
        """What cannot be ready."""
        return self.chain[-1].slug

    @property
    def begins_on(self) -> date:
        """The first day on which it can be begun."""
        return self.chain[-1].begins_on

    @property
    def ready_on(self) -> date:
        """The first day on which it can be ready."""
        return self.chain[-1].ready_on

    @property
    def breaks(self) -> Link:
        """The first link that cannot be ready by then. The last one never can."""
        return next(link for link in self.chain if link.ready_on > self.limit)


def first_of(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """The slugs that come before an item with these rules."""
    after = rules["due"].get("after")
    return (*rules.get("requires", ()), *([after] if after else []))


def step_of(
    slug: str,
    rules: Mapping[str, Any],
    state: str,
    due_on: date | None,
    not_before_on: date | None,
) -> Step:
    """A step from the columns of an unfinished item and the rules of its definition."""
    lead_days = rules.get("lead_days", 0)
    return Step(
        slug=slug,
        first=first_of(rules),
        lead_days=lead_days,
        due_on=due_on,
        not_before_on=not_before_on,
        is_submitted=state == StoredState.SUBMITTED,
        result_can_wait=bool(lead_days)
        and rules["due"].get("anchor") in _FOR_ANOTHER_DAY,
    )


def shortfall_by(steps: Iterable[Step], limit: date, today: date) -> Shortfall | None:
    """Whether all that is due by `limit` can be ready by then; if not, the worst."""
    plan = _Plan(steps, today)
    needed = [
        step
        for step in plan.steps.values()
        if step.due_on and step.due_on <= limit and not step.result_can_wait
    ]
    late = [step.slug for step in needed if plan.ready_on(step.slug) > limit]
    if not late:
        return None
    worst = max(late, key=lambda slug: (plan.ready_on(slug), slug))
    return Shortfall(limit, plan.chain_to(worst))


def shortfalls(steps: Iterable[Step], today: date) -> dict[str, Shortfall]:
    """The items, by slug, that cannot be begun by their date, which is still ahead."""
    plan = _Plan(steps, today)
    return {
        step.slug: Shortfall(step.due_on, plan.chain_to(step.slug))
        for step in plan.steps.values()
        if step.due_on and today <= step.due_on < plan.begins_on(step.slug)
    }


class _Plan:
    """The unfinished steps of one plan, and the first day on which each can begin."""

    def __init__(self, steps: Iterable[Step], today: date) -> None:
        self.steps = {step.slug: step for step in steps}
        self.today = today
        self._begins: dict[str, date] = {}

    def begins_on(self, slug: str) -> date:
        """The first day on which the step can be begun."""
        if slug not in self._begins:
            # Packs with a circle are refused, but a circle must not hang us either.
            self._begins[slug] = self.today
            step = self.steps[slug]
            waits = [self.ready_on(first) for first in self._waits_for(step)]
            opens = step.not_before_on or self.today
            self._begins[slug] = max(self.today, opens, *waits)
        return self._begins[slug]

    def ready_on(self, slug: str) -> date:
        """The first day on which the step can be ready."""
        step = self.steps[slug]
        if step.is_submitted:
            # It waits for a look, which may happen today.
            return self.today
        return self.begins_on(slug) + timedelta(days=step.lead_days)

    def chain_to(self, slug: str) -> list[Link]:
        """The steps that decide when `slug` can be ready, and itself."""
        chain: list[Link] = []
        while slug and all(link.slug != slug for link in chain):
            chain.append(Link(slug, self.begins_on(slug), self.ready_on(slug)))
            slug = self._slowest_before(self.steps[slug])
        return chain[::-1]

    def _waits_for(self, step: Step) -> list[str]:
        return [slug for slug in step.first if slug in self.steps]

    def _slowest_before(self, step: Step) -> str:
        """What `step` waits for longest; "" if it can begin before that."""
        waits = [] if step.is_submitted else self._waits_for(step)
        slowest = max(waits, key=lambda slug: (self.ready_on(slug), slug), default="")
        if not slowest:
            return ""
        ready = self.ready_on(slowest)
        opens = step.not_before_on or self.today
        return slowest if ready > self.today and ready >= opens else ""
