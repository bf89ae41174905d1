"""One letter of every kind, with all that can stand in it, for a difficult name."""

from datetime import date, timedelta

from onboarding.reminders.compose import (
    Digest,
    News,
    Task,
    Welcome,
    compose_digest,
    compose_invitation,
)
from onboarding.reminders.compose_staff import (
    Overdue,
    Weekly,
    compose_overdue,
    compose_weekly,
)
from onboarding.reminders.models import Policy
from onboarding.reminders.waiting import Waiting

NAME = "Zoë O'Brien & <Söhne>"
PRIVATE_TITLE = "Book the visa interview"
TODAY = date(2027, 5, 4)


def _task(title, days, **fields):
    defaults = {
        "section": "First weeks",
        "is_sensitive": False,
        "is_legal": False,
        "due_on": TODAY + timedelta(days=days),
        "path": "/items/7/",
    }
    return Task(title=title, **(defaults | fields))


TASKS = [
    _task("Open a bank account", 3),
    _task(PRIVATE_TITLE, -2, is_legal=True, why="A deadline set by law"),
    _task("Agree with Müller & Söhne <HR> on a first day", 0),
    _task("Fill in a-very-long-word-that-nobody-can-break-" + "x" * 40, 14),
]
NEWS = [
    News(
        "“Sign your contract” came back to you. Its page says what is missing.", "/a/"
    ),
    News("3 dates on your plan moved: “Find a bed” is now due Sat, May 8.", "/"),
]
POLICY = Policy(greeting="Dear {name}", closing="Questions? Call 555 0100.")


def daily():
    """The daily letter with everything in it."""
    return compose_digest(
        Digest(
            NAME,
            "Internal Medicine",
            TODAY,
            TASKS,
            4,
            policy=POLICY,
            news=NEWS,
            waiting=[News("2 tasks wait for a date. If you know one, add it.", "/d/")],
            is_first=True,
            later_url="http://localhost:8000/letters/later/7:signed/",
            why_url="http://localhost:8000/letters/7/",
        )
    )


def news():
    """The daily letter with news alone."""
    return compose_digest(Digest(NAME, "Internal Medicine", TODAY, [], 0, news=NEWS))


def invitation():
    """The invitation."""
    until = date(2027, 5, 18)
    return compose_invitation(
        Welcome(NAME, "Internal Medicine", "Dana Whitcombe", "7:secret", TODAY, until)
    )


def weekly():
    """The weekly letter to staff."""
    lines = [News(f"{NAME}: 2 to check", "/review/"), News("Jun Park: 1 to check", "/")]
    return compose_weekly(
        Weekly(7, NAME, [Waiting("Sent in for you to check", lines)] * 2)
    )


def overdue():
    """The letter about one resident's overdue tasks."""
    late = [_task("Send the form", -4), _task(PRIVATE_TITLE, -3, is_sensitive=True)]
    return compose_overdue(
        Overdue(
            name="Dana Whitcombe",
            resident=7,
            resident_name=NAME,
            today=TODAY,
            tasks=late,
            is_for_director=True,
            mine_path="/residents/7/mine/",
        )
    )


KINDS = {
    "daily": daily,
    "invitation": invitation,
    "news": news,
    "overdue": overdue,
    "weekly": weekly,
}
