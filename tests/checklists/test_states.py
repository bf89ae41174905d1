"""From stored rows to words: every combination has one state and one next actor."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.states import days_waited, next_actor, state_of
from onboarding.checklists.words import Actor, NextActor, State, StoredState

TODAY = date(2027, 5, 4)
NOW = datetime(2027, 5, 4, 15, tzinfo=UTC)


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


def _expected(stored, due_on, waiting_for, owner, verifier):
    """The next actor, written down once more: interfaces §5."""
    if stored in {"done", "waived", "not_applicable"}:
        return "nobody"
    if stored == "submitted":
        return verifier or "coordinator"
    if stored == "open" and waiting_for:
        is_date = due_on is None and waiting_for == "arrival_in_us"
        return "date" if is_date else "item"
    return owner


def test_every_combination_has_exactly_one_next_actor():
    days = (None, TODAY - timedelta(1), TODAY, TODAY + timedelta(30))
    waits = ("", "arrival_in_us", "sign-contract")
    roles = itertools.product(
        Actor.values, ["", *Actor.values], ["", "faculty"], ["", "gme_office"]
    )
    every = itertools.product(StoredState, days, days, waits, list(roles))
    for stored, due_on, not_before_on, waiting_for, who in every:
        owner, verifier, own_owner, own_verifier = who
        if due_on is None and not waiting_for:
            continue  # the database refuses these
        one = item(
            state=stored,
            due_on=due_on,
            not_before_on=not_before_on,
            waiting_for=waiting_for,
            owner=owner,
            verifier=verifier,
            own_owner=own_owner,
            own_verifier=own_verifier,
        )

        actor = next_actor(one, state_of(one, TODAY))

        expected = _expected(
            stored, due_on, waiting_for, own_owner or owner, own_verifier or verifier
        )
        assert actor == expected, (stored, due_on, waiting_for, who)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"state": "submitted"}, 6),
        ({"state": "returned"}, 6),
        ({}, 6),
        # Open, and due in 12 days: asked for since it was due in 14.
        ({"due_on": TODAY + timedelta(12)}, 2),
        ({"due_on": TODAY + timedelta(40)}, 0),
        ({"due_on": TODAY + timedelta(12), "state": "returned"}, 6),
        ({"due_on": None, "waiting_for": "arrival_in_us"}, 6),
        ({"not_before_on": TODAY - timedelta(2)}, 2),
        ({"not_before_on": TODAY + timedelta(2)}, 0),
        ({"state": "submitted", "not_before_on": TODAY + timedelta(2)}, 6),
        ({"waits_since": None}, 0),
        ({"state": "done"}, 0),
        ({"state": "waived"}, 0),
        # Whole days only: this morning is none yet.
        ({"waits_since": datetime(2027, 5, 4, 1, tzinfo=UTC)}, 0),
    ],
)
def test_days_waited_count_from_when_the_next_actor_could_act(fields, days):
    one = item(**({"waits_since": datetime(2027, 4, 28, 15, tzinfo=UTC)} | fields))

    assert days_waited(one, TODAY, NOW) == days
