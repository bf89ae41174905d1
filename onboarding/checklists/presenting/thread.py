"""The questions about one item or about a whole plan, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from onboarding.checklists.models import Item, Question
from onboarding.checklists.presenting.days import moment_words
from onboarding.checklists.presenting.story import Reader, name_of
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, if there is one: who said it, and when."""

    question: Question
    asked: str
    answered: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.question.answered_at is None

    @property
    def is_new(self) -> bool:
        """Whether the resident has not put the answer away."""
        return not self.is_open and self.question.read_at is None


def thread_of(item: Item, reader: Reader) -> Sequence[Exchange]:
    """The questions about `item`, oldest first. One query."""
    found = Question.objects.visible_to(reader.user).filter(item=item)
    return [
        _exchange(question, item, reader)
        for question in found.select_related("asked_by", "answered_by")
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that somebody has asked about their plan, the newest first of each kind."""

    waiting: Sequence[Exchange]
    new: Sequence[Exchange]
    read: Sequence[Exchange]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.new or self.read)


def asked_about(resident: Resident, reader: Reader) -> Asked:
    """The questions about every item of `resident`. One query."""
    found = (
        Question.objects.visible_to(reader.user)
        .filter(item__resident=resident)
        .select_related("item__definition", "asked_by", "answered_by")
        .defer("item__definition__guidance", "item__definition__sources")
        .order_by("-asked_at", "-pk")
    )
    every: list[Exchange] = []
    for question in found:
        question.item.resident = resident
        every.append(_exchange(question, question.item, reader))
    return Asked(
        waiting=[each for each in every if each.is_open],
        new=[each for each in every if each.is_new],
        read=[each for each in every if not each.is_open and not each.is_new],
    )


def _exchange(question: Question, item: Item, reader: Reader) -> Exchange:
    asker = name_of(question.asked_by, item.resident, reader)
    asked_at = moment_words(question.asked_at, reader.zone, reader.today)
    answered = ""
    if question.answered_at:
        who = name_of(question.answered_by, item.resident, reader)
        when = moment_words(question.answered_at, reader.zone, reader.today)
        answered = f"{who} answered, {when}"
    return Exchange(question, f"{asker} asked, {asked_at}", answered)
