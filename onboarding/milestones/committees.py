"""What a committee does: it is called, meets, decides; its director confirms.

Safe to call twice. A confirmed decision is never changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.milestones.actions import RefusedError
from onboarding.milestones.models import (
    Assessment,
    Competency,
    FrameworkEdition,
    Meeting,
    Member,
    Rating,
    Review,
)
from onboarding.milestones.words import Code, Source
from onboarding.residents.models import Cohort, Membership, Program
from onboarding.residents.roles import MANAGING, Role

_TEACHING = frozenset({Role.FACULTY, Role.PROGRAM_DIRECTOR})


@dataclass(frozen=True, slots=True)
class Call:
    """For which occasion, on which day, who sits, and how many must be there."""

    occasion: str
    held_on: date
    quorum: int
    members: Iterable[User]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with its reason, and levels by slug where it gives any."""

    decision: str
    reason: str
    levels: Mapping[str, str] = field(default_factory=dict)


def may_sit(program: Program, by: User) -> "list[User]":
    """Whom `by` may choose as members: faculty and directors of the program.

    Members read every level. So only a director opens that to those who organize
    (coordinators and the GME office), and nobody else takes a seat themselves.
    """
    directs = by.is_superuser or (
        Program.objects.with_role(by, frozenset({Role.PROGRAM_DIRECTOR}))
        .filter(pk=program.pk)
        .exists()
    )
    roles = _TEACHING | MANAGING if directs else _TEACHING
    held = Membership.objects.filter(
        role__in=roles, institution=program.institution_id
    ) | Membership.objects.filter(role__in=roles, program=program)
    seats = User.objects.filter(
        pk__in=held.order_by().values("user"), is_active=True
    ).order_by("name", "email")
    return list(seats if directs else seats.exclude(pk=by.pk))


def call_meeting(
    cohort: Cohort, call: Call, *, by: User, now: datetime
) -> tuple[Meeting, bool]:
    """A meeting about every resident of `cohort` who has not left; and whether new.

    Raises RefusedError if `by` may not give one of the seats, or if there are too few.
    """
    members = list(call.members)
    if not {user.pk for user in members} <= {
        user.pk for user in may_sit(cohort.program, by)
    }:
        raise RefusedError("You cannot give a seat to everybody whom you chose.")
    if call.quorum > len(members):
        raise RefusedError("More members must be there than there are members.")
    with transaction.atomic():
        meeting, is_new = Meeting.objects.get_or_create(
            cohort=cohort,
            occasion=call.occasion,
            held_on=call.held_on,
            defaults={"quorum": call.quorum, "called_by": by, "called_at": now},
        )
        if is_new:
            Member.objects.bulk_create(
                Member(meeting=meeting, user=user) for user in members
            )
            Review.objects.bulk_create(
                Review(meeting=meeting, resident=resident)
                for resident in cohort.residents.active()
            )
    return meeting, is_new


def note_who_is_there(meeting: Meeting, present: Iterable[int]) -> None:
    """Write down which members (keys of Member) are there, and who is not."""
    keys = set(present)
    with transaction.atomic():
        meeting.members.filter(pk__in=keys).update(is_present=True)
        meeting.members.exclude(pk__in=keys).update(is_present=False)


def decide(review: Review, verdict: Verdict, *, by: User, now: datetime) -> bool:
    """Record what the committee says; `by` is a member who writes it down.

    Until it is confirmed it may be said anew. False if it was confirmed before.
    """
    meeting = review.meeting
    if not meeting.members.filter(user=by, is_present=True).exists():
        raise RefusedError("Only a member who is there can write the decision down.")
    if meeting.present < meeting.quorum:
        raise RefusedError(
            f"There is no quorum: {meeting.present} of the {meeting.quorum} members "
            "needed are there."
        )
    if not verdict.reason.strip():
        raise RefusedError("Give the reason: the resident reads it.")
    changed = Review.objects.filter(pk=review.pk, confirmed_at=None).update(
        decision=verdict.decision,
        reason=verdict.reason.strip(),
        levels=dict(verdict.levels),
        decided_by=by,
        decided_at=now,
    )
    return bool(changed)


def confirm(review: Review, *, by: User, now: datetime) -> bool:
    """The director says yes: the resident reads it, levels become ratings.

    False if it was confirmed before.
    """
    program = review.resident.cohort.program
    is_director = Program.objects.with_role(by, frozenset({Role.PROGRAM_DIRECTOR}))
    if not by.is_superuser and not is_director.filter(pk=program.pk).exists():
        raise RefusedError("Only the program director confirms.")
    with transaction.atomic():
        found = Review.objects.select_for_update().get(pk=review.pk)
        if found.confirmed_at is not None:
            return False
        if found.decided_at is None:
            raise RefusedError("The committee has not decided yet.")
        found.confirmed_by, found.confirmed_at = by, now
        if found.levels:
            found.assessment = _rate(review, found.levels, by=by, now=now)
        found.save(update_fields=["confirmed_by", "confirmed_at", "assessment"])
    return True


def _rate(
    review: Review, levels: Mapping[str, str], *, by: User, now: datetime
) -> Assessment | None:
    """The committee's levels as an assessment that supersedes its last one."""
    meeting, program = review.meeting, review.resident.cohort.program
    edition = FrameworkEdition.objects.used_by(program.pk)
    if edition is None:
        return None
    before = Assessment.objects.current().filter(
        resident=review.resident, source=Source.COMMITTEE, occasion=meeting.occasion
    )
    assessment = Assessment.objects.create(
        resident=review.resident,
        edition=edition,
        source=Source.COMMITTEE,
        occasion=meeting.occasion,
        assessor=by,
        supersedes=before.first(),
        seen_on=meeting.held_on,
        started_at=now,
        saved_at=now,
        submitted_at=now,
    )
    rated = Competency.objects.for_program(edition, program.pk).filter(slug__in=levels)
    Rating.objects.bulk_create(
        Rating(
            assessment=assessment,
            competency=competency,
            level=None if said in Code.values else Decimal(said),
            code=said if said in Code.values else "",
        )
        for competency in rated
        if (said := levels[competency.slug])
    )
    return assessment
