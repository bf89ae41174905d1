"""What a pack says about learning: questions, competencies, activities.

Editions never change, so what was read once is kept, by the digest of its content.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from onboarding.checklists.models import Edition, Plan
from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.needs import Question
from onboarding.checklists.packs.stored import content_of
from onboarding.learning.words import Kind
from onboarding.residents.models import Resident


def edition_for(resident: Resident) -> Edition | None:
    """The edition whose questions `resident` is asked; None if there are none.

    That of their plan or, if it asks nothing, the newest one of the same pack.
    """
    plan = Plan.objects.filter(resident=resident).select_related("edition").first()
    if plan is None:
        return None
    asking = Edition.objects.filter(
        pack=plan.edition.pack_id, files__needs_assessment__isnull=False
    )
    own = asking.filter(pk=plan.edition_id).first()
    return own or asking.order_by("-loaded_at", "-pk").first()


def content_in(edition: Edition) -> Content:
    """All that `edition` says."""
    return _content(edition.digest)


@lru_cache(maxsize=8)
def _content(digest: str) -> Content:
    edition = Edition.objects.filter(digest=digest).select_related("files").first()
    if edition is None:
        raise Edition.DoesNotExist
    return content_of(edition)


def questions_in(content: Content) -> Mapping[str, Question]:
    """The questions by slug, in the order of the pack."""
    asked = content.needs.questions if content.needs else []
    return {question.slug: question for question in asked}


def subjects_of(question: Question) -> list[str]:
    """What a question is about: its competencies or, without any, its sections."""
    return question.competencies or question.sections


def titles_in(content: Content) -> Mapping[str, str]:
    """The titles of all subjects by slug, competencies first."""
    sections = {section.slug: section.title for section in content.manifest.sections}
    return {**content.competencies, **sections}


def practice_sections(content: Content) -> frozenset[str]:
    """The sections of activities: those that questions are about."""
    asked = questions_in(content).values()
    return frozenset(slug for question in asked for slug in question.sections)


def activities_for(content: Content, subject: str) -> list[str]:
    """The activities that serve `subject`, the first choice first.

    First what its questions name, in their order, then what the items themselves say;
    last what questions about the place name where somebody trained.
    """
    about = [q for q in questions_in(content).values() if subject in subjects_of(q)]
    is_place = [question.kind == Kind.CONTEXT for question in about]
    named = [q.opens for q, place in zip(about, is_place, strict=True) if not place]
    serving = [item.slug for item in content.items if subject in item.competencies]
    last = [q.opens for q, place in zip(about, is_place, strict=True) if place]
    return list(dict.fromkeys(chain(*named, serving, *last)))
