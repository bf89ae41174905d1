"""The plan of one resident of each category, against the catalogue worked out by hand.

catalogue_by_hand.txt was made from the catalogue of facts with a calendar, never from
the pack or by the product: where they differ, one of them is wrong.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from onboarding.checklists import enrollment
from onboarding.checklists.models import Item
from onboarding.checklists.packs.loading import load
from onboarding.residents.anchors import Category
from onboarding.residents.models import Cohort
from tests.checklists.test_packs_shipped import shipped
from tests.factories import NOW, make_cohort, make_resident

# Which database stores the plan is nothing to its dates.
pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.sqlite]
HERE = Path(__file__).parent
ACTIVITIES = 81


def by_hand():
    """(slug, due text, categories, prerequisites) of each line of the table."""
    lines = (HERE / "catalogue_by_hand.txt").read_text().splitlines()
    for line in lines:
        if not line.startswith("#"):
            slug, due, whom, first = (part.strip() for part in line.split("|"))
            everybody = set(Category.values)
            cats = {"everybody": everybody, "nobody": set()}.get(
                whom, set(whom.split())
            )
            yield slug, due, cats, first.split()


@pytest.fixture
def cohort(db):
    """The cohort that the table was worked out for, and the shipped pack."""
    load(shipped(), now=NOW)
    return make_cohort()


def enrolled(cohort: Cohort, category: str):
    """A resident of that category with the dates of the table, and their plan."""
    resident = make_resident(
        cohort,
        category=category,
        switches=("new_to_us",),
        dates={
            "contract_signed": date(2027, 3, 30),
            "arrival_in_us": date(2027, 6, 10),
        },
    )
    enrollment.enroll([resident], by=None, now=NOW)
    return resident


@pytest.mark.parametrize("category", Category.values)
def test_plan_of_each_category_is_the_one_worked_out_by_hand(cohort, category):
    resident = enrolled(cohort, category)
    applies = {slug for slug, _, whom, _ in by_hand() if category in whom}
    expected = {}
    for slug, due, _, first in by_hand():
        if slug not in applies:
            continue
        if due.startswith("?"):
            expected[slug] = (None, due.removeprefix("? "))
        else:
            waits = next((before for before in first if before in applies), "")
            expected[slug] = (date.fromisoformat(due), waits)

    found = {
        item.slug: (item.due_on, item.waiting_for)
        for item in Item.objects.filter(resident=resident, occurrence=1)
        if item.slug in {slug for slug, *_ in by_hand()}
    }

    assert found == expected


def test_every_category_gets_all_practice_activities(cohort):
    for category in Category.values:
        enrolled(cohort, category)

    onboarding = {slug for slug, *_ in by_hand()}
    counts = Counter(
        Item.objects.filter(occurrence=1)
        .exclude(slug__in=onboarding)
        .values_list("resident", flat=True)
    )

    assert set(counts.values()) == {ACTIVITIES}


def test_who_has_everything_in_place_has_fewer_items(cohort):
    settled = make_resident(
        cohort, category="us_citizen", switches=("has_ssn", "step3_passed")
    )
    enrollment.enroll([settled], by=None, now=NOW)

    slugs = set(Item.objects.filter(resident=settled).values_list("slug", flat=True))

    assert slugs.isdisjoint(
        {
            "apply-for-ssn",
            "give-ssn-to-payroll",
            "schedule-step-3",
            "pass-step-3",
            "get-us-phone",
            "open-bank-account",
            "arrange-housing-and-cash",
        }
    )
    assert "complete-i9-section-1" in slugs


def test_what_comes_with_a_switch(cohort):
    family = make_resident(
        cohort, switches=("has_family_coming", "canadian_citizen", "late_arrival")
    )
    enrollment.enroll([family], by=None, now=NOW)

    slugs = set(Item.objects.filter(resident=family).values_list("slug", flat=True))

    assert {"add-j2-dependents", "enroll-children", "file-j2-work-permit"} <= slugs
    assert {"prepare-canadian-entry", "amend-start-if-late"} <= slugs
    assert slugs.isdisjoint({"book-visa-interview", "attend-visa-interview"})
