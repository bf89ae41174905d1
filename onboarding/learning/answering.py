"""Answering a needs assessment: begin, answer in any order, finish once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import actions
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.packs.folder import Content
from onboarding.learning.asking import answers_to
from onboarding.learning.content import content_in, edition_for, questions_in
from onboarding.learning.gaps import findings
from onboarding.learning.models import Answer, Gap, NeedsAssessment
from onboarding.learning.occasions import occasion_on
from onboarding.learning.planning import make_plan
from onboarding.learning.ratings import as_expected_of, levels_seen
from onboarding.learning.words import SKIPPED, Occasion
from onboarding.residents.models import Resident


def start(resident: Resident, occasion: str, *, now: datetime) -> NeedsAssessment:
    """The needs assessment of `occasion`, begun now if it was not. Safe to call twice.

    Raises RefusedError if another occasion is open, or if nothing is asked.
    """
    found = NeedsAssessment.objects.filter(resident=resident, occasion=occasion)
    if begun := found.first():
        return begun
    facts = facts_of(resident)
    if occasion != occasion_on(facts.dates, facts.today(now)):
        raise RefusedError("These questions are not open now.")
    edition = edition_for(resident)
    if edition is None:
        raise RefusedError("Your program asks no questions yet.")
    begun, _ = NeedsAssessment.objects.get_or_create(
        resident=resident,
        occasion=occasion,
        defaults={"edition": edition, "started_at": now},
    )
    return begun


def answer(
    assessment: NeedsAssessment, question: str, given: str, *, now: datetime
) -> bool:
    """Store one answer, or a new one in its place; "" skips the question.

    False, changing nothing, once the assessment is finished. Raises RefusedError if
    there is no such question or answer.
    """
    return answer_many(assessment, {question: given}, now=now)


def answer_many(
    assessment: NeedsAssessment, given: Mapping[str, str], *, now: datetime
) -> bool:
    """Store answers by question as `answer` does: all of them, in one statement."""
    questions = questions_in(content_in(assessment.edition))
    for slug, value in given.items():
        asked = questions.get(slug)
        if asked is None or (value != SKIPPED and value not in answers_to(asked)):
            raise RefusedError("Choose one of the answers.")
    with transaction.atomic():
        if _lock(assessment).is_finished:
            return False
        Answer.objects.bulk_create(
            (
                Answer(assessment=assessment, question=slug, given=value, at=now)
                for slug, value in given.items()
            ),
            update_conflicts=True,
            unique_fields=["assessment", "question"],
            update_fields=["given", "at"],
        )
    return True


def finish(assessment: NeedsAssessment, *, by: User, now: datetime) -> bool:
    """Work out what follows and suggest a learning plan. False if it was done before.

    Raises RefusedError if nothing was answered, or if `by` is somebody else.
    """
    resident = assessment.resident
    if resident.user_id != by.pk:
        raise RefusedError("Only the resident can finish their own questions.")
    with transaction.atomic():
        if _lock(assessment).is_finished:
            return False
        given = given_in(assessment, by)
        if not any(given.values()):
            raise RefusedError("Answer at least one question first.")
        content = content_in(assessment.edition)
        seen = levels_seen(resident, by)
        expected = as_expected_of(content, resident)
        found = findings(expected, given, seen, assessment.occasion)
        Gap.objects.bulk_create(
            Gap(
                assessment=assessment,
                position=position,
                subject=finding.subject,
                title=finding.title,
                need=finding.need,
                because=list(finding.because),
            )
            for position, finding in enumerate(found)
        )
        assessment.finished_at = now
        assessment.save(update_fields=["finished_at"])
        make_plan(assessment, found, now=now)
        _finish_item(assessment, content, by=by, now=now)
    return True


def given_in(assessment: NeedsAssessment, user: User) -> dict[str, str]:
    """The answers of `assessment` by question, if they are the user's."""
    own = Answer.objects.visible_to(user).filter(assessment=assessment)
    return dict(own.values_list("question", "given"))


def _lock(assessment: NeedsAssessment) -> NeedsAssessment:
    """Its row, which nobody else changes until the transaction ends."""
    return NeedsAssessment.objects.select_for_update().get(pk=assessment.pk)


def _finish_item(
    assessment: NeedsAssessment, content: Content, *, by: User, now: datetime
) -> None:
    """Finish the item of the plan that asked for the first needs assessment."""
    slug = content.needs.completes if content.needs else ""
    if not slug or assessment.occasion != Occasion.ARRIVAL:
        return
    items = Item.objects.visible_to(by).filter(resident=assessment.resident, slug=slug)
    for item in items.with_story():
        try:
            actions.complete(item, by=by, now=now)
        except RefusedError:
            # Something else comes first there: then it stays for the resident to do.
            return
