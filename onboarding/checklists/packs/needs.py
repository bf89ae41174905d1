"""The shape of needs_assessment.yaml and health_systems.yaml.

What must agree within one question is checked on what the file says, like the rest of
a pack, so that one reading reports everything.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from onboarding.checklists.packs import fields
from onboarding.checklists.packs.checks import Entry
from onboarding.checklists.packs.problems import Problem, quoted
from onboarding.checklists.packs.schema import Source

# What is asked: how it was where one trained (private, no right answer), what one did,
# how sure one feels, what one knows.
KINDS = ("context", "experience", "confidence", "knowledge")
SCALES = ("availability",)

_ON_OUR_SCALE = {
    kind: dict.fromkeys(
        ("scale", "options", "best"), f"It is answered on our scale of {kind}"
    )
    for kind in ("experience", "confidence")
}
# By kind of question: the keys that make no sense there, and why.
_OUT_OF_PLACE: Mapping[str, Mapping[str, str]] = {
    **_ON_OUR_SCALE,
    "context": {"best": "Nothing is right or wrong about a context"},
    "knowledge": {"scale": "A question of knowledge has options"},
}

OptionName = Annotated[str, Field(pattern=r"^[a-z]+$", max_length=20)]
Statement = Annotated[fields.Line, Field(max_length=400)]


class Question(fields.Strict):
    """One entry of needs_assessment.yaml."""

    slug: Annotated[fields.Slug, Field(max_length=40)]
    kind: Annotated[str, fields.one_of("kind of question", KINDS)]
    text: Statement
    scale: Annotated[str, fields.one_of("scale", SCALES)] = ""
    options: Annotated[
        dict[OptionName, Statement], Field(min_length=2, max_length=6)
    ] = {}
    best: str = ""
    rationale: Statement = ""
    why: Statement = ""
    sections: list[fields.SectionSlug] = []
    competencies: list[fields.CompetencySlug] = []
    # Activities that serve what the question finds, the first choice first.
    opens: list[fields.ItemSlug] = []
    sources: list[Source] = []


class NeedsAssessment(fields.Strict):
    """needs_assessment.yaml."""

    title: Annotated[fields.Line, Field(max_length=60)] = "Your starting point"
    # The item of the plan that asks for it: answering the first time finishes it.
    completes: fields.ItemSlug = ""
    intro: fields.Text = "A few questions about what you saw, did and know."
    questions: Annotated[list[Question], Field(min_length=1)]


class Figure(fields.Strict):
    """One number that somebody published about one place, as it stands there."""

    value: Annotated[fields.Line, Field(max_length=60)]
    unit: Annotated[fields.Line, Field(max_length=120)]
    period: Annotated[str, Field(pattern=r"^\d{4}(-\d{2,4})?$")]
    source: Source

    @property
    def last_year(self) -> int:
        """The year in which the period ends: 2017 for 2015-17."""
        first, _, last = self.period.partition("-")
        return int(first[: 4 - len(last)] + last) if last else int(first)


class Place(fields.Strict):
    """A health system; what nobody found stays empty and is never filled in."""

    name: Annotated[fields.Line, Field(max_length=60)]
    opioids: list[Figure] = []
    palliative_care: Annotated[fields.Line, Field(max_length=120)] = ""
    notes: list[Statement] = []
    sources: list[Source] = []


class HealthSystems(fields.Strict):
    """health_systems.yaml: background to read, about systems and never about people."""

    intro: fields.Text
    world: list[Figure] = []
    places: Annotated[list[Place], Field(min_length=1)]


def disagreements(question: Entry) -> Iterator[Problem]:
    """What does not agree within one question."""
    raw = question.raw
    options = raw.get("options")
    yield from _wrong_answers(question, raw.get("kind"), options)
    best = raw.get("best")
    if isinstance(options, dict) and isinstance(best, str) and best not in options:
        message = f"“best” names {quoted(best)}, which is none of the options."
        yield question.problem(message, "best")


def _wrong_answers(question: Entry, kind: Any, options: Any) -> Iterator[Problem]:  # noqa: ANN401 -- what the file has
    if kind == "knowledge":
        yield from _missing(question)
    if kind == "context" and bool(question.raw.get("scale")) == bool(options):
        yield question.problem("Give it a “scale” or “options”, one of them.")
    for name, remark in _OUT_OF_PLACE.get(str(kind), {}).items():
        if question.raw.get(name):
            yield question.problem(f"{remark}; remove “{name}”.", name)


def _missing(question: Entry) -> Iterator[Problem]:
    """What a question of knowledge cannot be without."""
    needed: Mapping[str, str] = {
        "options": "the answers to choose from",
        "best": "the best answer",
        "rationale": "why that answer is the best one",
        "sources": "where that comes from",
    }
    for name, meaning in needed.items():
        if not question.raw.get(name):
            yield question.problem(f"“{name}” is missing: {meaning}.")
