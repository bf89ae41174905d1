"""What happened to one item, or to a whole plan, in sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from onboarding.accounts.models import User
from onboarding.checklists.models import Event, Evidence, Item
from onboarding.checklists.presenting.days import day_words, moment_words
from onboarding.checklists.presenting.phrases import counted
from onboarding.checklists.words import Actor, EventKind
from onboarding.residents.anchors import Anchor, Category, SwitchName
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that happened: a sentence, when, and what was given or said with it."""

    text: str
    when: str
    given: Sequence[str]
    reason: str
    kind: EventKind
    # Which item it is about, where that does not go without saying.
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, on which day it is for them and in which time zone (IANA)."""

    user: User
    today: date
    zone: str


def story_of(item: Item, reader: Reader) -> list[Chapter]:
    """What happened to `item`, oldest first, with what was given. Two queries."""
    about = Q(item=item) | Q(
        resident=item.resident_id, item=None, kind=EventKind.REPLANNED
    )
    events = Event.objects.visible_to(reader.user).filter(about).select_related("by")
    given = Evidence.objects.visible_to(reader.user).filter(item=item)
    evidence = list(given.select_related("seen_by"))
    return [
        chapter
        for event in events
        if (chapter := _chapter(event, item.resident, evidence, reader, item))
    ]


def history_of(resident: Resident, user: User) -> "QuerySet[Event]":
    """The entries of a whole plan that `user` may read, the newest first."""
    events = Event.objects.visible_to(user).filter(resident=resident)
    return events.select_related("by", "item__definition").order_by("-sequence")


def chapters_of(
    events: Iterable[Event], resident: Resident, reader: Reader
) -> list[Chapter]:
    """`events` of the plan of `resident` in sentences, in their order."""
    chapters = (_chapter(event, resident, (), reader, None) for event in events)
    return [chapter for chapter in chapters if chapter]


def last_reason(chapters: Iterable[Chapter]) -> str:
    """Why it was sent back the last time, or ""."""
    reasons = [c.reason for c in chapters if c.reason and c.kind == EventKind.RETURNED]
    return reasons[-1] if reasons else ""


def _chapter(
    event: Event,
    resident: Resident,
    evidence: Sequence[Evidence],
    reader: Reader,
    item: Item | None,
) -> Chapter | None:
    """One entry in words; None if it says nothing about `item`."""
    text = _sentence(event, resident, reader, item)
    if not text:
        return None
    # An act stores its event and its evidence with the same moment.
    given = [each for each in evidence if each.given_at == event.at]
    judged = [each.reason for each in evidence if each.reviewed_at == event.at]
    return Chapter(
        text=text,
        when=moment_words(event.at, reader.zone, reader.today),
        given=[
            *(words for each in given for words in _given(each, reader.today)),
            *(
                _seen(each, resident, reader)
                for each in evidence
                if _is_when(each, event)
            ),
        ],
        reason=event.reason or next((reason for reason in judged if reason), ""),
        kind=EventKind(event.kind),
        item=None if item else event.item,
    )


def _sentence(
    event: Event, resident: Resident, reader: Reader, item: Item | None
) -> str:
    who = name_of(event.by, resident, reader)
    if event.kind == EventKind.ENROLLED:
        return f"{resident.first_name} joined the program."
    if event.kind == EventKind.REPLANNED:
        if item is None:
            return _replanned(who, event.details)
        return _moved(item.line, event.details, reader.today)
    say = _PREDICATES.get(event.kind)
    words = say(event.details, reader.today) if say else EventKind(event.kind).label
    return f"{who} {words}."


def _moved(line: str, details: Mapping[str, Any], today: date) -> str:
    """What new dates or facts did to one line of the plan."""
    moved = details.get("moved")
    if isinstance(moved, Mapping) and line in moved:
        before, after = (_day(day, today) for day in moved[line])
        return f"New dates moved it from {before} to {after}."
    for name, sentence in _CONSEQUENCES.items():
        lines = details.get(name)
        if isinstance(lines, list) and line in lines:
            return sentence
    return ""


def _replanned(who: str, details: Mapping[str, Any]) -> str:
    """The same for a whole plan, in numbers."""
    counts = [
        (_size(details.get("moved")), "moved"),
        (_size(details.get("added")), "added"),
        (_size(details.get("restored")), "brought back"),
        (_size(details.get("retired")), "no longer needed"),
    ]
    parts = [f"{counted(n, 'item', 'items')} {what}" for n, what in counts if n]
    return f"{who} brought the plan in line: {', '.join(parts) or 'dates only'}."


def _size(found: object) -> int:
    """How many lines are named; in old entries the number itself."""
    if isinstance(found, int):
        return found
    return len(found) if isinstance(found, list | dict) else 0


def _day(day: object, today: date) -> str:
    return day_words(date.fromisoformat(str(day)), today) if day else "no date"


def _extended(details: Mapping[str, Any], today: date) -> str:
    before, after = _day(details["from"], today), _day(details["to"], today)
    return f"gave more time: until {after} instead of {before}"


def _added(details: Mapping[str, Any], today: date) -> str:  # noqa: ARG001 -- one signature for all
    if details.get("by_hand"):
        return "added it to this plan"
    return EventKind.ADDED.label


def _reassigned(details: Mapping[str, Any], today: date) -> str:  # noqa: ARG001 -- one signature for all
    parts = []
    (owner, new_owner), (verifier, new) = details["owner"], details["verifier"]
    if owner != new_owner:
        parts.append(f"{Actor(new_owner).label} does it now")
    if verifier != new:
        parts.append(f"{Actor(new).label} checks it now")
    return f"reassigned it: {' and '.join(parts)}"


def _date_set(details: Mapping[str, Any], today: date) -> str:
    label = Anchor(details["anchor"]).label
    where = " for the whole cohort" if details.get("cohort") else ""
    if not details.get("to"):
        return f"cleared the date “{label}”{where}"
    new = _day(details["to"], today)
    old = f" instead of {_day(details['from'], today)}" if details.get("from") else ""
    return f"set the date “{label}”{where} to {new}{old}"


def _category(details: Mapping[str, Any], today: date) -> str:  # noqa: ARG001 -- one signature for all
    before, after = Category(details["from"]).label, Category(details["to"]).label
    return f"changed the category from {before} to {after}"


def _switch(details: Mapping[str, Any], today: date) -> str:  # noqa: ARG001 -- one signature for all
    label = SwitchName(details["switch"]).label
    return f"answered “{label}” with {_ANSWERS[details['to']]}"


_ANSWERS = {True: "yes", False: "no", None: "nothing"}
_CONSEQUENCES = {
    "added": "It was added: new dates or facts ask for it.",
    "retired": "It fell away: new dates or facts do not ask for it.",
    "restored": "It came back: new dates or facts ask for it again.",
}
_PREDICATES: Mapping[str, Callable[[Mapping[str, Any], date], str]] = {
    EventKind.ADDED: _added,
    EventKind.EXTENDED: _extended,
    EventKind.REASSIGNED: _reassigned,
    EventKind.DATE_SET: _date_set,
    EventKind.DATE_CLEARED: _date_set,
    EventKind.CATEGORY_CHANGED: _category,
    EventKind.SWITCH_CHANGED: _switch,
}


def _is_when(evidence: Evidence, event: Event) -> bool:
    """Whether `event` is the act in which somebody said that they saw it."""
    said_at = evidence.reviewed_at or evidence.given_at
    return evidence.seen_on is not None and said_at == event.at


def _seen(evidence: Evidence, resident: Resident, reader: Reader) -> str:
    name = name_of(evidence.seen_by, resident, reader)
    who = "you" if name == "You" else name
    day = day_words(evidence.seen_on, reader.today) if evidence.seen_on else ""
    return f"Seen in person by {who} on {day}. No copy is kept."


def _given(evidence: Evidence, today: date) -> list[str]:
    date_given = [f"Date: {day_words(evidence.on, today)}"] if evidence.on else []
    return [*date_given, *([f"Number: {evidence.value}"] if evidence.value else [])]


def name_of(by: User | None, resident: Resident, reader: Reader) -> str:
    """What `reader` calls whoever did something to the plan of `resident`."""
    if by is None:
        return "Acclimate"
    if by == reader.user:
        return "You"
    return resident.first_name if by.pk == resident.user_id else str(by)
