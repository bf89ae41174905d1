"""What happened to an item, in sentences that somebody can repeat."""

from datetime import date

import pytest

from onboarding.checklists import history
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.story import (
    Reader,
    chapters_of,
    history_of,
    story_of,
)
from onboarding.checklists.words import EventKind
from tests.factories import NOW, TODAY, make_event, make_item, make_user

pytestmark = pytest.mark.django_db

DETAILS = {
    "extended": {"from": "2027-05-11", "to": "2027-06-15"},
    "reassigned": {
        "owner": ["resident", "coordinator"],
        "verifier": ["", "faculty"],
    },
    "date_set": {"anchor": "arrival_in_us", "from": None, "to": "2027-06-10"},
    "date_cleared": {"anchor": "arrival_in_us", "from": "2027-06-10", "to": None},
    "category_changed": {"from": "j1", "to": "lpr"},
    "switch_changed": {"switch": "has_ssn", "from": None, "to": True},
    "replanned": {"moved": {"a": [None, None]}, "added": ["b", "c"], "retired": []},
}
SAID = {
    "extended": "Dana gave more time: until Tue, June 15 instead of Tue, May 11.",
    "reassigned": "Dana reassigned it: Coordinator does it now and Faculty checks it "
    "now.",
    "date_set": "Dana set the date “Arrival in the United States” to Thu, June 10.",
    "date_cleared": "Dana cleared the date “Arrival in the United States”.",
    "category_changed": "Dana changed the category from J-1 to Permanent resident.",
    "switch_changed": "Dana answered “Has a Social Security number” with yes.",
    "replanned": "Dana brought the plan in line: 1 item moved, 2 items added.",
    "enrolled": "Aoife joined the program.",
    "waived": "Dana waived it.",
}


@pytest.fixture
def reader(resident):
    return Reader(resident.user, TODAY, "America/New_York")


@pytest.mark.parametrize("kind", EventKind.values)
def test_every_kind_of_entry_is_a_sentence(resident, reader, kind):
    item = make_item(resident)
    dana = make_user(name="Dana")
    make_event(item, kind, by=dana, details=DETAILS.get(kind, {}))

    events = history_of(resident, reader.user)
    (chapter,) = chapters_of(events, resident, reader)

    assert chapter.text == SAID.get(kind, chapter.text)
    assert chapter.text.endswith(".")
    assert chapter.when == "Tue, May 4, 11:00 AM in New York"


def test_story_of_an_item_tells_of_new_dates_that_concern_it(resident, reader):
    item, other = make_item(resident, "mine"), make_item(resident, "other")
    moved = {"mine": ["2027-05-11", "2027-05-20"]}
    _replan(item, moved=moved)
    _replan(item, moved={"other": ["2027-05-11", None]}, retired=["mine"])
    _replan(item, restored=["mine"])

    texts = [chapter.text for chapter in story_of(item, reader)]

    assert texts == [
        "New dates moved it from Tue, May 11 to Thu, May 20.",
        "It fell away: new dates or facts do not ask for it.",
        "It came back: new dates or facts ask for it again.",
    ]
    assert [c.text for c in story_of(other, reader)] == [
        "New dates moved it from Tue, May 11 to no date."
    ]


def test_second_round_of_an_item_has_its_own_story(resident, reader):
    first = make_item(resident, "monthly-log")
    second = Item.objects.create(
        resident=resident,
        definition=first.definition,
        slug=first.slug,
        occurrence=2,
        due_on=date(2027, 6, 1),
    )
    _replan(first, added=["monthly-log/2"])

    assert story_of(first, reader) == []
    assert len(story_of(second, reader)) == 1


def test_reason_of_a_decision_stands_in_the_story(resident, reader):
    item = make_item(resident)
    make_event(item, "waived", reason="Done elsewhere.")

    (chapter,) = story_of(item, reader)

    assert chapter.reason == "Done elsewhere."


def _replan(item, **details):
    """An entry about the plan as a whole, as replanning stores it."""
    entry = history.Entry(item.resident_id, EventKind.REPLANNED, details=details)
    history.record([entry], by=None, now=NOW)
