"""What can happen to an item: from which state, to which, and by whom. One table.

Pages, admin and commands ask roles.may; lists ask scopes.can, the same said in SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from onboarding.checklists.words import (
    ACTIONABLE,
    FINISHED,
    UNFINISHED,
    StoredState,
)


class Transition(StrEnum):
    """Something that a person does to an item."""

    FINISH = "finish"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WAIVE = "waive"
    EXTEND = "extend"
    REOPEN = "reopen"
    REASSIGN = "reassign"
    ASK = "ask"
    ANSWER = "answer"


class Part(StrEnum):
    """What a person is to one item. One person may be several of these."""

    RESIDENT = "resident"  # whose plan it is in
    OWNER = "owner"  # holds the role that does it
    SOLE_OWNER = "sole_owner"  # the same, of an item that nobody checks
    CHECKER = "checker"  # holds the role that checks it
    HELPER = "helper"  # does or checks it, and is not the resident
    MANAGER = "manager"  # coordinator or GME office of the program


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `ends` is None where the state stays as it is."""

    starts: frozenset[StoredState]
    ends: StoredState | None
    by: frozenset[Part]
    needs_reason: bool = False


def _rule(
    starts: tuple[StoredState, ...],
    ends: StoredState | None,
    *by: Part,
    needs_reason: bool = False,
) -> Rule:
    return Rule(frozenset(starts), ends, frozenset(by), needs_reason)


_SENT = (StoredState.SUBMITTED,)
_APPLIES = (*UNFINISHED, *FINISHED)
_STAYS = None

# Who checks decides about the work; who manages decides about the plan as well.
# fmt: off
TABLE: Mapping[Transition, Rule] = {
    Transition.FINISH:    _rule(ACTIONABLE, StoredState.DONE,
                                Part.SOLE_OWNER, Part.CHECKER, Part.MANAGER),
    Transition.SUBMIT:    _rule(ACTIONABLE, StoredState.SUBMITTED, Part.OWNER),
    Transition.APPROVE:   _rule(_SENT, StoredState.DONE, Part.CHECKER, Part.MANAGER),
    Transition.SEND_BACK: _rule(_SENT, StoredState.RETURNED,
                                Part.CHECKER, Part.MANAGER, needs_reason=True),
    Transition.WAIVE:     _rule(ACTIONABLE, StoredState.WAIVED,
                                Part.MANAGER, needs_reason=True),
    Transition.EXTEND:    _rule(UNFINISHED, _STAYS, Part.MANAGER, needs_reason=True),
    Transition.REOPEN:    _rule(FINISHED, StoredState.OPEN,
                                Part.CHECKER, Part.MANAGER, needs_reason=True),
    Transition.REASSIGN:  _rule(UNFINISHED, _STAYS, Part.MANAGER, needs_reason=True),
    Transition.ASK:       _rule(_APPLIES, _STAYS, Part.RESIDENT),
    Transition.ANSWER:    _rule(_APPLIES, _STAYS, Part.HELPER, Part.MANAGER),
}
# fmt: on

# What people decide about items, one or many, in the order in which it is offered.
DECISIONS = (
    Transition.APPROVE,
    Transition.SEND_BACK,
    Transition.EXTEND,
    Transition.WAIVE,
    Transition.REOPEN,
    Transition.REASSIGN,
)
