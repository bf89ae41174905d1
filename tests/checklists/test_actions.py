"""What can happen to an item, who may do it, and that doing it twice does nothing."""

from datetime import date

import pytest

from onboarding.checklists import actions
from onboarding.checklists.actions import Proof, RefusedError
from onboarding.checklists.models import Event, Evidence, Item
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_edition,
    make_item,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db
A_DAY = Proof(on=date(2027, 5, 3))


def checked(resident, **fields):
    """An item that the coordinator verifies."""
    return make_item(
        resident, definition=make_definition(verifier="coordinator", **fields)
    )


def kinds():
    return list(Event.objects.values_list("kind", flat=True))


def test_complete_without_verifier_finishes_the_item(resident):
    item = make_item(resident)

    assert actions.complete(item, by=resident.user, now=NOW)

    item.refresh_from_db()
    assert (item.state, item.completed_on) == ("done", date(2027, 5, 4))
    assert (item.settled_by, item.settled_at) == (resident.user, NOW)
    assert kinds() == ["completed"]


def test_complete_twice_changes_nothing(resident):
    item = make_item(resident)
    actions.complete(item, by=resident.user, now=NOW)

    stale = Item.objects.get(pk=item.pk)
    stale.state = "open"

    assert not actions.complete(stale, by=resident.user, now=NOW)
    assert kinds() == ["completed"]


def test_complete_with_verifier_waits_for_the_check(resident):
    item = checked(resident, evidence="date")

    actions.complete(item, by=resident.user, now=NOW, proof=A_DAY)

    item.refresh_from_db()
    given = Evidence.objects.get()
    assert (item.state, item.notice_at) == ("submitted", None)
    assert (given.on, given.verdict, given.given_by) == (
        A_DAY.on,
        "pending",
        resident.user,
    )


def test_approve_finishes_it_on_the_day_of_the_evidence(resident, coordinator):
    item = checked(resident, evidence="date")
    actions.complete(item, by=resident.user, now=NOW, proof=A_DAY)

    assert actions.approve(item, by=coordinator, now=NOW)
    assert not actions.approve(item, by=coordinator, now=NOW)

    item.refresh_from_db()
    assert (item.state, item.completed_on) == ("done", A_DAY.on)
    assert Evidence.objects.get().verdict == "approved"
    assert kinds() == ["submitted", "approved"]


def test_completed_on_is_never_in_the_future(resident):
    # "Expires on" is a date of evidence, not the day of the work.
    item = make_item(resident, definition=make_definition(evidence="date"))

    actions.complete(item, by=resident.user, now=NOW, proof=Proof(on=date(2029, 1, 1)))

    assert Item.objects.get().completed_on == date(2027, 5, 4)


def test_send_back_gives_a_reason_and_lets_the_owner_act_again(resident, coordinator):
    item = checked(resident)
    actions.complete(item, by=resident.user, now=NOW)

    actions.send_back(item, by=coordinator, now=NOW, reason="The date is missing.")

    item.refresh_from_db()
    assert (item.state, item.notice_at is not None) == ("returned", True)
    assert Evidence.objects.get().reason == "The date is missing."
    assert actions.complete(item, by=resident.user, now=NOW)


def test_send_back_without_a_reason_is_refused(resident, coordinator):
    item = checked(resident)
    actions.complete(item, by=resident.user, now=NOW)

    with pytest.raises(RefusedError, match="what is missing"):
        actions.send_back(item, by=coordinator, now=NOW, reason=" ")

    item.refresh_from_db()
    assert item.state == "submitted"


def test_a_stranger_can_neither_finish_nor_approve(resident, stranger):
    item = checked(resident)

    with pytest.raises(RefusedError):
        actions.complete(item, by=stranger, now=NOW)
    with pytest.raises(RefusedError):
        actions.approve(item, by=stranger, now=NOW)


def test_a_resident_cannot_approve_their_own_work(resident):
    item = checked(resident)
    actions.complete(item, by=resident.user, now=NOW)

    with pytest.raises(RefusedError):
        actions.approve(item, by=resident.user, now=NOW)


@pytest.mark.parametrize("role", ["program_director", "faculty", "peer_mentor"])
def test_a_role_approves_only_what_it_verifies(cohort, role):
    resident = make_resident(cohort)
    member = make_staff(cohort.program, role)
    theirs = make_item(resident, definition=make_definition("theirs", verifier=role))
    other = make_item(
        resident, definition=make_definition("other", verifier="gme_office")
    )
    for item in (theirs, other):
        actions.complete(item, by=resident.user, now=NOW)

    assert actions.approve(theirs, by=member, now=NOW)
    with pytest.raises(RefusedError):
        actions.approve(other, by=member, now=NOW)


def test_the_coordinator_finishes_without_a_second_check(resident, coordinator):
    item = checked(resident)

    actions.complete(item, by=coordinator, now=NOW)

    item.refresh_from_db()
    assert item.state == "done"


def test_complete_before_its_prerequisite_names_what_comes_first(resident):
    make_item(resident, "sign-contract")
    item = make_item(resident, waiting_for="sign-contract")

    with pytest.raises(RefusedError, match="First finish “Sign contract”"):
        actions.complete(item, by=resident.user, now=NOW)


def test_complete_too_early_says_from_when(resident):
    item = make_item(resident, not_before_on=date(2027, 6, 1))

    with pytest.raises(RefusedError, match="from June 1, 2027"):
        actions.complete(item, by=resident.user, now=NOW)


@pytest.mark.parametrize("kind", ["date", "file", "in_person", "number"])
def test_complete_without_the_evidence_it_asks_for_is_refused(resident, kind):
    item = make_item(resident, definition=make_definition(evidence=kind))

    with pytest.raises(RefusedError, match="Give the"):
        actions.complete(item, by=resident.user, now=NOW)

    assert Item.objects.get().state == "open"


def test_finishing_an_item_releases_those_that_waited_for_it():
    edition = make_edition()
    resident = make_resident(make_cohort())
    first = make_item(resident, definition=make_definition("first", edition=edition))
    second = make_item(
        resident,
        definition=make_definition(
            "second",
            edition=edition,
            rules={"due": {"anchor": "match_day"}, "requires": ["first"]},
        ),
        waiting_for="first",
    )
    later = make_item(
        resident,
        definition=make_definition(
            "later",
            edition=edition,
            deadline="legal",
            rules={"due": {"after": "first", "days": 5}},
        ),
        due_on=None,
        waiting_for="first",
    )

    actions.complete(first, by=resident.user, now=NOW)

    second.refresh_from_db()
    later.refresh_from_db()
    assert second.waiting_for == ""
    assert second.notice_at is not None
    assert (later.due_on, later.waiting_for) == (date(2027, 5, 9), "")


def test_complete_takes_few_queries_and_no_more_with_a_long_plan(
    resident, django_assert_max_num_queries
):
    items = [make_item(resident) for _ in range(30)]
    item = Item.objects.with_story().get(pk=items[0].pk)

    with django_assert_max_num_queries(10):
        actions.complete(item, by=resident.user, now=NOW)
