"""A plan follows the facts."""

from datetime import date

import pytest

from onboarding.checklists import enrollment
from onboarding.checklists.models import Item
from tests.factories import NOW, make_definition, make_edition, make_resident

pytestmark = pytest.mark.django_db


def test_enroll_makes_the_items_that_apply_with_their_dates():
    edition = make_edition()
    make_definition("sign-contract", edition=edition)
    make_definition(
        "file-petition",
        edition=edition,
        rules={
            "applies_to": {"category": ["h1b"]},
            "due": {"anchor": "match_day", "days": 1},
        },
    )
    make_definition(
        "report-arrival",
        edition=edition,
        rules={"due": {"anchor": "arrival_in_us", "days": 3}},
    )
    resident = make_resident()

    enrollment.enroll([resident], by=None, now=NOW)

    found = Item.objects.values_list("slug", "due_on", "waiting_for")
    assert list(found) == [
        ("sign-contract", date(2027, 4, 2), ""),
        ("report-arrival", None, "arrival_in_us"),
    ]
