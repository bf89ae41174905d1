"""What has happened in the demo so far: residents at work, and a coordinator behind.

Everything goes through the same actions as the pages, on the days it would have
happened. Chance is seeded: the same residents on the same day get the same story.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from onboarding.accounts.models import User
from onboarding.checklists import actions
from onboarding.checklists.asking import answer, ask
from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.models import Item
from onboarding.checklists.words import Actor, EvidenceKind, StoredState
from onboarding.dashboard.demo.papers import send_photos
from onboarding.reminders.addresses import note_trouble
from onboarding.reminders.models import BadAddress
from onboarding.residents.models import Resident

# A quick, a steady and a slow resident leave every so manieth thing undone.
_LEAVES_EVERY = (9, 6, 4)
# What the coordinator does with one paper after the other.
_ANSWERS = ("return", "leave", "approve")
# Nobody looks further ahead than this.
_AHEAD = timedelta(days=14)
_EARLY = 0.1
# Everything else waits for these, so nearly everybody has them behind them.
_FIRST_STEPS = {
    "confirm-match-details",
    "choose-visa-path",
    "sign-appointment-contract",
    "request-credential-reports",
}
# But one in so many has not signed, and so cannot go on.
_STUCK_EVERY, _STUCK = 12, 5
# What takes weeks is begun early, but not by one in so many.
_BEGINS_LATE_EVERY, _BEGINS_LATE = 6, 3
# One resident in so many asks; the coordinator has answered every second question.
_ASKS_EVERY = 3
_QUESTIONS = (
    (
        "The letter from my school has my old family name. Is that all right?",
        "Yes. Add your marriage certificate, and we will send both together.",
    ),
    (
        "Can I do this before I arrive, or only in person?",
        "Before you arrive is fine. Bring the original when you come.",
    ),
)
# These photograph their cards; the others show them.
_PHOTOS_EVERY, _PHOTOS_UP_TO = 3, 4
# And one resident has typed a letter too many in their address.
_UNREACHABLE = 8
_BOUNCE = "550 5.1.1 The e-mail account that you tried to reach does not exist."
_REASON = "The date on the paper is another one. Please look again and correct it."


@dataclass(slots=True)
class _Life:
    """One resident in the demo; `clock` is when something last happened to them."""

    resident: Resident
    facts: Facts
    coordinator: User
    now: datetime
    clock: datetime
    chance: random.Random
    habits: Iterator[bool]
    answers: Iterator[str]
    is_stuck: bool
    begins_late: bool

    @property
    def today(self) -> date:
        """The day it is where they are."""
        return self.facts.today(self.now)


def play(
    residents: Sequence[Resident],
    *,
    coordinator: User,
    since: datetime,
    now: datetime,
    is_over: bool = False,
) -> None:
    """Let `residents`, enrolled at `since`, and their coordinator act until `now`.

    With `is_over` their start is long behind them: all that was due is done.
    """
    facts = facts_for(residents)
    for index, resident in enumerate(residents):
        answers = _ANSWERS[-1:] if is_over else _ANSWERS
        leaves_every = _LEAVES_EVERY[index % len(_LEAVES_EVERY)]
        life = _Life(
            resident,
            facts[resident.pk],
            coordinator,
            now,
            clock=since,
            chance=random.Random(resident.user.email),  # noqa: S311 -- a story, no secret
            habits=(is_over or number % leaves_every != 1 for number in count(index)),
            answers=(answers[n % len(answers)] for n in count(index)),
            is_stuck=not is_over and index % _STUCK_EVERY == _STUCK,
            begins_late=not is_over and index % _BEGINS_LATE_EVERY == _BEGINS_LATE,
        )
        _live(life)
        if not is_over:
            # They have done all this here, so they have been here.
            User.objects.filter(pk=resident.user_id).update(last_login=life.clock)
        if index % _ASKS_EVERY == 0:
            _ask(life, is_answered=index % 2 == 0)
    if not is_over:
        photographers = residents[:_PHOTOS_UP_TO:_PHOTOS_EVERY]
        send_photos(photographers, coordinator=coordinator, now=now)
    for lost in residents[_UNREACHABLE : _UNREACHABLE + 1]:
        note_trouble(lost.user.email, BadAddress.Kind.BOUNCED, _BOUNCE, now)


def _live(life: _Life) -> None:
    items = Item.objects.filter(
        resident=life.resident, due_on__lte=life.today + _AHEAD
    ).order_by("due_on", "definition__position")
    for pk, due_on in items.values_list("pk", "due_on"):
        # Read again: what was done before may have moved it.
        item = Item.objects.select_related("definition").get(pk=pk)
        item.resident = life.resident
        if due_on and _takes_up(item, due_on, life):
            _finish(item, due_on, life)


def _takes_up(item: Item, due_on: date, life: _Life) -> bool:
    """Whether somebody has set to work on `item` by now."""
    if item.slug in _FIRST_STEPS:
        return not (life.is_stuck and item.slug == "sign-appointment-contract")
    if _takes_weeks(item):
        return not life.begins_late
    if due_on >= life.today:
        return life.chance.random() < _EARLY
    return next(life.habits)


def _takes_weeks(item: Item) -> bool:
    return bool(item.definition.rules.get("lead_days"))


def _finish(item: Item, due_on: date, life: _Life) -> None:
    """The owner's act and, where there is one, the coordinator's answer."""
    is_theirs = item.owner == Actor.RESIDENT
    at = _moment_before(due_on, life)
    try:
        actions.complete(
            item,
            by=life.resident.user if is_theirs else life.coordinator,
            now=at,
            proof=_proof(item, life, at),
        )
    except actions.RefusedError:
        # Too early, or something else comes first: then nobody has done it yet.
        return
    life.clock = at
    if item.state == StoredState.SUBMITTED:
        _answer(item, life)


def _moment_before(due_on: date, life: _Life) -> datetime:
    """Some moment up to the due day, after whatever happened last."""
    days_ago = max(0, (life.today - due_on).days) + life.chance.randint(0, 4)
    minutes = timedelta(minutes=life.chance.randint(3, 400))
    return min(max(life.now - timedelta(days=days_ago), life.clock) + minutes, life.now)


def _answer(item: Item, life: _Life) -> None:
    """Approve, send back, or leave it waiting for a check."""
    at = min(life.clock + timedelta(hours=life.chance.randint(2, 40)), life.now)
    # Sent back, what takes weeks would be late for nearly everybody.
    is_easy = item.slug in _FIRST_STEPS or _takes_weeks(item)
    answer = "approve" if is_easy else next(life.answers)
    if answer == "leave":
        return
    if answer == "approve":
        actions.approve(item, by=life.coordinator, now=at)
    else:
        actions.send_back(item, by=life.coordinator, now=at, reason=_REASON)
    life.clock = at


def _proof(item: Item, life: _Life, at: datetime) -> actions.Proof:
    kind = item.definition.evidence
    if kind == EvidenceKind.NUMBER:
        return actions.Proof(value=f"{life.chance.randrange(10**9, 10**10)}")
    if kind in {EvidenceKind.DATE, EvidenceKind.FILE, EvidenceKind.IN_PERSON}:
        return actions.Proof(on=life.facts.today(at))
    return actions.NO_PROOF


def _ask(life: _Life, *, is_answered: bool) -> None:
    """A question about something they have to do, and perhaps an answer."""
    first = (
        Item.objects.filter(resident=life.resident, state=StoredState.OPEN)
        .exclude(due_on=None)
        .order_by("due_on", "definition__position")
        .first()
    )
    if first is None:
        return
    first.resident = life.resident
    text, reply = life.chance.choice(_QUESTIONS)
    at = max(life.clock, life.now - timedelta(days=life.chance.randint(1, 6)))
    question = ask(first, by=life.resident.user, now=at, text=text)
    if is_answered:
        later = min(at + timedelta(hours=life.chance.randint(1, 20)), life.now)
        answer(question, by=life.coordinator, now=later, text=reply)
