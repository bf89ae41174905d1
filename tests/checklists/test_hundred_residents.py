"""A hundred residents, and whatever may happen to them in any order.

Dates, answers, work, decisions, additions, another edition and back. After it all, each
item waits for exactly one of somebody, a date or another item; every date is the one
that a fresh computation gives; what was done is done; and the history has no gap.
"""

import random
from datetime import timedelta

import pytest

from onboarding.checklists import enrollment, plans
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Edition, Event, Item
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.verifying import verify
from onboarding.checklists.words import Actor, NextActor, State, StoredState
from onboarding.residents.anchors import Anchor, Category
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.world import NEXT, RULES, SWITCHES, World, make_edition
from tests.factories import NOW

# The quick variant has few people, to whom the more happens.
PEOPLE, STEPS = 7, 60
MANY, MANY_STEPS = 100, 400


@pytest.fixture
def world(request, cohort, coordinator):
    """Residents of all categories with their plans, two editions, and chance."""
    first = make_edition("1", RULES)
    second = make_edition("2", {**RULES, **NEXT})
    Edition.objects.filter(pk=second.pk).update(loaded_at=NOW - timedelta(days=1))
    for index in range(request.param):
        category = Category.values[index % len(Category.values)]
        factories.make_resident(cohort, category=category)
    everybody = list(Resident.objects.select_related("cohort__program", "user"))
    enrollment.enroll(everybody, by=coordinator, now=NOW)
    return World(everybody, cohort, coordinator, (first, second))


THOROUGH = (pytest.mark.thorough, pytest.mark.sqlite)
_FEW = pytest.param(PEOPLE, STEPS, 1, id="few")
_HUNDRED = pytest.param(
    MANY, MANY_STEPS, 2027, marks=pytest.mark.thorough, id="hundred"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("world", "steps", "seed"), [_FEW, _HUNDRED], indirect=["world"]
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
        pytest.param(MANY, MANY, 20, marks=THOROUGH, id="hundred"),
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
