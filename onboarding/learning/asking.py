"""In which order questions and answers stand for one person: always the same one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.needs import Question
from onboarding.learning.content import questions_in
from onboarding.learning.models import NeedsAssessment
from onboarding.learning.words import AVAILABILITY, SCALES, Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as one person sees it; `options` are (value, words)."""

    number: int
    question: Question
    options: Sequence[tuple[str, str]]

    @property
    def kind(self) -> Kind:
        """What it asks for."""
        return Kind(self.question.kind)


def asked_in(assessment: NeedsAssessment, content: Content) -> list[Asked]:
    """All questions: by kind, shuffled within; the same way each time it is asked."""
    chance = random.Random(assessment.pk)  # noqa: S311 -- an order, no secret
    questions = list(questions_in(content).values())
    ordered: list[Question] = []
    for kind in Kind:
        same = [question for question in questions if question.kind == kind]
        chance.shuffle(same)
        ordered += same
    return [
        Asked(number, question, _options(assessment, question))
        for number, question in enumerate(ordered, start=1)
    ]


def answers_to(question: Question) -> dict[str, str]:
    """The answers that can be given, in the order of the pack or of the scale."""
    if question.scale:
        return dict(AVAILABILITY)
    return dict(SCALES.get(question.kind) or question.options)


def _options(assessment: NeedsAssessment, question: Question) -> list[tuple[str, str]]:
    """Scales keep their order; what has none is shuffled."""
    options = list(answers_to(question).items())
    if question.options:
        seed = f"{assessment.pk}/{question.slug}"
        random.Random(seed).shuffle(options)  # noqa: S311 -- an order, no secret
    return options
