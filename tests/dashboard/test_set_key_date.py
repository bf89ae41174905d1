"""A key date is set on the command line, after a look at what it does."""

from datetime import date, timedelta

import pytest
import time_machine

from onboarding.checklists.definitions import forget
from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Event, Item
from onboarding.checklists.plans import replan
from onboarding.dashboard.redating import NewDay, set_key_date
from onboarding.reminders.models import Letter, Reminder
from onboarding.residents.models import KeyDate
from tests import factories
from tests.commands import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(resident):
    """Two items count from the arrival, one of them done, and one does not."""
    edition = factories.make_edition()
    for slug, days in (("report-arrival", 3), ("open-account", 30)):
        factories.make_definition(
            slug,
            edition=edition,
            deadline="legal",
            rules={"due": {"anchor": "arrival_in_us", "days": days}},
        )
    factories.make_definition("sign-contract", edition=edition)
    KeyDate.objects.create(
        resident=resident, anchor="arrival_in_us", on=date(2027, 6, 10), set_at=NOW
    )
    enroll([resident], by=None, now=NOW)
    Item.objects.filter(slug="open-account").update(
        state="done",
        completed_on=date(2027, 5, 1),
        notice_at=None,
        settled_at=NOW,
        settled_by=resident.user,
    )
    return resident


def set_date(resident, *words):
    with time_machine.travel(NOW, tick=False):
        return run("set_key_date", resident.user.email, *words, "--json")


def test_a_date_moves_what_is_unfinished(plan):
    answer = set_date(plan, "arrival_in_us", "2027-06-20")

    assert answer.json == {
        "moved": [{"slug": "report-arrival", "from": "2027-06-13", "to": "2027-06-23"}],
        "now_overdue": [],
        "cancelled_reminders": 0,
        "added": [],
        "fell_away": [],
        "impossible": [],
    }
    assert Item.objects.get(slug="report-arrival").due_on == date(2027, 6, 23)
    assert Item.objects.get(slug="open-account").due_on == date(2027, 7, 10)


def test_a_date_in_the_past_tells_what_is_overdue_now(plan):
    answer = set_date(plan, "arrival_in_us", "2027-04-20")

    assert answer.json["now_overdue"] == ["report-arrival"]
    assert set_date(plan, "arrival_in_us", "2027-04-21").json["now_overdue"] == []


def test_clear_empties_the_date(plan):
    answer = set_date(plan, "arrival_in_us", "clear")

    [move] = answer.json["moved"]
    assert move == {"slug": "report-arrival", "from": "2027-06-13", "to": None}
    assert not KeyDate.objects.exists()


def test_planned_reminders_of_moved_items_are_counted(plan):
    for slug in ("report-arrival", "sign-contract"):
        _planned_reminder(Item.objects.get(slug=slug))

    answer = set_date(plan, "arrival_in_us", "2027-06-20")

    assert answer.json["cancelled_reminders"] == 1


def test_a_preview_says_the_same_and_writes_nothing(plan):
    before = list(Item.objects.order_by("pk").values())

    preview = set_date(plan, "arrival_in_us", "2027-04-20", "--preview")

    assert list(Item.objects.order_by("pk").values()) == before
    assert KeyDate.objects.get().on == date(2027, 6, 10)
    assert not Event.objects.filter(kind=Event.Kind.REPLANNED).exists()
    assert set_date(plan, "arrival_in_us", "2027-04-20").json == preview.json


@pytest.mark.parametrize(
    "words",
    [
        ("academic_year", "2027-07-01"),
        ("birthday", "2027-07-01"),
        ("arrival_in_us", "03/04/2027"),
        ("arrival_in_us", "tomorrow"),
    ],
)
def test_nonsense_is_wrong_usage(plan, words):
    assert set_date(plan, *words).code != 0
    assert KeyDate.objects.get().on == date(2027, 6, 10)


def _planned_reminder(item):
    day = NOW.date() + timedelta(days=item.pk)
    letter = Letter.objects.create(
        kind=Letter.Kind.DIGEST,
        recipient=item.resident.user,
        resident=item.resident,
        local_day=day,
        send_after=NOW,
        send_before=NOW + timedelta(hours=13),
    )
    Reminder.objects.create(item=item, stage=-14, due_on=item.due_on, letter=letter)


@pytest.mark.parametrize("preview", [True, False])
def test_a_chain_that_becomes_impossible_is_named(plan, preview):
    edition = Item.objects.first().definition.section.edition
    for slug, lead, rule in (
        ("apply", 30, {"anchor": "visa_interview", "days": -30}),
        ("enter", 0, {"anchor": "arrival_in_us"}),
    ):
        factories.make_definition(
            slug,
            edition=edition,
            deadline="legal",
            rules={"due": rule, "lead_days": lead}
            | ({} if lead else {"requires": ["apply"]}),
        )
    replan([plan], by=None, now=NOW)
    words = ["--preview"] if preview else []

    # May 4 and 30 days are June 3.
    fine = set_date(plan, "arrival_in_us", "2027-06-03", "--preview")
    answer = set_date(plan, "arrival_in_us", "2027-06-02", *words)

    assert fine.json["impossible"] == []
    assert answer.json["impossible"] == [{"slug": "enter", "not_before": "2027-06-03"}]


@pytest.mark.parametrize("others", [0, 30])
def test_a_preview_takes_the_same_queries_whatever_the_plan(
    plan, others, django_assert_num_queries
):
    for _ in range(others):
        factories.make_item(plan)

    # As in a process that has not read the edition yet.
    forget()
    with django_assert_num_queries(24):
        set_key_date(
            plan,
            NewDay("arrival_in_us", date(2027, 4, 20)),
            by=None,
            now=NOW,
            is_preview=True,
        )


def test_a_repetition_that_falls_away_is_named_as_one(resident):
    due = {"anchor": "orientation_start", "days": 3}
    yearly = {"every_months": 12, "until": "program_end"}
    factories.make_definition(
        "fit-test", deadline="legal", rules={"due": due, "repeats": yearly}
    )
    enroll([resident], by=None, now=NOW)

    # The fourth would now be due after the last day of three years.
    late = NewDay("orientation_start", date(2027, 6, 30))
    found = set_key_date(resident, late, by=None, now=NOW)

    [gone] = found.fell_away
    assert (gone.slug, gone.title) == ("fit-test", "Fit test (no. 4)")
