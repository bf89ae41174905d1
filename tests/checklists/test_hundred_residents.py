"""A hundred residents, and whatever may happen to them in any order.

Dates, answers, work, decisions, another edition and back. After it all, each item waits
for exactly one of somebody, a date or another item; every date is the one that a fresh
computation gives; what was done is done; and the history has no gap.
"""

import random
from datetime import date, timedelta

import pytest

from onboarding.checklists import enrollment, plans
from onboarding.checklists.actions import (
    Proof,
    RefusedError,
    approve,
    complete,
    send_back,
)
from onboarding.checklists.deciding import Decision, decide
from onboarding.checklists.editions.rolling import UndoRefusedError, undo
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Edition, Event, Item, RollOut
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.transitions import Transition
from onboarding.checklists.verifying import verify
from onboarding.checklists.words import Actor, NextActor, State, StoredState
from onboarding.residents.anchors import Anchor, Category
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.rollouts import give, people
from tests.factories import NOW

# The quick variant has few people, to whom the more happens; the slow one a hundred.
PEOPLE, STEPS = 7, 60
MANY, MANY_STEPS = 100, 400
ANCHORS = (
    "contract_signed",
    "visa_interview",
    "arrival_in_us",
    "license_expiry",
    "orientation_start",
    "program_start",
    "address_change",
)
SWITCHES = ("new_to_us", "has_ssn", "step3_passed")
# Each kind of rule that a pack may have, and those that meet.
RULES = {
    "sign-contract": {"due": {"anchor": "match_day", "days": 14}},
    "pay-fee": {
        "applies_to": {"category": ["j1"]},
        "due": {"anchor": "contract_signed", "days": 10},
        "requires": ["sign-contract"],
    },
    "file-petition": {
        "applies_to": {"category": ["h1b", "ead"]},
        "due": {"anchor": "program_start", "days": -75},
        "not_before": {"anchor": "program_start", "days": -180},
        "lead_days": 21,
    },
    "attend-interview": {
        "applies_to": {"category": ["j1", "h1b"]},
        "due": {"anchor": "visa_interview"},
        "requires": ["pay-fee", "file-petition"],
    },
    "enter": {
        "due": {"anchor": "arrival_in_us"},
        "not_before": {"anchor": "program_start", "days": -30},
        "requires": ["attend-interview"],
    },
    "apply-for-number": {
        "applies_to": {"has_ssn": False},
        "due": {"anchor": "arrival_in_us", "business_days": 10},
        "requires": ["enter"],
    },
    "tell-payroll": {"due": {"after": "apply-for-number", "days": 28}},
    "thank-payroll": {
        "due": {"after": "tell-payroll", "business_days": 3},
        "repeats": {"every_months": 6, "until": "program_end"},
    },
    "buy-warm-clothes": {
        "applies_to": {"new_to_us": True},
        "due": {"anchor": "hire_date", "days": -3},
    },
    "log-hours": {
        "due": {"anchor": "program_start", "days": 30},
        "repeats": {"every_months": 3, "until": "program_end"},
    },
    "renew-license": {
        "due": {"anchor": "license_expiry", "days": -90},
        "repeats": {"every_months": 12, "until": "program_end"},
        "requires": ["sign-contract"],
    },
    "report-address": {"due": {"anchor": "address_change", "days": 10}},
}
CHECKED = {"pay-fee", "enter", "log-hours"}
# What the next edition says otherwise; None: no longer there.
NEXT = {
    "pay-fee": {
        "applies_to": {"category": ["j1", "h1b"]},
        "due": {"anchor": "contract_signed", "days": 20},
    },
    "attend-interview": {"due": {"anchor": "visa_interview"}, "requires": ["pay-fee"]},
    "thank-payroll": None,
    "buy-warm-clothes": {
        "due": {"anchor": "hire_date", "days": 10},
        "repeats": {"every_months": 12, "until": "program_end"},
    },
    "log-hours": {"due": {"anchor": "program_start", "days": 60}},
    "meet-mentor": {"due": {"after": "enter", "days": 7}},
}


@pytest.fixture
def world(request, cohort, coordinator):
    """Residents of all categories with their plans, two editions, and chance."""
    first = _edition("1", RULES)
    second = _edition("2", {**RULES, **NEXT})
    Edition.objects.filter(pk=second.pk).update(loaded_at=NOW - timedelta(days=1))
    for index in range(request.param):
        category = Category.values[index % len(Category.values)]
        factories.make_resident(cohort, category=category)
    everybody = list(Resident.objects.select_related("cohort__program", "user"))
    enrollment.enroll(everybody, by=coordinator, now=NOW)
    return _World(everybody, cohort, coordinator, (first, second))


def _edition(label, every):
    edition = factories.make_edition(label)
    for slug, rules in every.items():
        if rules is not None:
            factories.make_definition(
                slug,
                edition=edition,
                rules=rules,
                deadline="legal" if len(slug) % 2 else "institution",
                verifier="coordinator" if slug in CHECKED else "",
                owner="gme_office" if slug == "file-petition" else "resident",
            )
    return edition


class _World:
    """What is done to whom, one thing after the other; `now` goes on each time."""

    def __init__(self, people, cohort, coordinator, editions):
        self.people, self.cohort, self.coordinator = people, cohort, coordinator
        self.editions, self.rolled_out, self.undone = editions, 0, 0
        self.now = NOW
        self.done = {}

    def step(self, chance):
        self.now += timedelta(minutes=chance.randint(1, 600))
        resident = chance.choice(self.people)
        chance.choice(_ACTS)(self, resident, chance)

    def _item(self, resident, chance, *states):
        found = Item.objects.with_story().filter(resident=resident, state__in=states)
        items = list(found.order_by("pk"))
        return chance.choice(items) if items else None

    def set_date(self, resident, chance):
        day = date(2027, 5, 1) + timedelta(days=chance.randint(-60, 900))
        days = {chance.choice(ANCHORS): chance.choice((day, day, day, None))}
        enrollment.set_key_dates(resident, days, by=self.coordinator, now=self.now)

    def move_cohort(self, resident, chance):
        start = date(2027, 7, 1) + timedelta(days=chance.randint(0, 30))
        first = start - timedelta(days=chance.randint(0, 20))
        days = {"program_start": start, "orientation_start": first}
        enrollment.set_cohort_dates(
            self.cohort, days, by=self.coordinator, now=self.now
        )

    def set_category(self, resident, chance):
        enrollment.set_facts(
            resident,
            category=chance.choice(Category.values),
            by=self.coordinator,
            now=self.now,
        )

    def set_switch(self, resident, chance):
        answer = {chance.choice(SWITCHES): chance.choice((True, False, None))}
        enrollment.set_facts(resident, switches=answer, by=resident.user, now=self.now)

    def finish(self, resident, chance):
        item = self._item(resident, chance, "open", "returned")
        if item is None:
            return
        is_theirs = item.owner == Actor.RESIDENT
        try:
            complete(
                item,
                by=resident.user if is_theirs else self.coordinator,
                now=self.now,
                proof=Proof(),
            )
        except RefusedError:
            return
        if item.state == StoredState.DONE:
            self.done[item.pk] = item.completed_on

    def judge(self, resident, chance):
        item = self._item(resident, chance, "submitted")
        if item is None:
            return
        if chance.random() < 0.5:
            send_back(item, by=self.coordinator, now=self.now, reason="Page 2.")
        elif approve(item, by=self.coordinator, now=self.now):
            self.done[item.pk] = Item.objects.get(pk=item.pk).completed_on

    def decide(self, resident, chance):
        item = self._item(resident, chance, *StoredState.values)
        what = chance.choice(("waive", "extend", "reopen", "reassign"))
        decision = Decision(
            Transition(what),
            reason="So agreed.",
            until=self.now.date() + timedelta(days=chance.randint(5, 60)),
            owner=chance.choice(("coordinator", "resident")),
        )
        outcome = decide([item], decision, by=self.coordinator, now=self.now)
        if outcome.done and what == "reopen":
            self.done.pop(item.pk, None)

    def roll_out(self, resident, chance):
        some = chance.sample(self.people, chance.choice((1, 2, len(self.people))))
        edition = chance.choice(self.editions)
        give(edition, people(some), by=self.coordinator, now=self.now)
        self.rolled_out += 1

    def undo(self, resident, chance):
        last = RollOut.objects.filter(undone_at=None).order_by("pk").last()
        if last is None:
            return
        try:
            self.undone += undo(last, by=self.coordinator, now=self.now)
        except UndoRefusedError:
            return


_ACTS = (
    _World.set_date,
    _World.set_date,
    _World.move_cohort,
    _World.set_category,
    _World.set_switch,
    _World.finish,
    _World.finish,
    _World.finish,
    _World.judge,
    _World.decide,
    _World.roll_out,
    _World.undo,
)


_FEW = pytest.param(PEOPLE, STEPS, 1, id="few")
_HUNDRED = [
    pytest.param(MANY, MANY_STEPS, seed, marks=pytest.mark.slow, id=f"hundred-{seed}")
    for seed in (1, 2027)
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("world", "steps", "seed"), [_FEW, *_HUNDRED], indirect=["world"]
)
def test_whatever_happens_to_residents_leaves_their_plans_whole(world, steps, seed):
    chance = random.Random(seed)

    for _ in range(steps):
        world.step(chance)

    assert world.rolled_out
    assert world.undone
    _everybody_waits_for_exactly_one(world)
    _every_date_is_a_fresh_one(world)
    _what_is_done_is_done(world)
    _the_history_has_no_gap(world)


def _everybody_waits_for_exactly_one(world):
    facts = facts_for(list(Resident.objects.select_related("cohort__program")))
    items = list(Item.objects.select_related("definition"))
    unfinished = {(i.resident_id, i.slug) for i in items if i.is_unfinished}
    for item in items:
        state = state_of(item, facts[item.resident_id].today(world.now))
        actor = next_actor(item, state)
        assert isinstance(actor, NextActor)
        if state == State.WAITING_FOR_ITEM or actor == NextActor.ITEM:
            assert (item.resident_id, item.waiting_for) in unfinished
        elif actor == NextActor.DATE:
            assert item.waiting_for in Anchor.values
            assert item.waiting_for not in facts[item.resident_id].dates
        elif actor != NextActor.NOBODY:
            assert actor.value in Actor.values
            assert item.due_on or item.state != StoredState.OPEN
        if item.state in {"done", "waived", "not_applicable", "submitted"}:
            assert item.notice_at is None


def _every_date_is_a_fresh_one(world):
    changes = plans.preview(list(Resident.objects.all()))

    assert [pk for pk, change in changes.items() if change] == []


def _what_is_done_is_done(world):
    stored = Item.objects.filter(pk__in=world.done).values_list("pk", "completed_on")

    assert dict(stored) == world.done


def _the_history_has_no_gap(world):
    verdict = verify()

    assert verdict.broken == ()
    assert verdict.residents == len(world.people)
    assert verdict.entries == Event.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("world", "steps", "count"),
    [
        pytest.param(PEOPLE, 30, 3, id="few"),
        pytest.param(MANY, MANY, 20, marks=pytest.mark.slow, id="hundred"),
    ],
    indirect=["world"],
)
def test_there_and_back_again_is_the_start_for_everybody(world, steps, count):
    chance = random.Random(8)
    for _ in range(steps):
        world.step(chance)

    for resident in chance.sample(world.people, count):
        resident.refresh_from_db()
        category, before = resident.category, _lines(resident)
        answers = {s.name: s.is_on for s in resident.switches.all()}
        for other in Category.values:
            _set(world, resident, other, {"has_ssn": True, "new_to_us": False})
        _set(world, resident, category, {n: answers.get(n) for n in SWITCHES})

        assert _lines(resident) == before


def _set(world, resident, category, switches):
    enrollment.set_facts(
        resident, category=category, switches=switches, by=None, now=world.now
    )


def _lines(resident):
    """All that matters of each line that applies or is done."""
    found = Item.objects.filter(resident=resident).exclude(state="not_applicable")
    return sorted(
        found.values_list(
            "slug", "occurrence", "state", "due_on", "not_before_on", "waiting_for"
        ),
        key=str,
    )
