"""What waits for people about competence: views to give, packets to read, news to hear.

Lines for the letters of waiting.py. Names of residents may stand there, levels never.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Meeting,
    Review,
)
from onboarding.milestones.words import Occasion
from onboarding.reminders.compose import News, Once, counted
from onboarding.reminders.lines import first_lines
from onboarding.reminders.models import Reminder

# A letter says once a day for a week that the committee has spoken.
FRESH = timedelta(days=7)
# A packet is read in the two weeks before.
_AHEAD = timedelta(days=14)


def assessments_owed(user: User, now: datetime) -> list[News]:  # noqa: ARG001 -- as every source has it
    """What `user` was asked to say of others, and what they have begun."""
    path = reverse("dashboard:owed")
    asked = AssessmentRequest.objects.visible_to(user).owed_by(user)
    others = asked.exclude(resident__user=user)
    drafts = Assessment.objects.visible_to(user).drafts_of(user)
    lines = first_lines(
        list(others),
        lambda each: News(
            f"{each.resident.spoken_name}: your view {Occasion(each.occasion).when}, "
            f"by {each.due_on:%B} {each.due_on.day}",
            path,
        ),
        lambda more: News(f"{counted(len(more), 'more view')} of yours", path),
    )
    if begun := drafts.count():
        noun = "view" if begun == 1 else "views"
        lines.append(News(f"{begun} {noun} begun and not given", path))
    return lines


def committee_work(user: User, now: datetime) -> list[News]:
    """Meetings that `user` sits on in two weeks, and decisions to confirm."""
    meetings = Meeting.objects.visible_to(user).to_prepare(user, now.date())
    ahead = meetings.filter(held_on__lte=(now + _AHEAD).date())
    lines = [
        News(
            f"{meeting.cohort}: committee on {meeting.held_on:%B} "
            f"{meeting.held_on.day}, the packet is there to read",
            meeting.get_absolute_url(),
        )
        for meeting in ahead
    ]
    waiting = Review.objects.visible_to(user).to_confirm_by(user).count()
    if waiting:
        noun = "decision waits" if waiting == 1 else "decisions wait"
        lines.append(
            News(f"{waiting} {noun} for you", reverse("milestones:meeting-list"))
        )
    return lines


def committee_said(residents: Collection[int], now: datetime) -> dict[int, list[News]]:
    """To whom the committee has something to say since last week."""
    said: QuerySet[Review] = Review.objects.confirmed().filter(
        resident__in=residents, confirmed_at__gt=now - FRESH
    )
    return {
        each.resident_id: [
            News(
                "The Clinical Competency Committee has looked at your year. Read what "
                "it says.",
                each.get_absolute_url(),
                Once(Reminder.Ask.COMMITTEE, each.pk, each.confirmed_at.date()),
            )
        ]
        for each in said
        if each.confirmed_at
    }
