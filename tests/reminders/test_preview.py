"""`preview_reminders`: what is foreseen is what then leaves, and nothing is kept."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection

from onboarding.accounts.actions import invite
from onboarding.checklists.models import Item
from onboarding.lib.dates import zone
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.rehearsal import _copied, foresee
from onboarding.residents.models import Resident
from onboarding.residents.whereabouts import where_is
from tests import factories
from tests.commands import run
from tests.reminders.scenes import DUE, at, make_due_item, pass_at

# The table that a statement, or a part of it, writes.
WRITING = re.compile(r'(?:INTO|(?<!FOR )UPDATE|DELETE FROM)\s+"?(\w+)')
pytestmark = pytest.mark.django_db
THOROUGH = (pytest.mark.thorough, pytest.mark.sqlite)
FIRST, LAST = date(2027, 5, 3), date(2027, 5, 20)


def _preview(*arguments):
    return run("preview_reminders", "--from", FIRST, "--to", LAST, "--json", *arguments)


def _ledger():
    return (
        list(Letter.objects.order_by("pk").values()),
        list(Reminder.objects.order_by("pk").values()),
        list(Item.objects.order_by("pk").values_list("pk", "notice_at")),
    )


def test_preview_names_letter_reader_time_and_items(resident):
    make_due_item(resident, "sign-contract")

    answer = _preview()

    assert answer.code == 0
    first = answer.json["letters"][0]
    assert first == {
        "to": resident.user.email,
        "local_time": "2027-05-03T08:00:00+05:00",
        "subject": "1 task for your residency coming up",
        "items": ["sign-contract"],
    }
    days = [letter["local_time"][:10] for letter in answer.json["letters"]]
    assert days == [
        "2027-05-03", "2027-05-04", "2027-05-08", "2027-05-10", "2027-05-11",
        "2027-05-12", "2027-05-14", "2027-05-18",
    ]  # fmt: skip


def test_preview_sends_and_stores_nothing(resident):
    make_due_item(resident)
    before = _ledger()

    _preview()

    assert mail.outbox == []
    assert _ledger() == before


# The hours in Greenwich in which it is 8 AM somewhere of these, and others around them.
MORNINGS = {2: [15], 3: [0], 12: [0], 18: [0], 21: [0]}
QUARTERS = {hour: [0, 15, 30, 45] for hour in MORNINGS}


@pytest.mark.parametrize(
    ("days", "moments"),
    [
        pytest.param(9, MORNINGS, id="week"),
        pytest.param(18, QUARTERS, id="weeks", marks=THOROUGH),
    ],
)
def test_preview_equals_what_then_leaves(cohort, coordinator, days, moments):
    last = FIRST + timedelta(days=days - 1)
    zones = ["Asia/Karachi", "Asia/Kathmandu", "Pacific/Honolulu", "America/New_York"]
    for index, name in enumerate(zones):
        one = factories.make_resident(
            cohort,
            time_zone=name,
            dates={"arrival_in_us": date(2027, 5, 9)} if index % 2 else {},
        )
        for later in (0, 3, index, 14):
            make_due_item(one, due_on=DUE + timedelta(days=later), zone=name)
        if index % 3 == 0:
            invite(one.user, by=coordinator, now=at(2))
    pass_at(at(2, 12))
    mail.outbox.clear()

    foreseen = foresee(FIRST, last, since=at(3, 2), cohorts=None)
    sent = set()
    for minutes in range(0, 24 * 60 * (days + 1), 15):
        moment = at(3, 2) + timedelta(minutes=minutes)
        if minutes and moment.minute not in moments.get(moment.hour, ()):
            continue
        before = len(mail.outbox)
        pass_at(moment)
        sent |= {
            (message.to[0], _local(message.to[0], moment), message.subject)
            for message in mail.outbox[before:]
        }

    told = {(one.to, one.local_time, one.subject) for one in foreseen}
    assert len(told) > days
    assert told == {one for one in sent if FIRST <= one[1].date() <= last}


def _local(address, moment):
    resident = Resident.objects.get(user__email=address)
    own = {key_date.anchor: key_date.on for key_date in resident.key_dates.all()}
    where = where_is(resident, resident.cohort.dates | own)
    return moment.astimezone(zone(where.zone_on(where.today(moment))))


def test_preview_counts_from_the_moment_given(resident):
    make_due_item(resident)

    answer = _preview("--at", at(9, 12).isoformat())

    first = answer.json["letters"][0]
    assert first["local_time"] == "2027-05-09T12:00:00+05:00"


def test_preview_takes_the_ledger_as_what_was_sent(resident):
    make_due_item(resident)
    pass_at(at(3))

    first = _preview().json["letters"][0]

    assert first["local_time"] == "2027-05-04T08:00:00+05:00"


def test_preview_of_a_cohort_tells_nothing_of_others(resident, stranger):
    make_due_item(resident)
    other = factories.make_resident(factories.make_cohort(year=2028))
    make_due_item(other)

    everybody = {one["to"] for one in _preview().json["letters"]}
    theirs = {
        one["to"] for one in _preview("--cohort", "im-riverside/2027").json["letters"]
    }

    assert everybody == {resident.user.email, other.user.email}
    assert theirs == {resident.user.email}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "2027-05-04", "--to", "2027-05-03"],
        ["--from", "2027-05-04", "--to", "2027-05-05", "--cohort", "nowhere/2027"],
    ],
)
def test_preview_refuses_what_makes_no_sense(arguments):
    assert run("preview_reminders", *arguments).code == 2


def test_preview_for_people_is_a_line_per_letter(resident):
    make_due_item(resident, "sign-contract")

    answer = run("preview_reminders", "--from", FIRST, "--to", FIRST)

    assert "2027-05-03 08:00" in answer.out
    assert "(sign-contract)" in answer.out
    assert answer.said == "1 letter would leave.\n"


def test_rehearsal_copies_every_table_that_a_pass_writes(resident):
    make_due_item(resident)
    written = set()

    def note(execute, sql, *rest):
        written.update(WRITING.findall(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        pass_at(at(4))

    copied = {model._meta.db_table for model in _copied(None)}
    assert {"checklists_item", "reminders_letter", "reminders_reminder"} < written
    assert written <= copied
