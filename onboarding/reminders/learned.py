"""What waits for people about learning: questions, suggestions, plans to agree to.

Lines for the letters of waiting.py. They say that something waits, never what was
answered or suggested.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import EditionFiles, Item
from onboarding.checklists.words import UNFINISHED
from onboarding.learning import occasions
from onboarding.learning.effect import cohorts_led_by
from onboarding.learning.hints import Hint, answered_in, hint_of, with_hints
from onboarding.learning.models import LearningPlan, WordingReport
from onboarding.learning.words import Occasion
from onboarding.lib.dates import local_day
from onboarding.reminders.compose import News
from onboarding.residents.models import Cohort, Resident

# Questions are told of in the two weeks before their day, and until they are answered.
_AHEAD = timedelta(days=14)
# Those who lead hear for four weeks after that day how many have not answered.
_AFTER = timedelta(days=28)
# A letter says once a day for a week that a mentor has agreed.
_FRESH = timedelta(days=7)
_NAMED = 10


def plans_to_agree(user: User, now: datetime) -> list[News]:  # noqa: ARG001 -- as every source has it
    """Learning plans that residents sent to `user` as mentor."""
    plans = (
        LearningPlan.objects.for_mentor(user)
        .waiting()
        .filter(assessment__resident__withdrawn_at=None)
        .select_related("assessment__resident")
        .order_by("sent_at", "pk")
    )
    found = list(plans)
    lines = [
        News(
            f"{_name(plan)}: a learning plan waits for your word",
            reverse("learning:mentor-plan", args=[plan.pk]),
        )
        for plan in found[:_NAMED]
    ]
    if rest := len(found) - len(lines):
        noun = "learning plan waits" if rest == 1 else "learning plans wait"
        lines.append(News(f"{rest} more {noun}", reverse("learning:mentor")))
    return lines


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


def own_learning(residents: Sequence[int], now: datetime) -> dict[int, list[News]]:
    """Questions to answer, suggestions to choose from, and plans just agreed to."""
    rows = with_hints(Resident.objects.active()).filter(pk__in=residents)
    people = list(rows.select_related("cohort__program"))
    facts = facts_for(people)
    by_item = _told_by_item(residents)
    found: dict[int, list[News]] = {}
    for person in people:
        today = facts[person.pk].today(now)
        hint = hint_of(person, facts[person.pk].dates, today)
        if hint and _is_told(hint, today, has_item=person.pk in by_item):
            found[person.pk] = [_line(hint, today)]
    for resident, occasion in _agreed(residents, now):
        line = News(
            "Your mentor agreed to your learning plan.",
            reverse("learning:plan", args=[occasion]),
        )
        found.setdefault(resident, []).append(line)
    return found


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


def _told_by_item(residents: Sequence[int]) -> set[int]:
    """Who has an open item that asks for the first questions: it reminds by itself."""
    asking = EditionFiles.objects.filter(needs_assessment__isnull=False)
    slugs = set(asking.values_list("needs_assessment__completes", flat=True))
    items = Item.objects.filter(
        resident__in=residents, slug__in=slugs - {None}, state__in=UNFINISHED
    )
    return set(items.values_list("resident", flat=True))


def _is_told(hint: Hint, today: date, *, has_item: bool) -> bool:
    if hint.is_choice:
        return True
    is_near = today >= hint.due_on - _AHEAD
    return is_near and not (has_item and hint.occasion == Occasion.ARRIVAL)


def _line(hint: Hint, today: date) -> News:
    if hint.is_choice:
        said = (
            "Your mentor sent your learning plan back with a word."
            if hint.is_back
            else "Suggestions for your learning plan wait for your word."
        )
        return News(said, reverse("learning:plan", args=[hint.occasion]))
    when = f"open, by {_day(hint.due_on)}" if today <= hint.due_on else "still open"
    return News(
        f"The questions {_said(hint.occasion)} are {when}. Only you see your answers.",
        reverse("learning:assessment", args=[hint.occasion]),
    )


def _agreed(residents: Sequence[int], now: datetime) -> Collection[tuple[int, str]]:
    """(resident, occasion) of the plans that were agreed to since last week."""
    return LearningPlan.objects.filter(
        assessment__resident__in=residents, agreed_at__gt=now - _FRESH
    ).values_list("assessment__resident", "assessment__occasion")


def _name(plan: LearningPlan) -> str:
    resident = plan.assessment.resident
    return f"{resident.first_name} {resident.family_name}"


def _said(occasion: Occasion) -> str:
    """`at 6 months`."""
    return str(occasion.label).lower()


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"
