"""What happened to one item, in sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.accounts.models import User
from onboarding.checklists.models import Event, Evidence, Item
from onboarding.checklists.presenting.days import day_words, moment_words
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that happened: a sentence, when, and what was given or said with it."""

    text: str
    when: str
    given: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, on which day it is for them and in which time zone (IANA)."""

    user: User
    today: date
    zone: str


def story_of(item: Item, reader: Reader) -> list[Chapter]:
    """The events of `item`, oldest first, with what was given. Two queries."""
    events = Event.objects.visible_to(reader.user).filter(item=item)
    evidence = list(Evidence.objects.visible_to(reader.user).filter(item=item))
    return [
        _chapter(event, item.resident, evidence, reader)
        for event in events.select_related("by")
    ]


def last_reason(chapters: Iterable[Chapter]) -> str:
    """Why it was sent back the last time, or ""."""
    reasons = [chapter.reason for chapter in chapters if chapter.reason]
    return reasons[-1] if reasons else ""


def _chapter(
    event: Event, resident: Resident, evidence: Sequence[Evidence], reader: Reader
) -> Chapter:
    # An act stores its event and its evidence with the same moment.
    given = [each for each in evidence if each.given_at == event.at]
    judged = [each for each in evidence if each.reviewed_at == event.at]
    return Chapter(
        text=f"{_name(event.by, resident, reader)} {event.get_kind_display()}.",
        when=moment_words(event.at, reader.zone, reader.today),
        given=[words for each in given for words in _given(each, reader.today)],
        reason=next((each.reason for each in judged if each.reason), ""),
    )


def _given(evidence: Evidence, today: date) -> list[str]:
    date_given = [f"Date: {day_words(evidence.on, today)}"] if evidence.on else []
    return [*date_given, *([f"Number: {evidence.value}"] if evidence.value else [])]


def _name(by: User | None, resident: Resident, reader: Reader) -> str:
    if by is None:
        return "Acclimate"
    if by == reader.user:
        return "You"
    return resident.first_name if by.pk == resident.user_id else str(by)
