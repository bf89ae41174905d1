"""The whole history of a resident in the admin, for those who manage them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.checklists.pages import text
from tests.factories import make_event, make_item, make_staff

pytestmark = pytest.mark.django_db


def address(resident):
    return reverse("admin:residents_resident_history", args=[resident.pk])


def test_history_tells_what_happened_with_reasons_and_items(
    coordinator_client, resident
):
    item = make_item(resident, "open-a-bank-account")
    make_event(item, "waived", reason="Has one.")
    make_event(item, "reopened", reason="It was closed.")

    page = text(coordinator_client.get(address(resident)))

    assert page.index("opened it again") < page.index("waived it")
    assert "Has one." in page
    assert item.get_absolute_url() in page


def test_page_of_a_resident_leads_to_their_history(coordinator_client, resident):
    page = reverse("admin:residents_resident_change", args=[resident.pk])

    assert address(resident) in coordinator_client.get(page).content.decode()


def test_history_of_a_new_resident_says_when_it_begins(coordinator_client, resident):
    assert "begins with the plan" in text(coordinator_client.get(address(resident)))


@pytest.mark.parametrize("role", ["program_director", "faculty", "peer_mentor"])
def test_history_is_not_found_by_who_does_not_manage_them(resident, role):
    client = Client()
    client.force_login(make_staff(resident.cohort.program, role))

    assert client.get(address(resident)).status_code == 404


def test_history_of_another_program_is_not_found(stranger_client, resident):
    assert stranger_client.get(address(resident)).status_code == 404


def test_history_asks_as_many_queries_for_30_entries_as_for_one(
    coordinator_client, resident, django_assert_num_queries
):
    item = make_item(resident)
    make_event(item)
    with django_assert_num_queries(14, exact=False) as one:
        coordinator_client.get(address(resident))
    for _ in range(30):
        make_event(item, by=resident.user)

    with django_assert_num_queries(len(one)):
        coordinator_client.get(address(resident))
