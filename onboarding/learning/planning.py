"""A learning plan from draft to agreement: make, choose, swap, send, agree, send back.

Items are added to the plan of the checklist only when a mentor agrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import additions
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.words import FINISHED, StoredState
from onboarding.learning.content import activities_for, content_in
from onboarding.learning.gaps import Finding
from onboarding.learning.models import LearningPlan, NeedsAssessment, Proposal
from onboarding.learning.suggesting import (
    Calendar,
    Standing,
    Suggestion,
    options_among,
    suggestion,
    suggestions,
)
from onboarding.learning.words import Choice, Need, PlanState, Way
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Decision:
    """What a resident says to one suggestion; `activity` names another one instead."""

    choice: Choice
    word: str = ""
    is_shown: bool = False
    activity: str = ""


def make_plan(
    assessment: NeedsAssessment, found: Sequence[Finding], *, now: datetime
) -> LearningPlan:
    """The draft that follows from what was `found`; it may suggest nothing."""
    resident, content = assessment.resident, content_in(assessment.edition)
    slugs = {s for f in found for s in activities_for(content, f.subject)}
    standings = standings_of(resident, slugs)
    calendar = calendar_of(resident, now)
    plan = LearningPlan.objects.create(assessment=assessment, made_at=now)
    Proposal.objects.bulk_create(
        Proposal(
            plan=plan,
            position=position,
            subjects=list(each.subjects),
            serves=each.serves[:300],
            activity=each.activity,
            title=each.title,
            way=each.way,
            due_days=_days(each, calendar),
        )
        for position, each in enumerate(suggestions(found, standings, calendar))
    )
    return plan


def choose(proposal: Proposal, decision: Decision, *, by: User, now: datetime) -> bool:
    """Take, decline or swap one suggestion. False once the plan was sent.

    Raises RefusedError if `by` is not the resident, or for an activity that cannot
    stand in its place.
    """
    _refuse_unless_own(proposal.plan, by)
    with transaction.atomic():
        if _lock(proposal.plan).state != PlanState.DRAFT:
            return False
        if decision.activity and decision.activity != proposal.activity:
            _swap(proposal, decision.activity, now)
        proposal.choice = decision.choice
        proposal.word = decision.word.strip()
        is_declined = decision.choice == Choice.DECLINED
        proposal.is_shown = decision.is_shown and is_declined
        proposal.save()
    return True


def send(plan: LearningPlan, *, by: User, now: datetime) -> bool:
    """Let the mentor see what was taken. False if it was sent before.

    Raises RefusedError while a suggestion is undecided, or without anybody to send to.
    """
    _refuse_unless_own(plan, by)
    with transaction.atomic():
        if _lock(plan).state != PlanState.DRAFT:
            return False
        if plan.proposals.filter(choice=Choice.OPEN).exists():
            raise RefusedError("Say yes or no to each suggestion first.")
        plan.state, plan.sent_at, plan.note = PlanState.SENT, now, ""
        plan.save(update_fields=["state", "sent_at", "note"])
    return True


def agree(plan: LearningPlan, *, by: User, now: datetime, note: str = "") -> int | None:
    """Agree, and put what was taken into the resident's plan; says how many lines.

    None, changing nothing, if nobody has to agree (any more). Raises RefusedError if
    `by` is not the mentor.
    """
    _refuse_unless_mentor(plan, by)
    with transaction.atomic():
        if _lock(plan).state != PlanState.SENT:
            return None
        plan.state, plan.note = PlanState.AGREED, note.strip()
        plan.agreed_at, plan.agreed_by = now, by
        plan.save(update_fields=["state", "note", "agreed_at", "agreed_by"])
        taken = plan.proposals.filter(choice=Choice.TAKEN).order_by("position")
        items = [_bring_in(proposal, plan, by=by, now=now) for proposal in taken]
    return len([item for item in items if item])


def send_back(plan: LearningPlan, *, by: User, note: str) -> bool:
    """Give the plan back to the resident with a word. False if it is not with `by`.

    Raises RefusedError if `by` is not the mentor, or without a word.
    """
    _refuse_unless_mentor(plan, by)
    if not note.strip():
        raise RefusedError("Write what you would change, so that they can.")
    with transaction.atomic():
        if _lock(plan).state != PlanState.SENT:
            return False
        plan.state, plan.note = PlanState.DRAFT, note.strip()
        plan.save(update_fields=["state", "note"])
    return True


def swaps_in(plan: LearningPlan, now: datetime) -> dict[int, list[Standing]]:
    """By suggestion (key): other activities that serve the same, not suggested yet."""
    assessment, proposals = plan.assessment, list(plan.proposals.all())
    content = content_in(assessment.edition)
    calendar = calendar_of(assessment.resident, now)
    subjects = {s for proposal in proposals for s in proposal.subjects}
    slugs = {slug for s in subjects for slug in activities_for(content, s)}
    standings = standings_of(assessment.resident, slugs)
    options = {
        s: options_among(activities_for(content, s), standings, calendar)
        for s in subjects
    }
    suggested = {proposal.activity for proposal in proposals}
    return {
        proposal.pk: list(
            {
                option.slug: option
                for subject in proposal.subjects
                for option in options[subject]
                if option.slug not in suggested
            }.values()
        )
        for proposal in proposals
    }


def standings_of(resident: Resident, slugs: Iterable[str]) -> dict[str, Standing]:
    """How the activities `slugs` stand in the plan of `resident`. One query."""
    found = (
        Item.objects.filter(resident=resident, slug__in=set(slugs))
        .exclude(state=StoredState.NOT_APPLICABLE)
        .select_related("definition")
        .order_by("occurrence")
    )
    standings: dict[str, Standing] = {}
    for item in found:
        definition = item.definition
        if definition.rules.get("repeats"):
            continue
        first = standings.get(item.slug)
        standings[item.slug] = Standing(
            slug=item.slug,
            title=definition.title,
            is_watched=bool(definition.verifier),
            is_finished=item.state in FINISHED if first is None else first.is_finished,
            has_open_round=item.is_extra and item.is_unfinished,
            due_on=item.due_on if first is None else first.due_on,
        )
    return standings


def calendar_of(resident: Resident, now: datetime) -> Calendar:
    """The days that suggestions for `resident` count from."""
    facts = facts_of(resident)
    return Calendar(facts.dates[Anchor.PROGRAM_START], facts.today(now))


def _bring_in(
    proposal: Proposal, plan: LearningPlan, *, by: User, now: datetime
) -> Item | None:
    """The item that stands for what was agreed; None if the plan has no such thing."""
    resident = plan.assessment.resident
    when = plan.assessment.get_occasion_display().lower()
    reason = f"Agreed in your learning plan {when}. It helps with: {proposal.serves}."
    item = _first_round(resident, proposal.activity)
    if proposal.way == Way.SOONER and item and item.is_unfinished:
        additions.pull_forward(
            item, due=proposal.due, reason=reason[:300], by=by, now=now
        )
    else:
        try:
            item = additions.add_round(
                resident,
                proposal.activity,
                due=proposal.due,
                reason=reason[:300],
                by=by,
                now=now,
            )
        except RefusedError:
            # It left the plan since it was suggested: then there is nothing to add.
            return None
    proposal.item = item
    proposal.save(update_fields=["item"])
    return item


def _first_round(resident: Resident, slug: str) -> Item | None:
    found = Item.objects.filter(resident=resident, slug=slug, occurrence=1)
    return found.with_story().first()


def _swap(proposal: Proposal, activity: str, now: datetime) -> None:
    """Put `activity` in the place of what was suggested."""
    found = swaps_in(proposal.plan, now)[proposal.pk]
    other = next((each for each in found if each.slug == activity), None)
    if other is None:
        raise RefusedError("That activity cannot stand in its place.")
    assessment = proposal.plan.assessment
    calendar = calendar_of(assessment.resident, now)
    served = [Finding("", proposal.serves, Need.FOCUS, [])]
    new = suggestion(other, served, calendar, proposal.position)
    proposal.activity, proposal.title = new.activity, new.title
    proposal.way, proposal.due_days = new.way, _days(new, calendar)
    proposal.is_swapped = True


def _days(each: Suggestion, calendar: Calendar) -> int:
    return (each.due_on - calendar.program_start).days


def _lock(plan: LearningPlan) -> LearningPlan:
    """Its row, which nobody else changes until the transaction ends."""
    return LearningPlan.objects.select_for_update().get(pk=plan.pk)


def _refuse_unless_own(plan: LearningPlan, user: User) -> None:
    if plan.assessment.resident.user_id != user.pk:
        raise RefusedError("Only the resident decides about their suggestions.")


def _refuse_unless_mentor(plan: LearningPlan, user: User) -> None:
    if not LearningPlan.objects.mentored_by(user).filter(pk=plan.pk).exists():
        raise RefusedError("Only the faculty mentor can agree to this plan.")
