"""Giving people a new edition, and taking it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.checklists import actions, enrollment, plans
from onboarding.checklists.editions import rolling
from onboarding.checklists.models import Event, Item, Plan, PlanChange, RollOut
from tests import factories
from tests.checklists.rollouts import (
    enrolled,
    full,
    give,
    make_first,
    make_second,
    people,
    snapshot,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def item_of(resident, slug):
    return Item.objects.select_related("definition").get(resident=resident, slug=slug)


def complete(resident, slug, *, now=LATER):
    item = Item.objects.select_related(
        "definition", "resident__user", "resident__cohort__program"
    ).get(resident=resident, slug=slug)
    assert actions.complete(item, by=resident.user, now=now)


def test_preview_says_what_is_added_moved_retitled_and_retired():
    make_first()
    residents = enrolled(1)

    [move] = rolling.preview(residents, full(make_second()))

    assert move.details == {
        "added": ["new-one"],
        "moved": {"moves": ["2027-04-02", "2027-04-16"]},
        "retitled": ["renamed"],
        "reworded": [],
        "retired": ["goes"],
        "restored": [],
        "left_alone": [],
    }
    assert [before for _, before in move.retitled] == ["A title"]


def test_what_comes_back_in_the_new_edition_gets_every_line_at_once():
    make_first()
    open_one, done_one = enrolled(2)
    complete(done_one, "moves", now=NOW)
    second = factories.make_edition("2")
    factories.make_definition(
        "moves",
        edition=second,
        rules={
            "due": {"anchor": "match_day", "days": 30},
            "repeats": {"every_months": 12, "until": "program_end"},
        },
    )

    moves = rolling.preview([open_one, done_one], full(second))
    give(second, [open_one, done_one], now=LATER)

    added = [line for move in moves for line in move.details["added"]]
    assert added == ["moves/2", "moves/3", "moves/4"] * 2
    for resident in (open_one, done_one):
        lines = Item.objects.filter(resident=resident, slug="moves")
        assert list(lines.values_list("occurrence", flat=True)) == [1, 2, 3, 4]
    assert not any(plans.preview([open_one, done_one]).values())


def test_preview_writes_nothing_and_equals_what_then_happens():
    make_first()
    residents = enrolled(3)
    second = make_second()
    before = snapshot(residents)

    previewed = {
        m.resident.pk: m.details for m in rolling.preview(residents, full(second))
    }

    assert snapshot(residents) == before
    give(second, people(residents))
    stored = PlanChange.objects.values_list("resident", "details")
    assert dict(stored) == previewed


def test_rolling_out_gives_the_words_and_dates_of_the_new_edition():
    make_first()
    residents = enrolled(1)
    second = make_second()

    give(second, residents)

    [resident] = residents
    assert Plan.objects.get().edition == second
    assert item_of(resident, "renamed").definition.title == "A better title"
    assert f"{item_of(resident, 'moves').due_on}" == "2027-04-16"
    assert item_of(resident, "new-one").state == "open"
    assert item_of(resident, "goes").state == "not_applicable"
    assert not any(plans.preview(people(residents)).values())


def test_work_that_is_done_or_submitted_is_left_alone():
    first = make_first()
    for definition in full(first):
        if definition.slug == "renamed":
            definition.verifier = "coordinator"
            definition.save()
    residents = enrolled(1)
    complete(residents[0], "goes", now=NOW)
    complete(residents[0], "renamed", now=NOW)

    give(make_second(), residents, now=LATER)

    assert PlanChange.objects.get().details["left_alone"] == ["renamed", "goes"]
    assert item_of(residents[0], "renamed").definition.title == "A title"
    assert item_of(residents[0], "renamed").state == "submitted"
    assert item_of(residents[0], "goes").state == "done"


def test_rolling_out_is_told_in_the_history_of_each_person():
    make_first()
    residents = enrolled(2)

    give(make_second(), residents)

    told = Event.objects.filter(kind=Event.Kind.ROLLED_OUT)
    assert {event.resident_id for event in told} == {r.pk for r in residents}
    assert told[0].details["edition"] == "2"
    assert told[0].details["added"] == ["new-one"]


def test_only_those_who_were_chosen_get_it():
    first = make_first()
    residents = enrolled(2)
    second = make_second()

    give(second, residents[:1], audience="chosen")

    assert Plan.objects.get(resident=residents[0]).edition == second
    assert Plan.objects.get(resident=residents[1]).edition == first


def test_rolling_out_twice_changes_nothing_the_second_time():
    make_first()
    residents = enrolled(2)
    second = make_second()
    give(second, residents)
    before = snapshot(residents)

    again = give(second, people(residents))

    assert snapshot(residents) == before
    assert again.changes.count() == 0


def test_whoever_has_left_keeps_the_plan_as_it_was():
    first = make_first()
    residents = enrolled(1)
    residents[0].withdrawn_at = NOW
    residents[0].save()

    give(make_second(), people(residents))

    assert Plan.objects.get().edition == first


@pytest.mark.parametrize("act", ["preview", "roll out", "undo"])
def test_queries_do_not_depend_on_the_number_of_residents(act):
    coordinator = factories.make_user(is_staff=True)
    counts = []
    make_first()
    groups = [enrolled(2), enrolled(20)]
    second = make_second()
    for residents in groups:
        made = give(second, people(residents)) if act == "undo" else None
        residents = people(residents)
        with CaptureQueriesContext(connection) as queries:
            if act == "preview":
                rolling.preview(residents, full(second))
            elif made is None:
                give(second, residents)
            else:
                assert rolling.undo(made, by=coordinator, now=LATER)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# -- Undo ------------------------------------------------------------------------------


def test_undo_leaves_everything_as_it_was_before():
    make_first()
    residents = enrolled(3)
    complete(residents[0], "goes", now=NOW)
    before = snapshot(residents)
    made = give(make_second(), people(residents))

    assert rolling.undo(made, by=factories.make_user(), now=LATER)

    assert snapshot(residents) == before
    assert not any(plans.preview(people(residents)).values())
    assert Event.objects.filter(kind=Event.Kind.TAKEN_BACK).count() == 3


def test_undo_twice_changes_nothing_the_second_time():
    make_first()
    residents = enrolled(1)
    made = give(make_second(), residents)
    user = factories.make_user()
    rolling.undo(made, by=user, now=LATER)

    assert not rolling.undo(made, by=user, now=LATER)

    assert Event.objects.filter(kind=Event.Kind.TAKEN_BACK).count() == 1


def test_rolling_out_again_after_undo_brings_the_same_items_back():
    make_first()
    residents = enrolled(1)
    second = make_second()
    made = give(second, residents)
    once = snapshot(residents)
    rolling.undo(made, by=factories.make_user(), now=LATER)

    give(second, people(residents), now=LATER)

    assert snapshot(residents) == once
    assert Item.objects.filter(slug="new-one").count() == 1


@pytest.mark.parametrize("slug", ["new-one", "moves", "renamed"])
def test_undo_is_refused_once_somebody_has_acted_on_what_it_touched(slug):
    make_first()
    residents = enrolled(2)
    made = give(make_second(), people(residents))
    complete(residents[1], slug)
    before = snapshot(residents)

    with pytest.raises(rolling.UndoRefusedError, match="Somebody has acted since"):
        rolling.undo(made, by=factories.make_user(), now=LATER)

    assert snapshot(residents) == before
    assert str(residents[1]) in rolling.why_not_undone(made)


def test_undo_is_possible_when_somebody_acted_on_something_else():
    make_first()
    residents = enrolled(1)
    made = give(make_second(), people(residents))
    complete(residents[0], "stays")

    assert rolling.undo(made, by=factories.make_user(), now=LATER)

    assert item_of(residents[0], "stays").state == "done"


def test_undo_is_refused_when_a_later_edition_has_come():
    make_first()
    residents = enrolled(1)
    made = give(make_second(), people(residents))
    third = factories.make_edition("3")
    factories.make_definition("third", edition=third)
    give(third, people(residents))

    assert rolling.why_not_undone(made).endswith(
        "got another edition since. Undo that roll-out first."
    )


def test_dates_that_moved_meanwhile_are_right_after_undo():
    make_first()
    residents = enrolled(1)
    made = give(make_second(), people(residents))
    day = residents[0].cohort.match_day + timedelta(days=5)
    enrollment.set_key_dates(residents[0], {"match_day": day}, by=None, now=LATER)

    rolling.undo(made, by=factories.make_user(), now=LATER)

    assert not any(plans.preview(people(residents)).values())
    assert item_of(residents[0], "moves").due_on == day + timedelta(days=14)


def test_only_those_who_read_of_a_change_read_that_it_was_taken_back():
    make_first()
    residents = enrolled(2)
    made = give(make_second(), people(residents))
    PlanChange.objects.filter(resident=residents[0]).update(seen_at=NOW)

    rolling.undo(made, by=factories.make_user(), now=LATER)

    assert [c.resident for c in PlanChange.objects.unseen()] == [residents[0]]
    assert RollOut.objects.get().undone_at == LATER
