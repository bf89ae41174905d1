"""The demo's story: something of everything, for nearly everybody, at any hour."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from onboarding.checklists.editions.rolling import preview
from onboarding.checklists.editions.targets import target_for
from onboarding.checklists.facts import facts_for
from onboarding.checklists.models import Event, EvidenceFile, Item, RollOut
from onboarding.checklists.packs.folder import read_pack
from onboarding.checklists.states import state_of
from onboarding.dashboard.content import load
from onboarding.dashboard.demo.seeding import NAMED, seed
from onboarding.reminders.hours import Calendar
from onboarding.residents.anchors import Category
from onboarding.residents.models import Resident
from tests.factories import NOW

# The demo is embedded. In one transaction PostgreSQL would never learn how many rows
# there are, and look through all of them for each act of the story.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.thorough]

PER_PROGRAM = 24
# Those who started a year before, in both programs.
EARLIER = 11


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demo, seeded once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(read_pack(settings.BASE_DIR / "onboarding/packs/us-img"), now=NOW)
        yield seed(PER_PROGRAM, password="a-long-password", now=NOW)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def states():
    """The derived states that each resident's items are in, by resident."""
    facts = facts_for(Resident.objects.select_related("cohort__program"))
    found = defaultdict(Counter)
    for item in Item.objects.all():
        today = facts[item.resident_id].today(NOW)
        found[item.resident_id][state_of(item, today)] += 1
    return found


def test_both_programs_have_their_residents(demo):
    assert demo.cohorts == [
        "fm-lakeside/2027",
        "fm-lakeside/2026",
        "im-riverside/2027",
        "im-riverside/2026",
    ]
    assert demo.accounts == sorted(NAMED)
    assert demo.added == Resident.objects.count() == 2 * PER_PROGRAM + EARLIER


def test_each_program_has_all_categories():
    for slug in ("im-riverside", "fm-lakeside"):
        residents = Resident.objects.filter(cohort__program__slug=slug)
        found = set(residents.values_list("category", flat=True))
        assert found == set(Category.values)


def test_no_two_residents_share_a_name():
    names = Resident.objects.values_list("given_name", "family_name")

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("state", "at_least"),
    [
        ("done", 48),
        ("due_soon", 46),
        ("waiting_for_item", 48),
        ("waiting_for_date", 48),
        ("overdue", 44),
        ("due_today", 36),
        ("submitted", 36),
        ("returned", 30),
    ],
)
def test_nearly_everybody_has_something(states, state, at_least):
    assert sum(1 for counts in states.values() if counts[state]) >= at_least


@pytest.mark.parametrize("program", ["riverside", "lakeside"])
def test_the_named_residents_have_something_of_everything(states, program):
    resident = Resident.objects.get(user__email=f"resident@{program}.example")

    wanted = {"done", "due_soon", "due_today", "overdue", "submitted", "returned"}
    assert wanted <= set(states[resident.pk])


def test_the_story_is_told_in_order_and_ends_now():
    for resident in Resident.objects.filter(plan__isnull=False):
        moments = list(resident.events.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_history_has_what_people_did():
    kinds = set(Event.objects.values_list("kind", flat=True))

    assert {"enrolled", "submitted", "completed", "approved", "returned"} <= kinds


def test_an_edition_was_given_to_everybody_and_the_next_one_waits():
    made = RollOut.objects.get(audience="cohort")
    moved = [each for each in made.changes.all() if each.details["moved"]]

    assert made.changes.count() == PER_PROGRAM
    assert len(moved) > PER_PROGRAM / 2
    waiting = target_for(made.program, made.edition.base)
    people = Resident.objects.filter(plan__edition=made.edition)
    moves = preview(people.select_related("cohort__program"), waiting.definitions)
    assert any("name-buddy-and-contact" in move.details["moved"] for move in moves)


def test_some_residents_got_an_item_that_others_have_not():
    given = Item.objects.filter(is_added=True, state="open")

    assert set(given.values_list("definition__title", flat=True)) == {
        "Call the housing office about your first week",
        "Start a US credit history",
    }


def test_at_any_hour_a_letter_may_leave_to_at_least_ten_residents():
    people = list(Resident.objects.select_related("cohort__program"))
    facts = facts_for(people)
    for hour in range(24):
        now = NOW + timedelta(hours=hour)
        due = set(Item.objects.to_notice(now).values_list("resident", flat=True))
        awake = [pk for pk in due if Calendar(facts[pk].where).first(now).opens <= now]
        assert len(awake) >= 10, f"{now:%H} UTC"


def test_photos_wait_for_a_check_beside_the_version_that_came_back():
    files = EvidenceFile.objects.order_by("evidence__given_at")
    verdicts = defaultdict(list)
    for file in files.select_related("evidence"):
        verdicts[file.evidence.item_id].append(file.evidence.verdict)

    assert len(verdicts) >= 2
    assert set(map(tuple, verdicts.values())) == {("returned", "pending")}
