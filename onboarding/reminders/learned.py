"""What waits for people about learning: questions, suggestions, plans to agree to.

Lines for the letters of waiting.py. They say that something waits, never what was
answered or suggested.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from onboarding.accounts.models import User
from onboarding.learning import occasions
from onboarding.learning.effect import cohorts_led_by
from onboarding.learning.hints import answered_in
from onboarding.learning.models import LearningPlan, WordingReport
from onboarding.learning.words import Occasion
from onboarding.lib.dates import local_day
from onboarding.reminders.compose import News
from onboarding.reminders.lines import first_lines
from onboarding.residents.models import Cohort

# Those who lead hear of questions from two weeks before their day on.
_AHEAD = timedelta(days=14)
# And for four weeks after it.
_AFTER = timedelta(days=28)


def plans_to_agree(user: User, now: datetime) -> list[News]:  # noqa: ARG001 -- as every source has it
    """Learning plans that residents sent to `user` as mentor."""
    plans = (
        LearningPlan.objects.for_mentor(user)
        .waiting()
        .filter(assessment__resident__withdrawn_at=None)
        .select_related("assessment__resident")
        .order_by("sent_at", "pk")
    )
    return first_lines(list(plans), _plan_line, _plans_line)


def not_answered(user: User, now: datetime) -> list[News]:
    """In which cohorts that `user` leads people have not answered; a count, no name."""
    asking = {cohort.pk: (cohort, *_asked(cohort, now)) for cohort in _led(user, now)}
    if not asking:
        return []
    total, missing = Counter[int](), Counter[int]()
    for cohort, answered in answered_in(asking):
        total[cohort] += 1
        missing[cohort] += answered != asking[cohort][1]
    return [
        News(
            f"{cohort}: {missing[pk]} of {total[pk]} have not answered the questions "
            f"{_said(occasion)}, due {_day(due_on)}",
            f"{reverse('learning:effect')}?{urlencode({'cohort': cohort.slug})}",
        )
        for pk, (cohort, occasion, due_on) in asking.items()
        if missing[pk]
    ]


def wording_reported(user: User, now: datetime) -> list[News]:  # noqa: ARG001 -- as every source has it
    """How many reports of wording wait in programs that `user` oversees."""
    waiting = WordingReport.objects.visible_to(user).open().count()
    if not waiting:
        return []
    noun = "report of wording waits" if waiting == 1 else "reports of wording wait"
    path = reverse("admin:learning_wordingreport_changelist")
    return [News(f"{waiting} {noun} to be read", path)]


def _led(user: User, now: datetime) -> Iterator[Cohort]:
    """The cohorts led by `user` whose questions are due about now."""
    for cohort in cohorts_led_by(user):
        _, due_on = _asked(cohort, now)
        today = local_day(now, cohort.program.time_zone)
        if due_on - _AHEAD <= today <= due_on + _AFTER:
            yield cohort


def _asked(cohort: Cohort, now: datetime) -> tuple[Occasion, date]:
    """What `cohort` is asked now, and by when; its own days, nobody's in it."""
    occasion = occasions.occasion_on(
        cohort.dates, local_day(now, cohort.program.time_zone)
    )
    return occasion, occasions.due_on(occasion, cohort.dates)


def _plan_line(plan: LearningPlan) -> News:
    name = plan.assessment.resident.spoken_name
    path = reverse("learning:mentor-plan", args=[plan.pk])
    return News(f"{name}: a learning plan waits for your word", path)


def _plans_line(plans: Sequence[LearningPlan]) -> News:
    noun = "learning plan waits" if len(plans) == 1 else "learning plans wait"
    return News(f"{len(plans)} more {noun}", reverse("learning:mentor"))


def _said(occasion: Occasion) -> str:
    """`at 6 months`."""
    return str(occasion.label).lower()


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"
