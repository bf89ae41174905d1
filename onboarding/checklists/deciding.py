"""Deciding about items, one or many at once: what is refused, what is done, and why.

One transaction and the same few queries for one item and for a hundred. What cannot be
done to one item is said and does not hold up the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Value

from onboarding.accounts.models import User
from onboarding.checklists import history, plans
from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.history import Entry
from onboarding.checklists.models import Evidence, Item
from onboarding.checklists.roles import Roles, may, roles_towards_all
from onboarding.checklists.transitions import TABLE, Transition
from onboarding.checklists.words import EventKind, EvidenceKind, StoredState
from onboarding.lib.bulk import set_rows

_SETTLED_FIELDS = (
    "state",
    "completed_on",
    "settled_at",
    "settled_by",
    "notice_at",
    "waiting_for",
    "waits_since",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides: the transition, why, and what it needs besides.

    `until` is the new due day of EXTEND; `owner` and `verifier` are the new roles of
    REASSIGN, "" for no change; `seen_on` is when who approves has seen what is shown in
    person, None for the day that was named. A draft has none of this yet.
    """

    transition: Transition
    reason: str = ""
    until: date | None = None
    owner: str = ""
    verifier: str = ""
    is_draft: bool = False
    seen_on: date | None = None


@dataclass(slots=True)
class Outcome:
    """What became of each item. `settled`: somebody was faster, or it is so already."""

    done: list[Item] = field(default_factory=list)
    settled: list[Item] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Act:
    """One decision at one moment, and the facts of the residents it concerns."""

    decision: Decision
    by: User
    now: datetime
    facts: Mapping[int, Facts]

    def today(self, item: Item) -> date:
        """The day it is where the resident of `item` is."""
        return self.facts[item.resident_id].today(self.now)


def decide(
    items: Sequence[Item], decision: Decision, *, by: User, now: datetime
) -> Outcome:
    """Do it to those of `items` to which it can be done, all of that or nothing."""
    keys = [item.pk for item in items]
    with transaction.atomic():
        held = history.hold(item.resident_id for item in items)
        outcome, act = _sorted_out(keys, decision, by, now)
        if outcome.done:
            details = _DO[decision.transition](outcome.done, act)
            entries = [
                Entry(
                    item.resident_id,
                    _KINDS[decision.transition],
                    item.pk,
                    decision.reason.strip(),
                    details.get(item.pk, {}),
                )
                for item in outcome.done
            ]
            history.record(entries, by=by, now=now, held=held)
            if decision.transition != Transition.SEND_BACK:
                plans.follow_up({item.resident_id for item in outcome.done}, now=now)
    return outcome


def preview(
    items: Sequence[Item], decision: Decision, *, by: User, now: datetime
) -> Outcome:
    """What `decide` would do; of a draft, to which items it can be done at all."""
    return _sorted_out([item.pk for item in items], decision, by, now)[0]


def _sorted_out(
    keys: Sequence[int], decision: Decision, by: User, now: datetime
) -> tuple[Outcome, _Act]:
    """Which items it can be done to, as the database has them now."""
    found = list(Item.objects.filter(pk__in=keys).with_story().order_by("pk"))
    residents = {item.resident_id: item.resident for item in found}
    act = _Act(decision, by, now, facts_for(residents.values()))
    roles = roles_towards_all(by, residents.values())
    outcome = Outcome()
    for item in found:
        refusal = _refusal(item, roles[item.resident_id], act)
        if refusal:
            outcome.refused.append((item, refusal))
        elif _is_settled(item, decision):
            outcome.settled.append(item)
        else:
            outcome.done.append(item)
    return outcome, act


def _refusal(item: Item, roles: Roles, act: _Act) -> str:
    """Why it cannot be done to `item`, for the person who tried; "" if it can."""
    decision = act.decision
    rule = TABLE[decision.transition]
    if not may(decision.transition, item, roles):
        return _NOT_YOURS[decision.transition]
    if decision.is_draft:
        return ""
    if rule.needs_reason and not decision.reason.strip():
        return _WHY[decision.transition]
    if decision.transition == Transition.EXTEND and item.state in rule.starts:
        return _bad_extension(item, act)
    return ""


def _bad_extension(item: Item, act: _Act) -> str:
    until = act.decision.until
    if until is None:
        return "Give the new date, for example 2027-07-01."
    if item.due_on is None:
        return "It has no due date yet: set the date that it waits for."
    if until < act.today(item):
        return "The new date has passed already."
    if until < item.due_on:
        return "The new date is before the due date. An extension is a later day."
    return ""


def _is_settled(item: Item, decision: Decision) -> bool:
    """Whether there is nothing to do: it stands elsewhere, or it is so already."""
    if item.state not in TABLE[decision.transition].starts:
        return True
    if decision.is_draft:
        return False
    if decision.transition == Transition.EXTEND:
        return item.due_on == decision.until
    if decision.transition == Transition.REASSIGN:
        owner, verifier = decision.owner or item.owner, decision.verifier
        return (owner, verifier or item.verifier) == (item.owner, item.verifier)
    return False


Details = dict[int, dict[str, object]]


def _approve(items: Sequence[Item], act: _Act) -> Details:
    """Done, on the day of the evidence if it has one, but not in the future."""
    pending = Evidence.objects.filter(
        item__in=[item.pk for item in items], verdict=Evidence.Verdict.PENDING
    )
    days = dict(pending.values_list("item_id", "on"))
    for item in items:
        today = act.today(item)
        _settle(item, StoredState.DONE, act)
        on = act.decision.seen_on or days.get(item.pk) or today
        item.completed_on = min(on, today)
    _store(items)
    _remember_seen(items, act)
    _judge(items, Evidence.Verdict.APPROVED, act)
    return {}


def _remember_seen(items: Sequence[Item], act: _Act) -> None:
    """Who saw what was shown in person, and when. No query where nothing was."""
    seen = [i.pk for i in items if i.definition.evidence == EvidenceKind.IN_PERSON]
    if not seen:
        return
    on = Value(act.decision.seen_on) if act.decision.seen_on else F("on")
    given = Evidence.objects.filter(item__in=seen, on__isnull=False)
    given.filter(verdict=Evidence.Verdict.PENDING).update(seen_by=act.by, seen_on=on)


def _send_back(items: Sequence[Item], act: _Act) -> Details:
    """Back to its owner, who has to act once more."""
    for item in items:
        item.state, item.waits_since = StoredState.RETURNED, act.now
        item.notice_at = plans.notice_for(item, act.facts[item.resident_id])
    set_rows(
        Item,
        ("state", "waits_since", "notice_at"),
        [(item.pk, item.state, item.waits_since, item.notice_at) for item in items],
    )
    _judge(items, Evidence.Verdict.RETURNED, act)
    return {}


def _waive(items: Sequence[Item], act: _Act) -> Details:
    """Nobody needs to do it; what waited for it can go on."""
    details: Details = {item.pk: {"from": str(item.state)} for item in items}
    for item in items:
        _settle(item, StoredState.WAIVED, act)
    _store(items)
    return details


def _reopen(items: Sequence[Item], act: _Act) -> Details:
    """Open again, as if it had not been finished; what was given stays on record."""
    details: Details = {item.pk: {"from": str(item.state)} for item in items}
    for item in items:
        item.state, item.completed_on = StoredState.OPEN, None
        item.settled_at, item.settled_by = None, None
        item.waits_since = act.now
        if item.due_on is None and not item.waiting_for:
            # Waived before it had a date: it waits for that again.
            item.waiting_for = item.due_rule.get("after") or item.due_rule["anchor"]
    _store(items)
    return details


def _extend(items: Sequence[Item], act: _Act) -> Details:
    """Due on a later day; the dates themselves follow (plans.follow_up)."""
    until = act.decision.until
    days = {"to": until.isoformat() if until else None}
    details: Details = {
        item.pk: {"from": item.due_on.isoformat() if item.due_on else None, **days}
        for item in items
    }
    set_rows(Item, ("extended_to",), [(item.pk, until) for item in items])
    for item in items:
        item.extended_to = item.due_on = until
    return details


def _reassign(items: Sequence[Item], act: _Act) -> Details:
    """Another role does it, or checks it; whoever that is begins to wait anew."""
    details: Details = {}
    for item in items:
        before = item.owner, item.verifier
        item.own_owner = act.decision.owner or item.own_owner
        item.own_verifier = act.decision.verifier or item.own_verifier
        item.waits_since = act.now
        details[item.pk] = {
            "owner": [before[0], item.owner],
            "verifier": [before[1], item.verifier],
        }
    set_rows(
        Item,
        ("own_owner", "own_verifier", "waits_since"),
        [(i.pk, i.own_owner, i.own_verifier, i.waits_since) for i in items],
    )
    return details


def _settle(item: Item, state: StoredState, act: _Act) -> None:
    item.state = state
    item.settled_at, item.settled_by, item.waits_since = act.now, act.by, act.now
    item.notice_at, item.waiting_for = None, ""


def _store(items: Sequence[Item]) -> None:
    rows = [
        (item.pk, *(item.serializable_value(name) for name in _SETTLED_FIELDS))
        for item in items
    ]
    set_rows(Item, _SETTLED_FIELDS, rows)


def _judge(items: Sequence[Item], verdict: Evidence.Verdict, act: _Act) -> None:
    given = Evidence.objects.filter(item__in=[item.pk for item in items])
    given.filter(verdict=Evidence.Verdict.PENDING).update(
        verdict=verdict,
        reason=act.decision.reason.strip(),
        reviewed_by=act.by,
        reviewed_at=act.now,
    )


_DO: Mapping[Transition, Callable[[Sequence[Item], _Act], Details]] = {
    Transition.APPROVE: _approve,
    Transition.SEND_BACK: _send_back,
    Transition.WAIVE: _waive,
    Transition.EXTEND: _extend,
    Transition.REOPEN: _reopen,
    Transition.REASSIGN: _reassign,
}
_KINDS = {
    Transition.APPROVE: EventKind.APPROVED,
    Transition.SEND_BACK: EventKind.RETURNED,
    Transition.WAIVE: EventKind.WAIVED,
    Transition.EXTEND: EventKind.EXTENDED,
    Transition.REOPEN: EventKind.REOPENED,
    Transition.REASSIGN: EventKind.REASSIGNED,
}
_NOT_YOURS = {
    Transition.APPROVE: "Only the person who checks this item can approve it.",
    Transition.SEND_BACK: "Only the person who checks this item can send it back.",
    Transition.WAIVE: "Only the coordinator or the GME office can waive an item.",
    Transition.EXTEND: "Only the coordinator or the GME office can give more time.",
    Transition.REOPEN: "Only the person who checks this item can open it again.",
    Transition.REASSIGN: "Only the coordinator or the GME office can reassign an item.",
}
_WHY = {
    Transition.SEND_BACK: "Write what is missing, so that they can mend it.",
    Transition.WAIVE: "Write why nobody needs to do this.",
    Transition.EXTEND: "Write why there is more time.",
    Transition.REOPEN: "Write why it is open again.",
    Transition.REASSIGN: "Write why somebody else does this.",
}
