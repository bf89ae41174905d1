"""What the tests of learning share: the shipped questions, and residents who answer."""

from onboarding.checklists import enrollment
from onboarding.checklists.packs.loading import load
from onboarding.learning import answering
from onboarding.learning.content import content_in, questions_in
from onboarding.learning.words import Kind
from tests import factories
from tests.checklists.test_packs_shipped import shipped
from tests.factories import NOW


def load_shipped():
    """The shipped pack, loaded."""
    return load(shipped(), now=NOW).edition


def answers(assessment, *, able=True, **own):
    """An answer to every question: the ablest or the least able; `own` by slug."""
    wanted = {}
    for slug, question in questions_in(content_in(assessment.edition)).items():
        given = best_answer(question) if able else _least_answer(question)
        wanted[slug] = own.get(slug.replace("-", "_"), given)
    return wanted


def best_answer(question):
    """What somebody answers who needs nothing."""
    if question.kind == Kind.CONTEXT:
        return "always" if question.scale else next(iter(question.options))
    return question.best or {Kind.EXPERIENCE: "3", Kind.CONFIDENCE: "4"}[question.kind]


def _least_answer(question):
    if question.kind == Kind.KNOWLEDGE:
        return next(name for name in question.options if name != question.best)
    least = {Kind.EXPERIENCE: "0", Kind.CONFIDENCE: "1"}
    return least.get(question.kind) or best_answer(question)


def answer_all(resident, *, able=True, occasion="arrival", now=NOW, **own):
    """A finished needs assessment of `resident`."""
    assessment = answering.start(resident, occasion, now=now)
    for slug, given in answers(assessment, able=able, **own).items():
        answering.answer(assessment, slug, given, now=now)
    answering.finish(assessment, by=resident.user, now=now)
    assessment.refresh_from_db()
    return assessment


def make_enrolled(cohort, **fields):
    """A resident with a plan of the newest edition."""
    resident = factories.make_resident(cohort, **fields)
    enrollment.enroll([resident], by=None, now=NOW)
    return resident
