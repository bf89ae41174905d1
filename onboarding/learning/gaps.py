"""The rule of gaps: from answers and what others saw to what somebody needs.

No database, no clock. The page “How suggestions are made” says the same in words; a
table of every combination holds both together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.needs import Question
from onboarding.learning.content import (
    activities_for,
    questions_in,
    subjects_of,
    titles_in,
)
from onboarding.learning.words import (
    AVAILABILITY,
    NEEDS,
    SCALES,
    SKIPPED,
    Kind,
    Need,
    Occasion,
)

# The answer from which on somebody is ready; one below is the middle.
AIMS: Mapping[str, int] = {Kind.EXPERIENCE: 3, Kind.CONFIDENCE: 4}
# A level that is this far below what is expected is a gap, and not only a bit short.
WIDE = 1.0
# What “not yet at level 1” counts as.
BELOW_LEVEL_1 = 0.5
_RARE = ("rarely", "never")
# The next occasion, whose level counts, and how it is called.
AHEAD: Mapping[str, tuple[str, str]] = {
    Occasion.ARRIVAL: ("month_6", "at six months"),
    Occasion.MONTH_6: ("month_12", "at twelve months"),
    Occasion.MONTH_12: ("month_12", "at twelve months"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What follows for one subject, and the sentences that say why."""

    subject: str
    title: str
    need: Need
    because: Sequence[str]
    # For each answer (or level seen) in focus: the activities that help, best first.
    calls_for: Sequence[Sequence[str]] = ()


def need_of_answer(question: Question, given: str) -> Need | None:
    """What one answer alone would mean; None where it means nothing."""
    if given == SKIPPED:
        return None
    if question.kind == Kind.KNOWLEDGE:
        return Need.READY if given == question.best else Need.FOCUS
    if question.kind == Kind.CONTEXT:
        return Need.REVIEW if given in _RARE else None
    distance = AIMS[question.kind] - int(given)
    return Need.READY if distance <= 0 else _short_by(distance, 2)


def need_of_level(level: float, expected: float) -> Need:
    """What a level that somebody saw would mean; see BELOW_LEVEL_1."""
    distance = expected - level
    return Need.READY if distance <= 0 else _short_by(distance, WIDE)


def need_of(
    answers: Iterable[Need], *, is_missed: bool, seen: Need | None
) -> Need | None:
    """What somebody needs in one subject; None if nothing is known.

    The widest gap among the answers counts. What somebody else saw counts more than
    that; then a question of knowledge that was missed means “review” at least.
    """
    known = list(answers)
    if seen is not None:
        return _wider(seen, Need.REVIEW if is_missed else Need.READY)
    return _wider(*known) if known else None


def findings(
    content: Content,
    given: Mapping[str, str],
    seen: Mapping[str, float],
    occasion: str,
) -> list[Finding]:
    """What follows from the answers `given` (by question) and the levels `seen`.

    The widest gap first, then that with the most reasons, then the order of the pack.
    """
    titles = titles_in(content)
    found = [
        _finding(content, subject, given, seen.get(subject), occasion)
        for subject in titles
    ]
    known = [finding for finding in found if finding is not None]
    return sorted(known, key=lambda f: (-NEEDS.index(f.need), -len(f.because)))


def _finding(
    content: Content,
    subject: str,
    given: Mapping[str, str],
    level: float | None,
    occasion: str,
) -> Finding | None:
    asked = [
        (question, need)
        for question in questions_in(content).values()
        if subject in subjects_of(question)
        if (need := need_of_answer(question, given.get(question.slug, SKIPPED)))
    ]
    missed = [q for q, need in asked if _is_missed(q, need)]
    expected = _expected(content, subject, occasion)
    seen = None
    if level is not None and expected is not None:
        seen = need_of_level(level, expected)
    need = need_of((n for _, n in asked), is_missed=bool(missed), seen=seen)
    if need is None:
        return None
    title = titles_in(content)[subject]
    because = []
    if need != Need.READY:
        because = list(_reasons(title, asked, given, occasion))
    if seen is not None and level is not None and expected is not None:
        because = _seen_first(level, expected, occasion, because if missed else [])
    help_with = activities_for(content, subject)
    calls_for = [q.opens or help_with for q, n in asked if n == Need.FOCUS]
    if seen is not None:
        calls_for = [help_with]
    if need != Need.FOCUS:
        calls_for = []
    return Finding(subject, title, need, because, calls_for)


def _reasons(
    title: str,
    asked: Sequence[tuple[Question, Need]],
    given: Mapping[str, str],
    occasion: str,
) -> Iterable[str]:
    """A sentence for each answer that speaks for a gap."""
    when = AHEAD[occasion][1]
    knowledge = [need for question, need in asked if question.kind == Kind.KNOWLEDGE]
    for question, need in asked:
        if need == Need.READY or question.kind == Kind.KNOWLEDGE:
            continue
        answer, text = given[question.slug], question.text.rstrip(".")
        if question.kind == Kind.CONTEXT:
            yield f"You answered “{AVAILABILITY[answer].lower()}” on “{text}”."
        else:
            top = list(SCALES[question.kind])[-1]
            yield (
                f"You answered {answer} of {top} on “{text}”; {when} we aim at "
                f"{AIMS[question.kind]}."
            )
    if missed := knowledge.count(Need.FOCUS):
        yield _missed_words(title, missed, len(knowledge))


def _missed_words(title: str, missed: int, asked: int) -> str:
    which = "the question" if asked == 1 else f"{missed} of {asked} questions"
    return f"You chose another answer than the best one to {which} on “{title}”."


def _seen_first(
    level: float, expected: float, occasion: str, because: list[str]
) -> list[str]:
    """What somebody saw, then what was missed; the other answers do not count."""
    when = AHEAD[occasion][1]
    words = "not yet level 1" if level < 1 else f"level {level:.1f}"
    saw = f"Somebody who watched you saw {words}; {when} we expect {expected:.1f}."
    return [saw, *(line for line in because if line.startswith("You chose"))]


def _expected(content: Content, subject: str, occasion: str) -> float | None:
    """The level of `subject` that is expected next; None if it is no competency."""
    competencies = content.framework.competencies if content.framework else []
    for competency in competencies:
        if competency.slug == subject:
            return float(getattr(competency.expected, AHEAD[occasion][0]))
    return None


def _is_missed(question: Question, need: Need) -> bool:
    return question.kind == Kind.KNOWLEDGE and need == Need.FOCUS


def _short_by(distance: float, wide: float) -> Need:
    return Need.FOCUS if distance >= wide else Need.REVIEW


def _wider(*needs: Need) -> Need:
    return max(needs, key=NEEDS.index)
