"""Items in the admin: found by the question asked, checked many at once."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.checklists.models import Event, Evidence
from tests.factories import (
    NOW,
    make_definition,
    make_edition,
    make_event,
    make_item,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:checklists_item_changelist")


@pytest.fixture
def submitted(resident):
    """Two items that wait for the coordinator's check, and one that does not."""
    items = [
        make_item(resident, slug, state="submitted") for slug in ("first", "second")
    ]
    for item in items:
        Evidence.objects.create(item=item, given_by=resident.user, given_at=NOW)
    return [*items, make_item(resident, "third")]


def act(client, action, items, **fields):
    form = {"action": action, "_selected_action": [item.pk for item in items]}
    return client.post(LIST, form | fields, follow=True)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def states(items):
    for item in items:
        item.refresh_from_db()
    return [item.state for item in items]


def listed(client, query):
    found = client.get(f"{LIST}?{query}").context["cl"].result_list
    return {item.slug for item in found}


def test_approving_many_items_reports_the_numbers(submitted, coordinator_client):
    answer = act(coordinator_client, "approve", submitted)

    assert states(submitted) == ["done", "done", "open"]
    assert "2 items approved, 1 was not waiting for a check." in said(answer)


def test_approving_twice_counts_once(submitted, coordinator_client):
    act(coordinator_client, "approve", submitted)

    answer = act(coordinator_client, "approve", submitted)

    assert "0 items approved, 3 were not waiting for a check." in said(answer)
    assert Event.objects.filter(kind="approved").count() == 2


def test_approving_what_others_check_is_refused_by_number(submitted, client):
    client.force_login(
        make_staff(submitted[0].resident.cohort.program, "program_director")
    )

    answer = act(client, "approve", submitted)

    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "0 items approved, 3 are for somebody else to check." in said(answer)


def test_approving_items_of_another_program_does_nothing(submitted, stranger_client):
    act(stranger_client, "approve", submitted)

    assert states(submitted) == ["submitted", "submitted", "open"]


def test_sending_back_asks_for_a_reason_first(submitted, coordinator_client):
    answer = act(coordinator_client, "send_back", submitted)

    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "What is missing?" in answer.content.decode()


def test_sending_back_without_a_reason_says_what_to_do(submitted, coordinator_client):
    answer = act(coordinator_client, "send_back", submitted, reason=" ")

    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "Write what is missing" in answer.content.decode()


def test_sending_back_gives_one_reason_to_all(submitted, coordinator_client):
    answer = act(coordinator_client, "send_back", submitted, reason="The date, please.")

    assert states(submitted) == ["returned", "returned", "open"]
    reasons = Evidence.objects.values_list("reason", flat=True)
    assert set(reasons) == {"The date, please."}
    assert "2 items sent back, 1 was not waiting for a check." in said(answer)


def test_list_of_items_is_narrowed_by_due_day_state_and_section(
    resident, coordinator_client
):
    edition = make_edition()
    make_item(resident, "late", due_on=date(2020, 5, 1))
    make_item(resident, "later", due_on=date(2099, 5, 1))
    make_item(resident, "undated", due_on=None, waiting_for="arrival_in_us")
    make_item(resident, "moving", due_on=None, waiting_for="address_change")
    arrival = make_definition("arrival", edition=edition, section="arrival")
    make_item(resident, definition=arrival, state="submitted", due_on=date(2020, 5, 2))

    assert listed(coordinator_client, "due=overdue") == {"late", "arrival"}
    assert listed(coordinator_client, "due=undated") == {"undated"}
    assert listed(coordinator_client, "due=week") == set()
    assert listed(coordinator_client, "state__exact=submitted") == {"arrival"}
    assert listed(coordinator_client, "section=arrival") == {"arrival"}


def test_list_of_items_is_narrowed_to_one_resident(resident, coordinator_client):
    make_item(resident, "mine")
    colleague = make_resident(resident.cohort)
    make_item(colleague, "theirs")

    assert listed(coordinator_client, f"resident={resident.pk}") == {"mine"}


def test_list_of_items_knows_no_resident_of_another_program(
    resident, coordinator_client
):
    make_item(resident, "mine")
    elsewhere = make_resident(family_name="Elsewhere")
    make_item(elsewhere, "theirs")

    answer = coordinator_client.get(f"{LIST}?resident={elsewhere.pk}")

    assert "Elsewhere" not in answer.content.decode()
    assert {i.slug for i in answer.context["cl"].result_list} <= {"mine"}


def test_page_of_an_item_shows_evidence_and_history(submitted, coordinator_client):
    item = submitted[0]
    make_event(item, by=item.resident.user)
    address = reverse("admin:checklists_item_change", args=[item.pk])

    text = coordinator_client.get(address).content.decode()

    assert "Not checked yet" in text
    assert "sent it for a check" in text
    assert item.get_absolute_url() in text


def test_state_of_an_item_cannot_be_edited(submitted, coordinator_client):
    item = submitted[2]
    address = reverse("admin:checklists_item_change", args=[item.pk])

    answer = coordinator_client.post(address, {"state": "done"})

    assert answer.status_code == 404
    assert states([item]) == ["open"]
