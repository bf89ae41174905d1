"""What can happen to assessments and requests. Safe to call twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from onboarding.accounts.models import User
from onboarding.lib.dates import local_day
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Competency,
    FrameworkEdition,
    Rating,
)
from onboarding.milestones.words import OBSERVERS, Code, Method, Occasion, Source
from onboarding.residents.models import Resident


class RefusedError(Exception):
    """The act is not possible; the message is a sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class View:
    """What an assessor has to say. `answers`: a level or a Code, by competency slug."""

    answers: Mapping[str, str] = field(default_factory=dict)
    seen_on: date | None = None
    method: str = ""
    setting: str = ""
    strength: str = ""
    next_step: str = ""


def begin(
    resident: Resident,
    *,
    by: User,
    source: str,
    occasion: str,
    now: datetime,
) -> Assessment:
    """The draft of `by` for that occasion, or what they have given for it already.

    The caller has checked that `by` may rate the resident as `source`.
    """
    if occasion == Occasion.OBSERVATION and source not in OBSERVERS:
        raise RefusedError("An observation is by somebody who saw you at work.")
    mine = Assessment.objects.filter(
        resident=resident, assessor=by, source=source, occasion=occasion
    )
    if occasion != Occasion.OBSERVATION:
        given = mine.current().first()
        if given is not None:
            return given
    program = resident.cohort.program
    edition = FrameworkEdition.objects.used_by(program.pk)
    if edition is None:
        raise RefusedError("There is nothing to rate by yet: no framework is loaded.")
    draft, _ = mine.get_or_create(
        submitted_at=None,
        supersedes=None,
        defaults={
            "resident": resident,
            "assessor": by,
            "source": source,
            "occasion": occasion,
            "edition": edition,
            "method": _usual_method(source, occasion),
            "seen_on": local_day(now, program.time_zone),
            "started_at": now,
        },
    )
    return draft


def answer(request: AssessmentRequest, *, now: datetime) -> Assessment:
    """The draft that answers `request`, or what the person had given already."""
    found = begin(
        request.resident,
        by=request.asked_of,
        source=request.source,
        occasion=request.occasion,
        now=now,
    )
    if found.request_id is None:
        Assessment.objects.filter(pk=found.pk).update(request=request)
        found.request = request
    return found


def save_draft(draft: Assessment, view: View, *, now: datetime) -> bool:
    """Keep what was written so far. False if it was given meanwhile."""
    changed = _drafts(draft).update(
        **_told(view), answers=dict(view.answers), saved_at=now
    )
    return bool(changed)


def submit(
    draft: Assessment,
    view: View,
    competencies: Sequence[Competency],
    *,
    now: datetime,
) -> bool:
    """Give the assessment: from now on it is read, and never changed.

    False if it was given already.
    """
    by_slug = {competency.slug: competency for competency in competencies}
    rated = [by_slug[slug] for slug in view.answers if slug in by_slug]
    if not rated:
        raise RefusedError("Rate at least one competency.")
    with transaction.atomic():
        given = {"answers": {}, "saved_at": now, "submitted_at": now}
        if not _drafts(draft).update(**_told(view), **given):
            return False
        Rating.objects.bulk_create(
            _rating(draft, competency, view.answers[competency.slug])
            for competency in rated
        )
    draft.submitted_at, draft.answers = now, {}
    return True


def correct(given: Assessment, *, by: User, now: datetime) -> Assessment:
    """A draft that will supersede `given`, with what it says. `given` stays."""
    if given.assessor_id != by.pk or given.is_draft:
        raise RefusedError("Only the person who gave this can correct it.")
    answers = {
        rating.competency.slug: rating.code or f"{rating.level:.1f}"
        for rating in given.ratings.select_related("competency")
    }
    copied = (
        "resident_id",
        "edition_id",
        "source",
        "occasion",
        "assessor_id",
        "method",
        "setting",
        "seen_on",
        "strength",
        "next_step",
    )
    draft, _ = Assessment.objects.get_or_create(
        supersedes=given,
        defaults={
            **{name: getattr(given, name) for name in copied},
            "answers": answers,
            "started_at": now,
            "saved_at": now,
        },
    )
    return draft


def discard(draft: Assessment) -> bool:
    """Throw a draft away. False if it was given meanwhile: that stays."""
    deleted, _ = _drafts(draft).delete()
    return bool(deleted)


def ask(
    resident: Resident,
    *,
    of: User,
    occasion: str,
    due_on: date,
    by: User,
    now: datetime,
) -> tuple[AssessmentRequest, bool]:
    """Ask `of` for their view of `resident`; and whether the request is new.

    Nobody is asked twice while the first request waits for an answer.
    """
    source = _source_of(of, resident)
    if occasion == Occasion.OBSERVATION and source not in OBSERVERS:
        raise RefusedError("An observation is by somebody who sees them at work.")
    asked = AssessmentRequest.objects.open().filter(
        resident=resident, asked_of=of, source=source, occasion=occasion
    )
    waiting = asked.first()
    if waiting is not None:
        return waiting, False
    return AssessmentRequest.objects.get_or_create(
        resident=resident,
        asked_of=of,
        source=source,
        occasion=occasion,
        due_on=due_on,
        withdrawn_at=None,
        defaults={"asked_by": by, "asked_at": now},
    )


def withdraw(request: AssessmentRequest, *, now: datetime) -> bool:
    """Ask no longer. False if it was withdrawn before; what was given stays."""
    open_ones = AssessmentRequest.objects.filter(pk=request.pk, withdrawn_at=None)
    return bool(open_ones.update(withdrawn_at=now))


def _source_of(user: User, resident: Resident) -> Source:
    if user.pk == resident.user_id:
        return Source.SELF
    if user.pk == resident.peer_mentor_id:
        return Source.PEER_MENTOR
    return Source.FACULTY


def _usual_method(source: str, occasion: str) -> str:
    if source == Source.SELF:
        return Method.SELF_ASSESSMENT
    is_seen = occasion == Occasion.OBSERVATION
    return Method.DIRECT_OBSERVATION if is_seen else ""


def _drafts(draft: Assessment) -> QuerySet[Assessment]:
    return Assessment.objects.filter(pk=draft.pk, submitted_at=None)


def _told(view: View) -> dict[str, object]:
    names = ("seen_on", "method", "setting", "strength", "next_step")
    return {name: getattr(view, name) for name in names}


def _rating(assessment: Assessment, competency: Competency, answer: str) -> Rating:
    is_code = answer in Code.values
    return Rating(
        assessment=assessment,
        competency=competency,
        level=None if is_code else Decimal(answer),
        code=answer if is_code else "",
    )
