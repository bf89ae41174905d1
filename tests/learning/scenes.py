"""What the tests of learning share: the shipped questions, and residents who answer."""

from dataclasses import replace
from functools import cache

from onboarding.checklists import enrollment
from onboarding.checklists.packs.loading import load
from onboarding.learning import answering
from onboarding.learning.content import content_in, questions_in
from onboarding.learning.models import Gap, NeedsAssessment
from onboarding.learning.words import Kind
from tests import factories
from tests.checklists.test_packs_shipped import shipped
from tests.factories import NOW


@cache
def small():
    """The shipped questions and framework with the activities that they lead to.

    29 items instead of 171: what does not concern learning costs each test its time.
    """
    pack = shipped()
    opened = {slug for question in pack.needs.questions for slug in question.opens}
    wanted = opened | {pack.needs.completes}
    items = [each for each in pack.items if each.competencies or each.slug in wanted]
    return replace(pack, items=items)


def load_small():
    """That pack, loaded."""
    return load(small(), now=NOW).edition


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
    given = answers(assessment, able=able, **own)
    answering.answer_many(assessment, given, now=now)
    answering.finish(assessment, by=resident.user, now=now)
    assessment.refresh_from_db()
    return assessment


def answer_alike(first, others):
    """The needs assessment `first`, finished and without its plan, for `others` too."""
    told = list(first.gaps.all())
    alike = [
        NeedsAssessment(
            resident=other,
            occasion=first.occasion,
            edition=first.edition,
            started_at=first.started_at,
            finished_at=first.finished_at,
        )
        for other in others
    ]
    NeedsAssessment.objects.bulk_create(alike)
    Gap.objects.bulk_create(
        Gap(
            assessment=copy,
            position=gap.position,
            subject=gap.subject,
            title=gap.title,
            need=gap.need,
            because=gap.because,
        )
        for copy in alike
        for gap in told
    )


def make_enrolled(cohort, **fields):
    """A resident with a plan of the newest edition."""
    return make_many_enrolled(1, cohort, **fields)[0]


def make_many_enrolled(count, cohort, **fields):
    """So many residents with plans of the newest edition."""
    people = [factories.make_resident(cohort, **fields) for _ in range(count)]
    enrollment.enroll(people, by=None, now=NOW)
    return people
