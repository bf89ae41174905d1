"""A hundred residents, and whatever may happen to them in any order.

After it all, each item waits for exactly one of somebody, a date or another item; every
date is the one that a fresh computation gives; what was done is done; and the history
has no gap.
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
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Event, Item
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.transitions import Transition
from onboarding.checklists.verifying import verify
from onboarding.checklists.words import Actor, NextActor, State, StoredState
from onboarding.residents.anchors import Anchor, Category
from onboarding.residents.models import Resident
from tests import factories
from tests.factories import NOW

PEOPLE = 100
STEPS = 6
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


@pytest.fixture
def world(cohort, coordinator):
    """A hundred residents of all categories with their plans, and chance."""
    edition = factories.make_edition()
    for slug, rules in RULES.items():
        factories.make_definition(
            slug,
            edition=edition,
            rules=rules,
            deadline="legal" if len(slug) % 2 else "institution",
            verifier="coordinator" if slug in CHECKED else "",
            owner="gme_office" if slug == "file-petition" else "resident",
        )
    for index in range(PEOPLE):
        category = Category.values[index % len(Category.values)]
        factories.make_resident(cohort, category=category)
    people = list(Resident.objects.select_related("cohort__program", "user"))
    enrollment.enroll(people, by=coordinator, now=NOW)
    return _World(people, cohort, coordinator)


class _World:
    """What is done to whom, one thing after the other; `now` goes on each time."""

    def __init__(self, people, cohort, coordinator):
        self.people, self.cohort, self.coordinator = people, cohort, coordinator
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
)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2027])
def test_whatever_happens_to_a_hundred_residents_leaves_their_plans_whole(world, seed):
    chance = random.Random(seed)

    for _ in range(PEOPLE * STEPS // 2):
        world.step(chance)

    _everybody_waits_for_exactly_one(world)
    _every_date_is_a_fresh_one(world)
    _what_is_done_is_done(world)
    _the_history_has_no_gap()


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
    people = list(Resident.objects.all())

    changes = plans.preview(people)

    assert [pk for pk, change in changes.items() if change] == []


def _what_is_done_is_done(world):
    stored = Item.objects.filter(pk__in=world.done).values_list("pk", "completed_on")

    assert dict(stored) == world.done


def _the_history_has_no_gap():
    verdict = verify()

    assert verdict.broken == ()
    assert verdict.residents == PEOPLE
    assert verdict.entries == Event.objects.count()


@pytest.mark.django_db
def test_there_and_back_again_is_the_start_for_everybody(world):
    chance = random.Random(8)
    for _ in range(PEOPLE):
        world.step(chance)

    for resident in chance.sample(world.people, 12):
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
