"""What letters to staff say. Pure, as compose.py; names of residents, never titles
that tell something private, and no name in a subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from onboarding.reminders.compose import (
    Task,
    Written,
    counted,
    line_of,
    told,
    write_letter,
)
from onboarding.reminders.links import leave_url, thread_of
from onboarding.reminders.waiting import Waiting

WEEKLY_SUBJECT = "What waits for you this week"


@dataclass(frozen=True, slots=True)
class Weekly:
    """What a weekly letter is made from."""

    reader: int
    name: str
    waiting: Sequence[Waiting]


@dataclass(frozen=True, slots=True)
class Overdue:
    """What a letter about one resident's overdue items is made from.

    `has_coordinator` is true where the coordinator was told before.
    """

    name: str
    resident: int
    resident_name: str
    today: date
    tasks: Sequence[Task]
    is_for_director: bool
    mine_path: str


def compose_weekly(weekly: Weekly) -> Written:
    """The weekly letter: what waits for one person on the staff."""
    count = sum(len(one.lines) for one in weekly.waiting)
    url = leave_url(weekly.reader)
    context = {
        "subject": WEEKLY_SUBJECT,
        "preheader": "By resident, with a link to each list.",
        "greeting": f"Hello {weekly.name}".strip(),
        "opening": f"{counted(count, 'thing')} on the plans of your residents "
        f"{'waits' if count == 1 else 'wait'} for you.",
        "groups": [
            {"heading": one.heading, "lines": [told(line) for line in one.lines]}
            for one in weekly.waiting
        ],
        "home_url": settings.SITE_URL + reverse("dashboard:home"),
        "leave_url": url,
        "why": "You get this letter once a week, when something waits for you, because "
        "you have a role in a program that uses Acclimate.",
    }
    headers = {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return write_letter("weekly", context, secret=url, headers=headers)


def overdue_subject(count: int) -> str:
    """How many tasks it is about, and nobody's name."""
    return f"{counted(count, 'overdue task')} of one resident"


def compose_overdue(overdue: Overdue) -> Written:
    """What is overdue for one resident, for whoever stands on that rung."""
    count, who = len(overdue.tasks), overdue.resident_name
    tasks = sorted(overdue.tasks, key=lambda task: task.due_on)
    before = (
        "The resident and the coordinator were told before."
        if overdue.is_for_director
        else "The resident was told before."
    )
    context = {
        "subject": overdue_subject(count),
        "preheader": "Who it is, what is overdue, and how to say that you see to it.",
        "greeting": f"Hello {overdue.name}".strip(),
        "opening": f"{counted(count, 'task')} of {who} "
        f"{'is' if count == 1 else 'are'} past "
        f"{'its date' if count == 1 else 'their dates'}. {before}",
        "lines": [line_of(task, overdue.today) for task in tasks],
        "mine_url": settings.SITE_URL + overdue.mine_path,
        "why": "You get this letter because your program tells you when a resident's "
        "deadline is over and they were reminded of it. It says so once per deadline.",
    }
    thread = thread_of(overdue.resident)
    return write_letter(
        "overdue", context, headers={"References": thread, "In-Reply-To": thread}
    )
