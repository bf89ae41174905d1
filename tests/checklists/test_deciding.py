"""Decisions about items, one and many: effects, refusals, history, and queries."""

from datetime import date, timedelta

import pytest

from onboarding.checklists import actions
from onboarding.checklists.actions import RefusedError, decide_one
from onboarding.checklists.deciding import Decision, decide, preview
from onboarding.checklists.definitions import forget
from onboarding.checklists.enrollment import enroll, set_key_dates
from onboarding.checklists.models import Event, Evidence, Item
from onboarding.checklists.states import state_of
from onboarding.checklists.transitions import Transition
from tests.commands import run
from tests.factories import (
    NOW,
    TODAY,
    make_cohort,
    make_definition,
    make_edition,
    make_item,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db

WAIVE = Decision(Transition.WAIVE, "Done at another hospital.")
REOPEN = Decision(Transition.REOPEN, "The paper was for another year.")
LATER = date(2027, 6, 15)
EXTEND = Decision(Transition.EXTEND, "The consulate is closed.", until=LATER)
REASSIGN = Decision(Transition.REASSIGN, "On leave.", verifier="faculty")
EVERY = [WAIVE, REOPEN, EXTEND, REASSIGN]


@pytest.fixture
def chain(resident):
    """A plan in which `second` comes after `first` and `third` counts from it."""
    edition = make_edition()
    make_definition("first", edition=edition)
    due = {"anchor": "program_start", "days": -30}
    make_definition(
        "second", edition=edition, rules={"due": due, "requires": ["first"]}
    )
    rules = {"due": {"after": "first", "days": 5}}
    make_definition("third", edition=edition, deadline="legal", rules=rules)
    enroll([resident], by=None, now=NOW)
    return {item.slug: item for item in Item.objects.with_story()}


def fresh(item):
    return Item.objects.with_story().get(pk=item.pk)


def last_event():
    return Event.objects.latest("sequence")


def holds():
    return run("verify_history", "--json").json["broken"] == []


# -- Waive -----------------------------------------------------------------------------


def test_waiving_settles_the_item_and_lets_the_others_go_on(chain, coordinator):
    assert decide_one(chain["first"], WAIVE, by=coordinator, now=NOW)

    first = fresh(chain["first"])
    assert (first.state, first.settled_by, first.notice_at) == (
        "waived",
        coordinator,
        None,
    )
    assert fresh(chain["second"]).waiting_for == ""
    assert (fresh(chain["third"]).due_on, fresh(chain["third"]).waiting_for) == (
        TODAY + timedelta(days=5),
        "",
    )
    event = last_event()
    assert (event.kind, event.reason) == ("waived", WAIVE.reason)
    assert event.details == {"from": "open"}
    assert holds()


def test_waiving_twice_changes_nothing(chain, coordinator):
    decide_one(chain["first"], WAIVE, by=coordinator, now=NOW)

    assert not decide_one(chain["first"], WAIVE, by=coordinator, now=NOW)
    assert Event.objects.filter(kind="waived").count() == 1


# -- Reopen ----------------------------------------------------------------------------


def test_reopening_takes_back_what_finishing_did(chain, resident, coordinator):
    before = list(Item.objects.values("slug", "state", "due_on", "waiting_for"))
    actions.complete(chain["first"], by=resident.user, now=NOW)

    assert decide_one(fresh(chain["first"]), REOPEN, by=coordinator, now=NOW)

    after = list(Item.objects.values("slug", "state", "due_on", "waiting_for"))
    assert after == before
    assert fresh(chain["first"]).settled_at is None
    assert last_event().details == {"from": "done"}
    assert holds()


def test_reopened_item_can_be_sent_and_approved_once_more(resident, coordinator):
    item = make_item(resident, definition=make_definition(verifier="coordinator"))
    actions.complete(item, by=resident.user, now=NOW)
    actions.approve(item, by=coordinator, now=NOW)
    decide_one(item, REOPEN, by=coordinator, now=NOW)

    actions.complete(fresh(item), by=resident.user, now=NOW)
    actions.approve(fresh(item), by=coordinator, now=NOW)

    assert fresh(item).state == "done"
    assert Evidence.objects.filter(item=item, verdict="approved").count() == 2


def test_item_waived_before_it_had_a_date_waits_for_it_again(resident, coordinator):
    definition = make_definition(rules={"due": {"anchor": "arrival_in_us"}})
    item = make_item(
        resident, definition=definition, due_on=None, waiting_for="arrival_in_us"
    )
    decide_one(item, WAIVE, by=coordinator, now=NOW)

    decide_one(item, REOPEN, by=coordinator, now=NOW)

    assert (item.state, item.waiting_for) == ("open", "arrival_in_us")


# -- Extend ----------------------------------------------------------------------------


def test_extension_moves_the_due_day_and_its_reminder(chain, coordinator):
    first = chain["first"]

    assert decide_one(first, EXTEND, by=coordinator, now=NOW)

    first = fresh(first)
    assert first.due_on == LATER
    assert first.notice_at.date() == LATER - timedelta(days=14)
    assert state_of(first, TODAY) == "open"
    assert last_event().details == {"from": "2027-04-02", "to": "2027-06-15"}


def test_extension_survives_new_dates_while_it_is_later(chain, resident, coordinator):
    decide_one(chain["first"], EXTEND, by=coordinator, now=NOW)

    set_key_dates(resident, {"match_day": date(2027, 4, 19)}, by=None, now=NOW)
    assert fresh(chain["first"]).due_on == LATER
    set_key_dates(resident, {"match_day": date(2027, 8, 19)}, by=None, now=NOW)

    assert fresh(chain["first"]).due_on == date(2027, 9, 2)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (None, "Give the new date"),
        (date(2027, 5, 3), "passed already"),
        (date(2027, 5, 5), "An extension is a later day"),
    ],
)
def test_extension_to_a_day_that_makes_no_sense_is_refused(
    resident, coordinator, until, sentence
):
    item = make_item(resident)
    decision = Decision(Transition.EXTEND, "Because.", until=until)

    with pytest.raises(RefusedError, match=sentence):
        decide_one(item, decision, by=coordinator, now=NOW)

    assert fresh(item).due_on == date(2027, 5, 11)


def test_item_without_a_date_cannot_be_extended(resident, coordinator):
    item = make_item(resident, due_on=None, waiting_for="arrival_in_us")

    with pytest.raises(RefusedError, match="no due date yet"):
        decide_one(item, EXTEND, by=coordinator, now=NOW)


# -- Reassign --------------------------------------------------------------------------


def test_reassigned_item_waits_for_another_role(resident, coordinator):
    faculty = make_staff(resident.cohort.program, "faculty")
    item = make_item(resident, definition=make_definition(verifier="coordinator"))
    actions.complete(item, by=resident.user, now=NOW)
    later = NOW + timedelta(days=3)

    decide_one(item, REASSIGN, by=coordinator, now=later)

    assert (item.reviewer, item.waits_since) == ("faculty", later)
    assert last_event().details["verifier"] == ["coordinator", "faculty"]
    assert actions.approve(item, by=faculty, now=later)


def test_item_given_to_staff_reminds_its_resident_no_more(chain, coordinator):
    decision = Decision(Transition.REASSIGN, "We do it.", owner="coordinator")
    assert fresh(chain["first"]).notice_at

    decide_one(chain["first"], decision, by=coordinator, now=NOW)

    assert chain["first"].notice_at is None
    assert chain["first"].owner == "coordinator"


# -- Who and why -----------------------------------------------------------------------


@pytest.mark.parametrize("decision", EVERY, ids=lambda each: each.transition)
def test_decision_without_a_reason_is_refused(resident, coordinator, decision):
    item = make_item(resident)
    silent = Decision(decision.transition, " ", decision.until, "", "faculty")

    with pytest.raises(RefusedError, match="Write why"):
        decide_one(item, silent, by=coordinator, now=NOW)


@pytest.mark.parametrize("decision", EVERY, ids=lambda each: each.transition)
def test_decision_by_somebody_without_the_role_is_refused(resident, stranger, decision):
    item = make_item(resident)
    director = make_staff(resident.cohort.program, "program_director")

    for person in (resident.user, stranger, director):
        with pytest.raises(RefusedError, match="Only the"):
            decide_one(item, decision, by=person, now=NOW)

    assert not Event.objects.exists()


# -- Many at once ----------------------------------------------------------------------


def test_what_cannot_be_done_to_one_item_does_not_hold_up_the_others(
    resident, coordinator
):
    elsewhere = make_item(make_resident(make_cohort()))
    items = [make_item(resident), make_item(resident, state="waived"), elsewhere]

    outcome = decide(items, WAIVE, by=coordinator, now=NOW)

    assert (outcome.done, outcome.settled) == ([items[0]], [items[1]])
    assert [item for item, _ in outcome.refused] == [elsewhere]
    assert Event.objects.filter(kind="waived").count() == 1


def test_preview_of_a_decision_says_the_same_and_writes_nothing(resident, coordinator):
    items = [make_item(resident), make_item(resident, state="waived")]

    seen = preview(items, WAIVE, by=coordinator, now=NOW)

    assert not Event.objects.exists()
    assert seen == decide(items, WAIVE, by=coordinator, now=NOW)


@pytest.mark.parametrize("transition", ["approve", "send_back", "waive", "extend"])
def test_decision_about_30_takes_as_many_queries_as_about_one(
    transition, coordinator, cohort, django_assert_num_queries
):
    definition = make_definition(verifier="coordinator")
    items = [make_item(make_resident(cohort), definition=definition) for _ in range(31)]
    if transition in {"approve", "send_back"}:
        for item in items:
            actions.complete(item, by=item.resident.user, now=NOW)
    decision = Decision(Transition(transition), "Because.", until=LATER)

    with django_assert_num_queries(18, exact=False) as one:
        decide(items[:1], decision, by=coordinator, now=NOW)
    # As in a process that has not read the edition yet.
    forget()
    with django_assert_num_queries(len(one)):
        outcome = decide(items[1:], decision, by=coordinator, now=NOW)

    assert len(outcome.done) == 30
    assert holds()
