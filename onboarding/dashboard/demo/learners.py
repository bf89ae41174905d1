"""Where the demo's residents start: some answered, some stopped, some have a plan.

Everything goes through the same actions as the pages. Chance is seeded by the person.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from onboarding.checklists.packs.needs import Question
from onboarding.learning import answering, planning, wording
from onboarding.learning.asking import answers_to
from onboarding.learning.content import content_in, edition_for, questions_in
from onboarding.learning.judging import judge, to_judge
from onboarding.learning.models import LearningPlan
from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice, Kind, Occasion, Trouble, Verdict
from onboarding.residents.models import Resident

# One after the other: suggestions to choose from, stopped halfway, sent to the mentor,
# agreed, not begun.
_STORIES = ("choosing", "halfway", "sent", "agreed", "nothing")
_DAYS_AGO = 3
# So many of a program have come as far as to be asked.
LEARNERS = 15
_WORDS = ("I would like to be watched early.", "", "With my peer mentor, if possible.")
_HURTS = (
    "“Scarce” reads as if my teachers had taught us less. Please say what was scarce."
)
_NO = "I did this for years and can show it."


def learn(residents: Sequence[Resident], *, now: datetime) -> None:
    """Let `residents`, who have plans, answer as far as each of them came."""
    for index, resident in enumerate(residents):
        story = _STORIES[index % len(_STORIES)]
        if story != "nothing" and edition_for(resident) is not None:
            _live(resident, story, now=now)
    for resident in residents[:1]:
        _say_what_hurts(resident, now=now)


def _say_what_hurts(resident: Resident, *, now: datetime) -> None:
    """Somebody reads words that they would not use."""
    place = wording.place_of(resident, resident.user, wording.HEALTH_SYSTEMS)
    if place is not None:
        at = now - timedelta(days=_DAYS_AGO)
        wording.report(resident, place, trouble=Trouble.HURTS, text=_HURTS, now=at)


def _live(resident: Resident, story: str, *, now: datetime) -> None:
    chance = random.Random(resident.user.email)  # noqa: S311 -- a story, no secret
    at = _moment_after_all(resident, now, chance)
    begun = answering.start(resident, Occasion.ARRIVAL, now=at)
    questions = list(questions_in(content_in(begun.edition)).values())
    ability = chance.uniform(0.35, 0.85)
    stops_at = chance.randint(9, 20) if story == "halfway" else len(questions)
    given = {
        question.slug: _answer(question, ability, chance)
        for question in questions[:stops_at]
    }
    answering.answer_many(begun, given, now=at)
    if story == "halfway":
        return
    answering.finish(begun, by=resident.user, now=at)
    for item in to_judge(resident, resident.user, now):
        verdict = chance.choice((Verdict.YES, Verdict.YES, Verdict.PARTLY))
        judge(item, verdict, by=resident.user, now=at)
    mentor = resident.faculty_mentor
    if story == "choosing" or mentor is None:
        return
    _choose_and_send(begun.plan, chance, at=at)
    if story == "agreed":
        later, note = at + (now - at) / 2, "Well chosen. Let us talk soon."
        planning.agree(begun.plan, by=mentor, now=later, note=note)


def _moment_after_all(
    resident: Resident, now: datetime, chance: random.Random
) -> datetime:
    """Some days ago, but not before what happened last: a story goes forward."""
    last = resident.events.order_by("-at").values_list("at", flat=True).first()
    ago = now - timedelta(days=_DAYS_AGO, minutes=chance.randint(0, 600))
    return max(ago, last) if last else ago


def _answer(question: Question, ability: float, chance: random.Random) -> str:
    options = list(answers_to(question))
    if question.kind == Kind.KNOWLEDGE:
        knows = chance.random() < ability
        return question.best if knows else chance.choice(options)
    if question.kind == Kind.CONTEXT:
        return chance.choice(options)
    spot = round(ability * (len(options) - 1) + chance.uniform(-1.2, 1.2))
    return options[min(max(spot, 0), len(options) - 1)]


def _choose_and_send(
    plan: LearningPlan, chance: random.Random, *, at: datetime
) -> None:
    resident = plan.assessment.resident
    proposals = list(plan.proposals.all())
    for number, proposal in enumerate(proposals):
        is_last = number == len(proposals) - 1 and number > 1
        decision = Decision(
            Choice.DECLINED if is_last else Choice.TAKEN,
            word=_NO if is_last else chance.choice(_WORDS),
            is_shown=is_last,
        )
        planning.choose(proposal, decision, by=resident.user, now=at)
    if proposals:
        planning.send(plan, by=resident.user, now=at)
