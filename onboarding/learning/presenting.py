"""What the pages of a resident say about their questions and their plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.packs.needs import Question
from onboarding.checklists.presenting.days import day_words
from onboarding.learning.answering import given_in
from onboarding.learning.asking import Asked, asked_in
from onboarding.learning.content import content_in, edition_for
from onboarding.learning.models import Gap, LearningPlan, NeedsAssessment, Proposal
from onboarding.learning.occasions import due_on, occasion_on, opens_on
from onboarding.learning.planning import standings_of, swaps_in
from onboarding.learning.suggesting import Standing
from onboarding.learning.words import Kind, Need, Occasion, PlanState, Way
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Step:
    """One occasion on the way through the first year."""

    occasion: Occasion
    is_open: bool
    when: str
    assessment: NeedsAssessment | None
    plan: LearningPlan | None

    @property
    def is_finished(self) -> bool:
        """Whether its questions are answered."""
        return self.assessment is not None and self.assessment.is_finished

    @property
    def has_plan(self) -> bool:
        """Whether something was suggested."""
        return self.plan is not None and bool(self.plan.proposals.all())


def occasions_of(resident: Resident, user: User, now: datetime) -> list[Step]:
    """The three occasions in order; none where the pack asks nothing."""
    if edition_for(resident) is None:
        return []
    facts = facts_of(resident)
    today = facts.today(now)
    own = NeedsAssessment.objects.visible_to(user).filter(resident=resident)
    begun = {each.occasion: each for each in own}
    plans = LearningPlan.objects.visible_to(user).filter(assessment__in=begun.values())
    by_assessment = {
        plan.assessment_id: plan for plan in plans.prefetch_related("proposals")
    }
    current = occasion_on(facts.dates, today)
    return [
        Step(
            occasion,
            occasion == current,
            _when(occasion, facts.dates, today),
            assessment := begun.get(occasion),
            by_assessment.get(assessment.pk) if assessment else None,
        )
        for occasion in Occasion
    ]


def waiting_step(resident: Resident, user: User, now: datetime) -> Step | None:
    """The occasion that waits for the resident: questions to answer or to choose from.

    None if nothing does.
    """
    for step in occasions_of(resident, user, now):
        if step.is_open and not step.is_finished:
            return step
        if step.plan and step.has_plan and step.plan.state == PlanState.DRAFT:
            return step
    return None


def _when(occasion: Occasion, dates: Mapping[str, date], today: date) -> str:
    opens = opens_on(occasion, dates)
    if opens and today < opens:
        return f"Opens on {day_words(opens, today)}"
    return f"Best by {day_words(due_on(occasion, dates), today)}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a needs assessment is."""

    asked: Sequence[Asked]
    given: Mapping[str, str]

    @property
    def answered(self) -> int:
        """How many have an answer; skipped ones have none."""
        return sum(bool(value) for value in self.given.values())

    @property
    def seen(self) -> int:
        """How many were answered or skipped."""
        return len(self.given)

    @property
    def total(self) -> int:
        """How many are asked."""
        return len(self.asked)

    @property
    def next_number(self) -> int:
        """The first that was neither answered nor skipped; 0 if there is none."""
        waiting = (a.number for a in self.asked if a.question.slug not in self.given)
        return next(waiting, 0)


def progress_of(assessment: NeedsAssessment, user: User) -> Progress:
    """The questions of `assessment` in their order, with the answers given."""
    content = content_in(assessment.edition)
    return Progress(asked_in(assessment, content), given_in(assessment, user))


@dataclass(frozen=True, slots=True)
class Feedback:
    """One question of knowledge, afterwards."""

    question: Question
    given: str

    @property
    def is_best(self) -> bool:
        """Whether the best answer was given."""
        return self.given == self.question.best

    @property
    def best(self) -> str:
        """The best answer in words."""
        return self.question.options[self.question.best]

    @property
    def yours(self) -> str:
        """What was answered, in words; "" if it was skipped."""
        return self.question.options.get(self.given, "")


def feedback_on(progress: Progress) -> list[Feedback]:
    """What to learn from the questions of knowledge, in the order they were asked."""
    return [
        Feedback(asked.question, progress.given.get(asked.question.slug, ""))
        for asked in progress.asked
        if asked.kind == Kind.KNOWLEDGE
    ]


def gaps_by_need(
    assessment: NeedsAssessment, user: User
) -> list[tuple[Need, list[Gap]]]:
    """What followed, the widest gaps first; only needs that occur."""
    gaps = list(Gap.objects.visible_to(user).filter(assessment=assessment))
    return [
        (need, found)
        for need in (Need.FOCUS, Need.REVIEW, Need.READY)
        if (found := [gap for gap in gaps if gap.need == need])
    ]


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion as its resident reads it, with the reasons that only they see."""

    proposal: Proposal
    because: Sequence[str]
    instead: Sequence[Standing]
    usual: date | None
    program_start: date
    today: date

    @property
    def how(self) -> str:
        """How and when it would come into the plan."""
        day = day_words(self.proposal.due_on(self.program_start), self.today)
        if self.proposal.way == Way.AGAIN:
            return f"One more round, by {day}."
        usual = f" instead of {day_words(self.usual, self.today)}" if self.usual else ""
        return f"Sooner: by {day}{usual}."


def suggested_in(plan: LearningPlan, user: User, now: datetime) -> list[Suggested]:
    """The suggestions of `plan` that `user` may see, as far as they may."""
    resident = plan.assessment.resident
    facts = facts_of(resident)
    today = facts.today(now)
    proposals = list(Proposal.objects.visible_to(user).filter(plan=plan))
    gaps = Gap.objects.visible_to(user).filter(assessment=plan.assessment_id)
    because = {gap.subject: gap.because for gap in gaps}
    standings = standings_of(resident, {p.activity for p in proposals})
    is_open = plan.state == PlanState.DRAFT and resident.user_id == user.pk
    instead = swaps_in(plan, now) if is_open else {}
    return [
        Suggested(
            proposal,
            # One question may speak for several subjects: once is enough.
            list(
                dict.fromkeys(chain(*(because.get(s, []) for s in proposal.subjects)))
            ),
            instead.get(proposal.pk, []),
            standings[proposal.activity].due_on
            if proposal.activity in standings and plan.state != PlanState.AGREED
            else None,
            facts.dates[Anchor.PROGRAM_START],
            today,
        )
        for proposal in proposals
    ]
