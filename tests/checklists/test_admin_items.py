"""Items in the admin: found by the question asked, checked many at once."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.checklists.definitions import forget
from onboarding.checklists.models import Event, Evidence, Item
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
DECIDE = reverse("checklists:decide-many")


@pytest.fixture
def submitted(resident):
    """Two items that wait for the coordinator's check, and one that does not."""
    items = [
        make_item(resident, slug, state="submitted") for slug in ("first", "second")
    ]
    for item in items:
        Evidence.objects.create(item=item, given_by=resident.user, given_at=NOW)
    return [*items, make_item(resident, "third")]


def act(client, action, items):
    """Choose `items` on the list, and what to do with them: the page that asks."""
    form = {"action": action, "_selected_action": [item.pk for item in items]}
    return client.post(LIST, form, follow=True)


def confirm(client, action, items, **fields):
    """Say yes on that page."""
    form = {"transition": action, "items": [item.pk for item in items]}
    yes = {"confirmed": "1", "next": LIST}
    return client.post(DECIDE, form | yes | fields, follow=True)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def states(items):
    for item in items:
        item.refresh_from_db()
    return [item.state for item in items]


def listed(client, query):
    found = client.get(f"{LIST}?{query}").context["cl"].result_list
    return {item.slug for item in found}


def test_action_names_what_will_happen_and_does_nothing_yet(
    submitted, coordinator_client
):
    answer = act(coordinator_client, "approve", submitted)

    text = " ".join(answer.content.decode().split())
    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "This concerns 2 items. Nothing has happened yet." in text
    assert "Third – O&#x27;Brien, Aoife (open)" in text
    assert answer.context["outcome"].settled == [submitted[2]]


def test_approving_many_items_reports_the_numbers(submitted, coordinator_client):
    answer = confirm(coordinator_client, "approve", submitted)

    assert states(submitted) == ["done", "done", "open"]
    assert said(answer) == "2 items approved. 1 item was left alone."
    assert answer.request["PATH_INFO"] == LIST


def test_approving_twice_counts_once(submitted, coordinator_client):
    confirm(coordinator_client, "approve", submitted)

    answer = confirm(coordinator_client, "approve", submitted)

    assert said(answer) == "0 items approved. 3 items were left alone."
    assert Event.objects.filter(kind="approved").count() == 2


def test_approving_what_others_check_is_refused_by_number(submitted, client):
    client.force_login(
        make_staff(submitted[0].resident.cohort.program, "program_director")
    )

    page = act(client, "approve", submitted)
    answer = confirm(client, "approve", submitted)

    assert "This can be done to none of the chosen items." in page.content.decode()
    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "3 items refused: Only the person who checks this item" in said(answer)


def test_deciding_about_items_of_another_program_does_nothing(
    submitted, stranger_client
):
    answer = confirm(stranger_client, "approve", submitted)

    assert states(submitted) == ["submitted", "submitted", "open"]
    assert "Choose the items first" in said(answer)


def test_residents_have_no_page_to_decide_about_many(submitted, resident_client):
    assert confirm(resident_client, "approve", submitted).status_code == 404
    assert states(submitted) == ["submitted", "submitted", "open"]


@pytest.mark.parametrize("transition", ["", "finish", "ask", "nonsense"])
def test_what_is_no_decision_is_not_found(submitted, coordinator_client, transition):
    assert confirm(coordinator_client, transition, submitted).status_code == 404


@pytest.mark.parametrize("action", ["send_back", "extend", "waive", "reassign"])
def test_decision_about_many_without_a_reason_asks_for_it(
    submitted, coordinator_client, action
):
    answer = confirm(coordinator_client, action, submitted, reason=" ")

    assert answer.context["form"].errors["reason"]
    assert not Event.objects.exists()


def test_sending_back_gives_one_reason_to_all(submitted, coordinator_client):
    answer = confirm(
        coordinator_client, "send_back", submitted, reason="The date, please."
    )

    assert states(submitted) == ["returned", "returned", "open"]
    reasons = Evidence.objects.values_list("reason", flat=True)
    assert set(reasons) == {"The date, please."}
    assert said(answer) == "2 items sent back. 1 item was left alone."


def test_extending_many_says_which_it_refused(submitted, coordinator_client):
    second = submitted[1]
    second.definition.rules = {"due": {"anchor": "match_day", "days": 26_341}}
    second.definition.save()
    Item.objects.filter(pk=second.pk).update(due_on=date(2099, 5, 1))

    answer = confirm(
        coordinator_client, "extend", submitted, reason="Holidays.", until="2040-01-01"
    )

    days = list(Item.objects.order_by("pk").values_list("due_on", flat=True))
    assert days == [date(2040, 1, 1), date(2099, 5, 1), date(2040, 1, 1)]
    assert said(answer).startswith("2 items given more time. 1 item refused: The new")


def test_deciding_about_30_takes_as_many_queries_as_about_one(
    resident, coordinator_client, django_assert_num_queries
):
    definition = make_definition("open-a-bank-account")
    items = [
        make_item(make_resident(resident.cohort), definition=definition)
        for _ in range(31)
    ]
    with django_assert_num_queries(50, exact=False) as one:
        act(coordinator_client, "waive", items[:1])
        confirm(coordinator_client, "waive", items[:1], reason="Not this year.")
    # As in a process that has not read the edition yet.
    forget()

    with django_assert_num_queries(len(one)):
        act(coordinator_client, "waive", items[1:])
        confirm(coordinator_client, "waive", items[1:], reason="Not this year.")

    assert Item.objects.filter(state="waived").count() == 31


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
