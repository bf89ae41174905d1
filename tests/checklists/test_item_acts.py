"""Finishing and checking an item on its page: every press says what it did."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists.models import Evidence, Item
from tests import factories
from tests.checklists.pages import address, make_item, state_of, submitted, text

YESTERDAY = timezone.now().date() - timedelta(days=1)


# -- Finishing it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "given", "on", "value"),
    [
        ("attestation", {"is_true": "on"}, None, ""),
        ("none", {}, None, ""),
        ("date", {"on": YESTERDAY.isoformat()}, YESTERDAY, ""),
        ("file", {"on": YESTERDAY.isoformat()}, YESTERDAY, ""),
        ("in_person", {"on": YESTERDAY.isoformat()}, YESTERDAY, ""),
        ("number", {"value": "A-1234567"}, None, "A-1234567"),
    ],
)
def test_every_kind_of_evidence_is_sent_for_the_check(
    resident_client, resident, evidence, given, on, value
):
    item = make_item(resident, evidence=evidence, verifier="coordinator")

    response = resident_client.post(address(item, "item-complete"), given, follow=True)

    found = Evidence.objects.get(item=item)
    assert state_of(item) == "submitted"
    assert (found.on, found.value) == (on, value)
    assert "is sent. Your coordinator checks it now." in text(response)


@pytest.mark.parametrize(
    ("evidence", "given", "sentence"),
    [
        ("attestation", {}, "Tick the box to say that you did it."),
        ("date", {}, "Give the date, for example 2027-07-01."),
        ("date", {"on": "soon"}, "Write the date like 2027-07-01"),
        ("date", {"on": "0207-07-01"}, "Check the year: 207 is far away from now."),
        ("number", {}, "Write the number as it stands on the paper."),
        ("number", {"value": "123-45-6789"}, "This looks like a Social Security"),
        ("number", {"value": "9" * 41}, "at most 40 characters"),
    ],
)
def test_evidence_that_cannot_be_right_is_refused_with_a_sentence(
    resident_client, resident, evidence, given, sentence
):
    item = make_item(resident, evidence=evidence)

    response = resident_client.post(address(item, "item-complete"), given)

    assert sentence in text(response)
    assert state_of(item) == "open"


def test_refused_number_is_still_in_the_box(resident_client, resident):
    item = make_item(resident, evidence="number")

    response = resident_client.post(address(item, "item-complete"), {"value": "x" * 41})

    assert f'value="{"x" * 41}"' in text(response)


def test_item_that_must_wait_is_refused_and_keeps_what_was_typed(
    resident_client, resident
):
    factories.make_item(resident, "letter")
    item = make_item(resident, evidence="number")
    Item.objects.filter(pk=item.pk).update(waiting_for="letter")

    response = resident_client.post(address(item, "item-complete"), {"value": "A1"})

    assert "First finish “Letter”. Nothing was saved yet." in text(response)
    assert response.context["proof_form"]["value"].value() == "A1"
    assert state_of(item) == "open"


def test_finished_item_without_a_verifier_says_what_can_go_on(
    resident_client, resident
):
    item = make_item(resident)
    factories.make_item(resident, "next", waiting_for="sign-contract")

    response = resident_client.post(
        address(item, "item-complete"), {"is_true": "on"}, follow=True
    )

    assert "“Sign your contract” is done. 1 other item can go on." in text(response)
    assert response.request["PATH_INFO"] == "/"


def test_second_press_changes_nothing_and_says_so(resident_client, resident):
    item = make_item(resident, verifier="coordinator")
    resident_client.post(address(item, "item-complete"), {"is_true": "on"})

    response = resident_client.post(
        address(item, "item-complete"), {"is_true": "on"}, follow=True
    )

    assert "“Sign your contract” was sent already. Nothing changed." in text(response)
    assert Evidence.objects.filter(item=item).count() <= 1
    assert item.events.count() == 1


def test_form_leads_nowhere_outside_this_site(resident_client, resident):
    item = make_item(resident)

    response = resident_client.post(
        address(item, "item-complete"),
        {"is_true": "on", "next": "https://elsewhere.example/"},
    )

    assert response.url == "/"


def _refused_form(response):
    return next(form for form in response.context["decisions"] if form.is_bound)


# -- Checking it -----------------------------------------------------------------------


def test_coordinator_approves_what_was_sent(coordinator_client, resident):
    item = submitted(resident)
    page = text(coordinator_client.get(address(item)))

    response = coordinator_client.post(address(item, "item-approve"), follow=True)

    assert 'value="Approve"' in page
    assert state_of(item) == "done"
    assert "You approved “Sign your contract”." in text(response)


def test_coordinator_sends_back_with_a_reason_that_the_resident_reads(
    coordinator_client, resident_client, resident
):
    item = submitted(resident)

    coordinator_client.post(
        address(item, "item-return"), {"reason": "Page 2 is missing."}
    )

    assert state_of(item) == "returned"
    assert "Page 2 is missing." in text(resident_client.get(address(item)))


@pytest.mark.parametrize("reason", ["", "  ", "His number is 123-45-6789."])
def test_reason_that_says_nothing_or_too_much_is_refused(
    coordinator_client, resident, reason
):
    item = submitted(resident)

    response = coordinator_client.post(address(item, "item-return"), {"reason": reason})

    assert _refused_form(response).errors
    assert state_of(item) == "submitted"


def test_second_approval_changes_nothing_and_says_so(coordinator_client, resident):
    item = submitted(resident)
    coordinator_client.post(address(item, "item-approve"))

    response = coordinator_client.post(address(item, "item-approve"), follow=True)

    assert "“Sign your contract” was done already." in text(response)
    assert item.events.filter(kind="approved").count() == 1


def test_resident_cannot_approve_their_own_item(resident_client, resident):
    item = submitted(resident)
    page = text(resident_client.get(address(item)))

    response = resident_client.post(address(item, "item-approve"))

    assert 'value="Approve"' not in page
    assert "Only the person who checks this item can approve it." in text(response)
    assert state_of(item) == "submitted"


def test_item_of_the_program_shows_the_resident_no_form(resident_client, resident):
    item = make_item(resident, owner="gme_office")

    page = text(resident_client.get(address(item)))

    assert "Your program does this: the GME office." in page
    assert "item-complete" not in page
    assert "Mark as done" not in page


# -- Deciding about it -----------------------------------------------------------------

DECISIONS = {
    "item-extend": {"until": "2040-06-15", "reason": "The consulate is closed."},
    "item-waive": {"reason": "Done at another hospital."},
    "item-reassign": {"owner": "coordinator", "reason": "She is traveling."},
}


@pytest.mark.parametrize(("act", "said"), DECISIONS.items())
def test_coordinator_decides_and_the_page_says_what_changed(
    coordinator_client, resident, act, said
):
    item = make_item(resident)

    response = coordinator_client.post(address(item, act), said, follow=True)

    assert item.events.get().reason == said["reason"]
    assert said["reason"] in text(response)
    assert response.request["PATH_INFO"] == item.get_absolute_url()


def test_coordinator_opens_again_what_was_done(coordinator_client, resident):
    item = submitted(resident)
    coordinator_client.post(address(item, "item-approve"))

    response = coordinator_client.post(
        address(item, "item-reopen"), {"reason": "Wrong year."}, follow=True
    )

    assert state_of(item) == "open"
    assert "“Sign your contract” is open again." in text(response)


@pytest.mark.parametrize(("act", "said"), DECISIONS.items())
def test_resident_neither_sees_nor_makes_decisions(
    resident_client, resident, act, said
):
    item = make_item(resident)
    page = text(resident_client.get(address(item)))

    response = resident_client.post(address(item, act), said)

    assert "Change what is asked" not in page
    assert "Only the coordinator or the GME office" in text(response)
    assert not item.events.exists()


@pytest.mark.parametrize("act", [*DECISIONS, "item-reopen", "item-approve"])
def test_decision_about_an_item_of_another_program_is_not_found(
    stranger_client, resident, act
):
    item = make_item(resident)

    assert stranger_client.post(address(item, act), {"reason": "x"}).status_code == 404


def test_refused_decision_keeps_what_was_typed_and_says_why(
    coordinator_client, resident
):
    item = make_item(resident)

    response = coordinator_client.post(
        address(item, "item-extend"), {"until": "2020-01-01", "reason": "Sorry."}
    )

    assert "The new date has passed already. Nothing was saved yet." in text(response)
    assert 'value="2020-01-01"' in text(response)
    assert "<details open>" in text(response)


def test_reassigning_to_the_same_people_asks_to_choose(coordinator_client, resident):
    item = make_item(resident)

    response = coordinator_client.post(
        address(item, "item-reassign"), {"reason": "Sorry."}
    )

    assert "Choose who does it or who checks it." in text(response)


def test_date_of_law_says_so_where_it_is_extended(coordinator_client, resident):
    item = make_item(resident, deadline="legal")

    assert "The law sets this date." in text(coordinator_client.get(address(item)))
