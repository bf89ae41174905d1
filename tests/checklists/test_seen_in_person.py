"""What is shown in person: who saw it and when, and never a copy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists import actions
from onboarding.checklists.deciding import Decision, decide
from onboarding.checklists.models import Evidence
from onboarding.checklists.transitions import Transition
from tests import factories
from tests.checklists.pages import address, make_item, state_of, text

NOW = timezone.now()
TODAY = NOW.date()
WEEK_AGO = TODAY - timedelta(days=7)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def item(resident):
    """An item that the coordinator has to see."""
    return make_item(resident, evidence="in_person", verifier="coordinator")


@pytest.fixture
def shown(item, resident):
    """The same; its resident says that they showed it a week ago."""
    proof = actions.Proof(on=WEEK_AGO)
    actions.complete(item, by=resident.user, now=NOW, proof=proof)
    return item


def test_resident_cannot_say_that_it_was_seen(shown):
    evidence = Evidence.objects.get()

    assert state_of(shown) == "submitted"
    assert (evidence.on, evidence.seen_by, evidence.seen_on) == (WEEK_AGO, None, None)


def test_verifier_says_on_which_day_they_saw_it(
    coordinator_client, coordinator, resident_client, shown
):
    page = text(coordinator_client.get(address(shown)))
    coordinator_client.post(
        address(shown, "item-approve"), {"seen_on": YESTERDAY.isoformat()}
    )

    evidence = Evidence.objects.get()
    shown.refresh_from_db()
    assert "The day you saw it" in page
    assert "No copy is kept: your name and this day are the record." in page
    assert (evidence.seen_by, evidence.seen_on) == (coordinator, YESTERDAY)
    assert shown.completed_on == YESTERDAY
    assert "Seen in person by" in text(resident_client.get(address(shown)))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "Give the date"),
        ((TODAY + timedelta(days=2)).isoformat(), "This day is still ahead."),
        ("0207-01-01", "Check the year"),
    ],
)
def test_day_that_cannot_be_is_refused(coordinator_client, shown, given, sentence):
    response = coordinator_client.post(
        address(shown, "item-approve"), {"seen_on": given}
    )

    assert sentence in text(response)
    assert state_of(shown) == "submitted"


def test_many_at_once_were_seen_on_the_days_that_were_named(coordinator, shown):
    decide([shown], Decision(Transition.APPROVE), by=coordinator, now=NOW)

    evidence = Evidence.objects.get()
    assert (evidence.seen_by, evidence.seen_on) == (coordinator, WEEK_AGO)


def test_verifier_who_finishes_it_has_seen_it(coordinator_client, coordinator, item):
    coordinator_client.post(
        address(item, "item-complete"), {"on": YESTERDAY.isoformat()}
    )

    evidence = Evidence.objects.get()
    assert state_of(item) == "done"
    assert (evidence.seen_by, evidence.seen_on) == (coordinator, YESTERDAY)
    page = text(coordinator_client.get(address(item)))
    assert "Seen in person by you on" in page
    assert "No copy is kept." in page


def test_nobody_sees_their_own_paper_even_without_a_verifier(resident_client, resident):
    item = make_item(resident, evidence="in_person", verifier="")

    response = resident_client.post(
        address(item, "item-complete"), {"on": YESTERDAY.isoformat()}, follow=True
    )

    assert state_of(item) == "submitted"
    assert "Your coordinator checks it now." in text(response)


def test_item_that_was_sent_back_has_been_seen_by_nobody(coordinator, shown):
    actions.send_back(shown, by=coordinator, now=NOW, reason="I have not seen it.")

    assert Evidence.objects.get().seen_by is None


def test_other_kinds_of_evidence_ask_for_no_such_day(
    coordinator_client, coordinator, resident
):
    item = make_item(resident, evidence="date", verifier="coordinator")
    actions.complete(item, by=resident.user, now=NOW, proof=actions.Proof(on=YESTERDAY))

    page = text(coordinator_client.get(address(item)))
    actions.approve(item, by=coordinator, now=NOW)

    assert "The day you saw it" not in page
    assert Evidence.objects.get().seen_by is None


def test_admin_says_who_saw_it(coordinator_client, coordinator, shown):
    actions.approve(shown, by=coordinator, now=NOW)

    page = text(coordinator_client.get(f"/admin/checklists/item/{shown.pk}/change/"))

    assert f"{coordinator}, {WEEK_AGO:%b} {WEEK_AGO.day}" in page


def test_mentor_who_checks_it_records_it_too(client, resident):
    faculty = factories.make_user(name="Grace Okafor")
    resident.faculty_mentor = faculty
    resident.save()
    item = make_item(resident, evidence="in_person", verifier="faculty")
    client.force_login(faculty)

    client.post(address(item, "item-complete"), {"on": YESTERDAY.isoformat()})

    assert Evidence.objects.get().seen_by == faculty
