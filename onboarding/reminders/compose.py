"""What letters say. Pure: from plain facts to a subject, a text and a page of HTML.

Subjects and preheaders show on locked screens: they carry numbers, never a title.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.words import DUE_SOON_DAYS
from onboarding.lib.telling_words import has_telling_word
from onboarding.reminders.models import LAST_HOUR, Policy

WEEK = 7
INVITATION_SUBJECT = "Your invitation to Acclimate"


@dataclass(frozen=True, slots=True)
class Task:
    """One item to be told; `path` is its page."""

    title: str
    section: str
    is_sensitive: bool
    is_legal: bool
    due_on: date
    path: str
    why: str = ""


class Once(NamedTuple):
    """By what the ledger knows something that is worth a letter of its own, once."""

    ask: str  # a Reminder.Ask
    key: int
    day: date


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, as a sentence that anybody may read; `path` shows it."""

    text: str
    path: str
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a daily letter is made from; `today` is the day where the person is.

    `is_first` is true for the first one that somebody gets.
    """

    first_name: str
    program: str
    today: date
    tasks: Sequence[Task]
    others: int  # open tasks that are not in the letter
    policy: Policy = field(default_factory=Policy)
    news: Sequence[News] = ()
    waiting: Sequence[News] = ()
    is_first: bool = False
    later_url: str = ""
    why_url: str = ""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an invitation is made from; `until` is the last day of the link."""

    first_name: str
    program: str
    asker: str
    token: str
    today: date
    until: date


@dataclass(frozen=True, slots=True)
class Written:
    """A letter: `kept` is its text without the secret part of a link.

    `sender` is a name for the address that letters come from.
    """

    subject: str
    text: str
    html: str
    kept: str
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def compose_digest(digest: Digest) -> Written:
    """The daily letter: most harmful tasks first, then what is new."""
    tasks = sorted(digest.tasks, key=lambda task: _harm(task, digest.today))
    count, policy = counted(len(tasks), "task"), digest.policy
    context = {
        "subject": digest_subject(
            [task.due_on for task in tasks], digest.today, len(digest.news)
        ),
        "preheader": "The most urgent first, each with its date and a link."
        if tasks
        else "What it is, and where to find it.",
        "greeting": policy.greets(digest.first_name),
        "welcome": _welcome(digest) if digest.is_first else "",
        "opening": f"{count} on your plan {_have(tasks)} a date that is near or past."
        if tasks
        else "",
        "news": [told(one) for one in digest.news],
        "waiting": [told(one) for one in digest.waiting],
        "lines": [line_of(task, digest.today) for task in tasks],
        "others": _others(digest.others),
        "home_url": settings.SITE_URL + reverse("dashboard:home"),
        "closing": policy.closing,
        "later_url": digest.later_url,
        "why_url": digest.why_url,
        "why": f"You get this letter because {digest.program} plans your start with "
        "Acclimate. It writes at most once a day, between "
        f"{hour_words(policy.hour)} and {hour_words(LAST_HOUR)} where you are, and "
        "only when a task comes close to its date, has passed it or has changed, or "
        "when you are asked something.",
    }
    return write_letter("digest", context, sender=policy.sender_name)


def compose_invitation(welcome: Welcome) -> Written:
    """The letter with the link of a first sign-in."""
    context = {
        "subject": INVITATION_SUBJECT,
        "preheader": "Choose a password to sign in for the first time.",
        "first_name": welcome.first_name,
        "opening": f"{welcome.asker} invites you to Acclimate, where {welcome.program} "
        "plans how new residents start.",
        "link": settings.SITE_URL
        + reverse("accounts:invitation", args=[welcome.token]),
        "until": day_words(welcome.until, welcome.today),
        "asker": welcome.asker,
        "why": f"You get this letter because {welcome.asker} made an account for you. "
        "If you do not expect it, do nothing: nobody can sign in without the link.",
    }
    return write_letter("invitation", context, secret=welcome.token)


def digest_subject(due_on: Sequence[date], today: date, news: int = 0) -> str:
    """How many tasks and how pressing they are, by their dates; no title, no name."""
    if not due_on and news:
        return f"{counted(news, 'change')} on your residency plan"
    if not due_on:
        return "Something for you to see in Acclimate"
    count, late = len(due_on), sum(day < today for day in due_on)
    start = f"{counted(count, 'task')} for your residency"
    if late == count:
        return f"{start} {'is past its' if count == 1 else 'are past their'} date"
    if late:
        return f"{start}, {late} past {'its' if late == 1 else 'their'} date"
    is_near = (min(due_on) - today).days < WEEK
    return f"{start} {'this week' if is_near else 'coming up'}"


def hour_words(hour: int) -> str:
    """`8 AM`, `9 PM`."""
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"


def write_letter(
    name: str,
    context: Mapping[str, object],
    *,
    secret: str = "",
    sender: str = "",
    headers: Mapping[str, str] | None = None,
) -> Written:
    """The letter of the templates called `name`, without `secret` in what is kept."""
    text = render_to_string(f"emails/{name}.txt", dict(context))
    html = _inliner().inline(render_to_string(f"emails/{name}.html", dict(context)))
    kept = text.replace(secret, "…") if secret else text
    return Written(str(context["subject"]), text, html, kept, sender, headers or {})


@cache
def _inliner() -> css_inline.CSSInliner:
    """Mail readers drop style sheets: each rule is written onto its elements."""
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def _harm(task: Task, today: date) -> tuple[int, date]:
    """Overdue by law, overdue, today, soon; then by date."""
    if task.due_on < today:
        return 0 if task.is_legal else 1, task.due_on
    return 2 if task.due_on == today else 3, task.due_on


def _welcome(digest: Digest) -> str:
    return (
        f"Welcome. {digest.program} keeps your plan in Acclimate: what to do, by when, "
        "why and how. This is its first letter to you. It writes only when there is a "
        "reason to, at most once a day, and on no day that you ask it to leave alone."
    )


def told(news: News) -> dict[str, str]:
    """One piece of news as the templates show it."""
    return {"text": news.text, "url": settings.SITE_URL + news.path}


def line_of(task: Task, today: date) -> dict[str, str]:
    """One task as the templates show it."""
    days = (task.due_on - today).days
    return {
        "title": discreet(task.title, task.section, is_sensitive=task.is_sensitive),
        "url": settings.SITE_URL + task.path,
        "day": day_words(task.due_on, today),
        "when": _when(days),
        "why": task.why,
        "tone": "overdue" if days < 0 else "soon" if days <= DUE_SOON_DAYS else "later",
    }


def discreet(title: str, section: str, *, is_sensitive: bool) -> str:
    """The title, unless it tells others something private (interfaces §5)."""
    if not (is_sensitive or has_telling_word(title)):
        return title
    if has_telling_word(section):
        return "A task on your plan"
    return f"A task in {section}"


def _when(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day')} late"
    return {0: "Due today", 1: "Due tomorrow"}.get(days, f"Due in {days} days")


def _have(tasks: Sequence[Task]) -> str:
    return "has" if len(tasks) == 1 else "have"


def _others(count: int) -> str:
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{counted(count, 'more task')} {verb} open on your plan."


def counted(count: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
