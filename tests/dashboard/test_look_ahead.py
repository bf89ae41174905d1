"""What is said before is what then happens: row by row, whatever is moved."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from onboarding.checklists import enrollment
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Item
from onboarding.checklists.states import state_of
from onboarding.checklists.words import State
from onboarding.dashboard.redating import (
    NewDay,
    set_cohort_dates,
    set_facts,
    set_key_date,
)
from onboarding.reminders.models import Letter, Reminder
from onboarding.residents.anchors import Category
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.world import ANCHORS, RULES
from tests.factories import NOW

pytestmark = pytest.mark.django_db
UNFINISHED = {"open", "submitted", "returned"}


@pytest.fixture
def people(cohort):
    """Three residents with every kind of rule, some work done, reminders planned."""
    edition = factories.make_edition()
    for slug, rules in RULES.items():
        factories.make_definition(slug, edition=edition, rules=rules)
    for category in ("j1", "h1b", "lpr"):
        factories.make_resident(cohort, category=category)
    people = list(Resident.objects.select_related("cohort__program", "user"))
    enrollment.enroll(people, by=None, now=NOW)
    for resident in people:
        _plan_reminders(resident)
    return people


def _plan_reminders(resident):
    for item in resident.items.filter(due_on__isnull=False, state="open"):
        letter = Letter.objects.create(
            kind=Letter.Kind.DIGEST,
            recipient=resident.user,
            resident=resident,
            local_day=NOW.date() + timedelta(days=item.pk),
            send_after=NOW,
            send_before=NOW + timedelta(hours=13),
        )
        Reminder.objects.create(item=item, stage=0, due_on=item.due_on, letter=letter)


def _rows():
    facts = facts_for(Resident.objects.select_related("cohort__program"))
    return {
        item.pk: (
            item.resident_id,
            item.slug,
            item.state,
            item.due_on,
            item.waiting_for,
            state_of(item, facts[item.resident_id].today(NOW)),
        )
        for item in Item.objects.select_related("definition")
    }


def _difference(before, after, resident):
    """What the database itself says has changed for one resident."""
    mine = {pk: row for pk, row in after.items() if row[0] == resident}
    moved, overdue, added, gone, untold = [], [], set(), set(), []
    for pk, (_, slug, state, due_on, waiting_for, derived) in mine.items():
        old = before.get(pk)
        if old is None or (old[2] == "not_applicable" and state in UNFINISHED):
            added.add(slug)
        if old is not None and old[2] in UNFINISHED and state == "not_applicable":
            gone.add(slug)
        if old is not None and state in UNFINISHED and old[3] != due_on:
            moved.append((slug, old[3], due_on))
        if derived == State.OVERDUE and (old is None or old[5] != State.OVERDUE):
            overdue.append(slug)
        changed = old is not None and old[2:5] != (state, due_on, waiting_for)
        if changed and (old[3] != due_on or waiting_for or state == "not_applicable"):
            untold.append(pk)
    planned = Counter(
        Reminder.objects.filter(state="planned").values_list("item_id", flat=True)
    )
    return (
        sorted(moved, key=str),
        sorted(overdue),
        added,
        gone,
        sum(planned[pk] for pk in untold),
    )


def _said(found):
    return (
        sorted([(m.slug, m.was, m.now) for m in found.moved], key=str),
        sorted(one.slug for one in found.now_overdue),
        {one.slug for one in found.added},
        {one.slug for one in found.fell_away},
        found.cancelled_reminders,
    )


def _check(act, people):
    """Look ahead, then do it: both say what the database says."""
    before = _rows()
    ahead = act(is_preview=True)
    assert _rows() == before

    done = act(is_preview=False)

    after = _rows()
    for resident in people:
        if resident.pk in done:
            difference = _difference(before, after, resident.pk)
            assert _said(ahead[resident.pk]) == difference
            assert _said(done[resident.pk]) == difference
        else:
            assert _difference(before, after, resident.pk)[:4] == ([], [], set(), set())


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_look_ahead_is_the_difference_of_the_database(people, coordinator, seed):
    chance = random.Random(seed)
    for _ in range(25):
        resident = chance.choice(people)
        resident.refresh_from_db()
        act = chance.choice((_new_day, _new_day, _new_facts, _new_cohort_dates))
        _check(act(resident, coordinator, chance), people)
        _finish_something(chance)


def _new_day(resident, coordinator, chance):
    day = date(2027, 5, 1) + timedelta(days=chance.randint(-90, 600))
    new = NewDay(chance.choice(ANCHORS), chance.choice((day, day, None)))
    return lambda is_preview: {
        resident.pk: set_key_date(
            resident, new, by=coordinator, now=NOW, is_preview=is_preview
        )
    }


def _new_facts(resident, coordinator, chance):
    category = chance.choice(Category.values)
    switches = {"has_ssn": chance.choice((True, False, None))}

    def act(is_preview):
        resident.refresh_from_db()
        return {
            resident.pk: set_facts(
                resident,
                category=category,
                switches=switches,
                by=coordinator,
                now=NOW,
                is_preview=is_preview,
            )
        }

    return act


def _new_cohort_dates(resident, coordinator, chance):
    start = date(2027, 7, 1) + timedelta(days=chance.randint(-90, 40))
    days = {
        "program_start": start,
        "orientation_start": start - timedelta(days=chance.randint(0, 30)),
    }
    return lambda is_preview: set_cohort_dates(
        resident.cohort, days, by=coordinator, now=NOW, is_preview=is_preview
    )


def _finish_something(chance):
    item = chance.choice(list(Item.objects.filter(state="open").order_by("pk")))
    Item.objects.filter(pk=item.pk).update(
        state="done", completed_on=NOW.date(), notice_at=None, waiting_for=""
    )
    enrollment.plans.replan(
        [Resident.objects.get(pk=item.resident_id)], by=None, now=NOW
    )
