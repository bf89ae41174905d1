"""From stored rows to words: every combination has one state and one next actor."""

import itertools
from datetime import date, timedelta

import pytest

from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.words import Actor, NextActor, State, StoredState

TODAY = date(2027, 5, 4)


def item(**fields):
    definition = ItemDefinition(
        owner=fields.pop("owner", "resident"), verifier=fields.pop("verifier", "")
    )
    return Item(definition=definition, **({"due_on": TODAY} | fields))


@pytest.mark.parametrize(
    ("fields", "state", "actor"),
    [
        ({"state": "done"}, "done", "nobody"),
        ({"state": "waived"}, "waived", "nobody"),
        ({"state": "not_applicable"}, "not_applicable", "nobody"),
        ({"state": "submitted"}, "submitted", "coordinator"),
        ({"state": "submitted", "verifier": "faculty"}, "submitted", "faculty"),
        ({"state": "returned"}, "returned", "resident"),
        (
            {"due_on": None, "waiting_for": "arrival_in_us"},
            "waiting_for_date",
            "date",
        ),
        ({"due_on": None, "waiting_for": "sign-contract"}, "waiting_for_date", "item"),
        ({"waiting_for": "sign-contract"}, "waiting_for_item", "item"),
        ({"not_before_on": TODAY + timedelta(1)}, "too_early", "resident"),
        ({"not_before_on": TODAY}, "due_today", "resident"),
        ({"due_on": TODAY + timedelta(15)}, "open", "resident"),
        ({"due_on": TODAY + timedelta(14)}, "due_soon", "resident"),
        ({"due_on": TODAY - timedelta(1)}, "overdue", "resident"),
        (
            {"due_on": TODAY - timedelta(1), "owner": "gme_office"},
            "overdue",
            "gme_office",
        ),
    ],
)
def test_state_and_next_actor_are_the_first_that_fit(fields, state, actor):
    one = item(**fields)

    found = state_of(one, TODAY)

    assert (found, next_actor(one, found)) == (State(state), NextActor(actor))


def test_every_combination_has_exactly_one_next_actor():
    days = (None, TODAY - timedelta(1), TODAY, TODAY + timedelta(30))
    waits = ("", "arrival_in_us", "sign-contract")
    every = itertools.product(
        StoredState, days, days, waits, Actor, ["", *Actor.values]
    )
    for stored, due_on, not_before_on, waiting_for, owner, verifier in every:
        if due_on is None and not waiting_for:
            continue  # the database refuses these
        one = item(
            state=stored,
            due_on=due_on,
            not_before_on=not_before_on,
            waiting_for=waiting_for,
            owner=owner,
            verifier=verifier,
        )

        actor = next_actor(one, state_of(one, TODAY))

        is_over = stored in {"done", "waived", "not_applicable"}
        assert (actor == NextActor.NOBODY) is is_over
