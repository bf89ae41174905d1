"""Who may do what to an item in which state: every case, against a list by hand."""

import itertools

import pytest

from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.roles import can, may_do
from onboarding.checklists.transitions import TABLE, Part, Transition
from onboarding.checklists.words import Actor, StoredState

STATES = {
    "finish": "open returned",
    "submit": "open returned",
    "approve": "submitted",
    "send_back": "submitted",
    "waive": "open returned",
    "extend": "open submitted returned",
    "reopen": "done waived",
    "reassign": "open submitted returned",
    "ask": "open submitted returned done waived",
    "answer": "open submitted returned done waived",
}
MANAGERS = {"coordinator", "gme_office"}


def _people(transition, owner, verifier):
    """The roles that may, written down once more and in other words."""
    checks = verifier or "coordinator"
    return {
        "finish": {checks, *MANAGERS, *([] if verifier else [owner])},
        "submit": {owner},
        "approve": {checks, *MANAGERS},
        "send_back": {checks, *MANAGERS},
        "waive": MANAGERS,
        "extend": MANAGERS,
        "reopen": {checks, *MANAGERS},
        "reassign": MANAGERS,
        "ask": {"resident"},
        "answer": {owner, checks, *MANAGERS} - {"resident"},
    }[transition]


@pytest.mark.parametrize("transition", Transition)
def test_table_is_what_the_list_by_hand_says(transition):
    every = itertools.product(
        StoredState, Actor.values, ["", *Actor.values], ["", *Actor.values]
    )
    for state, owner, verifier, role in every:
        definition = ItemDefinition(owner=owner, verifier=verifier)
        item = Item(definition=definition, state=state)
        roles = frozenset({role} - {""})

        expected = state in STATES[transition].split() and role in _people(
            transition, owner, verifier
        )

        assert can(transition, item, roles) is expected, (state, owner, verifier, role)


def test_role_given_for_one_item_counts_instead_of_the_definitions():
    definition = ItemDefinition(owner="resident", verifier="faculty")
    item = Item(definition=definition, own_owner="gme_office", own_verifier="resident")

    assert may_do(item, frozenset({"gme_office"}))
    assert not may_do(item, frozenset({"faculty"}))
    assert can(Transition.FINISH, item, frozenset({"resident"}))


def test_every_transition_is_in_the_table_and_somebody_may_do_it():
    assert set(TABLE) == set(Transition)
    assert all(
        rule.by <= set(Part) and rule.by and rule.starts for rule in TABLE.values()
    )


def test_nobody_acts_on_what_does_not_apply():
    gone = StoredState.NOT_APPLICABLE

    assert [name for name, rule in TABLE.items() if gone in rule.starts] == []
