"""The history is chained, grows in order, and says where somebody broke it."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from onboarding.checklists import history
from onboarding.checklists.definitions import forget
from onboarding.checklists.enrollment import enroll
from onboarding.checklists.models import Event, Plan
from onboarding.checklists.words import EventKind
from onboarding.lib.append_only import let_erase, refuse_again
from tests.commands import run
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_event,
    make_item,
    make_resident,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(resident):
    """An item with three entries in its history."""
    item = make_item(resident)
    for kind in ("submitted", "returned", "submitted"):
        make_event(item, kind, by=resident.user)
    return item


@pytest.fixture
def unguarded(db):
    """The database without what refuses changes, as for somebody with its password."""
    let_erase(connection, "checklists_event")
    yield
    refuse_again(connection, "checklists_event")


def execute(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _execute_and_commit(sql):
    """As far as a test can: foreign keys are asked at the end of a transaction."""
    with transaction.atomic():
        execute(sql)
        connection.check_constraints()


def broken():
    answer = run("verify_history", "--json")
    assert answer.code == bool(answer.json["broken"])
    return [(b["entry"], b["problem"]) for b in answer.json["broken"]]


# -- Adding ----------------------------------------------------------------------------


def test_entries_are_numbered_and_name_the_one_before(item):
    first, second, third = Event.objects.order_by("sequence")

    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert (first.previous, second.previous) == ("", first.digest)
    assert third.previous == second.digest
    plan = Plan.objects.get()
    assert (plan.history_length, plan.history_digest) == (3, third.digest)


def test_entries_of_many_residents_take_two_queries(django_assert_num_queries):
    cohort, definition = make_cohort(), make_definition()
    items = [make_item(make_resident(cohort), definition=definition) for _ in range(30)]
    entries = [
        history.Entry(i.resident_id, kind, i.pk, details={"from": "2027-05-01"})
        for i in items
        for kind in (EventKind.SUBMITTED, EventKind.RETURNED)
    ]

    with transaction.atomic(), django_assert_num_queries(2):
        history.record(entries, by=None, now=NOW)

    assert Event.objects.count() == 60
    assert broken() == []


def test_enrolling_30_residents_takes_as_many_queries_as_one(
    django_assert_num_queries,
):
    cohort = make_cohort()
    definition = make_definition()
    people = [make_resident(cohort, switches=["has_ssn"]) for _ in range(31)]
    assert definition.section.edition.pk
    with django_assert_num_queries(20, exact=False) as one:
        enroll(people[:1], by=None, now=NOW)
    # As in a process that has not read the edition yet.
    forget()

    with django_assert_num_queries(len(one)):
        enroll(people[1:], by=None, now=NOW)

    assert broken() == []


def test_history_begins_with_the_plan(resident):
    entry = history.Entry(resident.pk, EventKind.DATE_SET)

    history.record([entry], by=None, now=NOW)

    assert not Event.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_chain(resident):
    item = make_item(resident)

    def add():
        for _ in range(10):
            make_event(item)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Event.objects.count() == 40
    assert broken() == []


# -- What the database refuses ---------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE checklists_event SET kind = 'approved'",
        "UPDATE checklists_event SET at = at WHERE sequence = 1",
        "DELETE FROM checklists_event",
        "DELETE FROM checklists_event WHERE sequence = 3",
        "DELETE FROM residents_resident",
        "DELETE FROM checklists_item",
    ],
)
def test_database_refuses_to_change_history(item, sql):
    before = list(Event.objects.values())

    with pytest.raises(DatabaseError):
        _execute_and_commit(sql)

    assert list(Event.objects.values()) == before


@pytest.mark.parametrize("change", [{"sequence": 9}, {"sequence": 3}, {"previous": ""}])
def test_database_refuses_an_entry_that_does_not_follow_the_last(item, change):
    last = Event.objects.latest("sequence")
    row = {"sequence": 4, "previous": last.digest, "digest": "0" * 64} | change

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.create(
            resident=item.resident, item=item, kind="approved", at=NOW, **row
        )

    assert Event.objects.count() == 3


@pytest.mark.sqlite
@pytest.mark.parametrize("key", ["id", "id + 100"])
def test_sqlite_refuses_to_replace_an_entry(item, key):
    columns = "resident_id, item_id, kind, at, reason, details, sequence, previous"

    with pytest.raises(DatabaseError), transaction.atomic():
        execute(
            f"INSERT OR REPLACE INTO checklists_event (id, {columns}, digest) "
            f"SELECT {key}, {columns}, 'x' FROM checklists_event WHERE sequence = 2"
        )

    assert Event.objects.count() == 3


@pytest.mark.postgres
def test_postgres_refuses_to_empty_the_table(item):
    with pytest.raises(DatabaseError), transaction.atomic():
        execute("TRUNCATE checklists_event")

    assert Event.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_flush_empties_everything_and_guards_again(item):
    run("flush", interactive=False)
    assert not Event.objects.exists()
    make_event(make_item())

    with pytest.raises(DatabaseError):
        Event.objects.update(kind="approved")


# -- verify_history --------------------------------------------------------------------


def test_history_that_holds_is_counted(item):
    answer = run("verify_history", "--json")

    assert answer.code == 0
    assert answer.json == {"residents": 1, "entries": 3, "broken": []}
    assert "The history holds: 3 entries of 1 residents." in run("verify_history").out


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'approved'",
        "at = '2027-05-04 14:59:00'",
        "reason = 'no'",
        "details = '{\"n\": 1}'",
        "by_id = NULL",
        "item_id = NULL",
    ],
)
def test_changed_entry_is_found(item, unguarded, change):
    execute(f"UPDATE checklists_event SET {change} WHERE sequence = 2")

    assert broken() == [(2, "It was changed after it was written.")]


def test_removed_entries_are_found_wherever_they_stood(resident, unguarded):
    for number in range(1, 4):
        item = make_item(make_resident(resident.cohort))
        for _ in range(3):
            make_event(item)
        execute(
            "DELETE FROM checklists_event WHERE resident_id = %s AND sequence = %s",
            item.resident_id,
            number,
        )

    assert broken() == [
        (1, "This entry is missing."),
        (2, "This entry is missing."),
        (3, "This entry is missing, the last one known."),
    ]


def test_history_that_is_gone_is_found(item, unguarded):
    execute("DELETE FROM checklists_event")

    assert broken() == [(1, "Its entries are gone, all of them.")]


def test_rewritten_chain_is_found_by_its_head(item, unguarded):
    Plan.objects.update(history_length=0, history_digest="")
    execute("DELETE FROM checklists_event")
    make_event(item, "approved")
    last = Event.objects.get()
    Plan.objects.update(history_length=2, history_digest=last.digest)

    assert broken() == [(2, "This entry is missing, the last one known.")]


def test_only_the_first_broken_entry_of_each_resident_is_named(item, unguarded):
    execute("UPDATE checklists_event SET reason = 'x' WHERE sequence > 1")
    email = item.resident.user.email

    answer = run("verify_history")

    assert answer.code == 1
    assert answer.out == f"{email}: entry 2: It was changed after it was written.\n"
    assert "The history does not hold for 1 resident." in answer.said
