"""A program director sees residents and how far they are, and nothing private."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from onboarding.residents.models import Resident
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_item,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db

RESIDENTS = reverse("admin:residents_resident_changelist")
ITEMS = reverse("admin:checklists_item_changelist")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def change(resident):
    return reverse("admin:residents_resident_change", args=[resident.pk])


@pytest.fixture
def director_client(resident):
    """A browser in which the director of that program is signed in."""
    return signed_in(make_staff(resident.cohort.program, "program_director"))


def test_director_sees_residents_without_their_category(resident, director_client):
    listed = director_client.get(RESIDENTS)
    shown = director_client.get(change(resident))

    for answer in (listed, shown):
        text = answer.content.decode()
        assert "O&#x27;Brien" in text
        assert "J-1" not in text
        assert "ategory" not in text


def test_director_cannot_filter_by_category(resident, director_client):
    answer = director_client.get(f"{RESIDENTS}?category=j1")

    assert answer.status_code == 400


def test_director_cannot_change_a_resident(resident, director_client):
    resident.key_dates.create(anchor="visa_interview", on=date(2027, 5, 20), set_at=NOW)
    address = change(resident)

    shown = director_client.get(address).content.decode()
    posted = director_client.post(address, {"given_name": "Eve"})

    assert "isa interview" not in shown
    assert posted.status_code == 404
    assert not Resident.objects.filter(given_name="Eve").exists()


def test_director_opens_no_private_item(resident, director_client):
    make_item(resident, "open-a-bank-account")
    private = make_item(
        resident, definition=make_definition("apply-for-visa", is_sensitive=True)
    )

    listed = director_client.get(ITEMS).content.decode()
    opened = director_client.get(
        reverse("admin:checklists_item_change", args=[private.pk])
    )

    assert "Open a bank account" in listed
    assert "Apply for visa" not in listed
    assert opened.status_code == 404


def test_category_of_others_stays_hidden_from_a_coordinator_who_directs_elsewhere(
    resident,
):
    person = make_staff(resident.cohort.program, "program_director")
    elsewhere = make_cohort()
    person.memberships.create(program=elsewhere.program, role="coordinator")
    make_resident(elsewhere, family_name="Okafor", category="h1b")
    client = signed_in(person)

    listed = client.get(RESIDENTS)
    found = client.get(f"{RESIDENTS}?category=j1")

    categories = {
        row.family_name: row._category for row in listed.context["cl"].result_list
    }
    assert categories == {"O'Brien": None, "Okafor": "h1b"}
    assert list(found.context["cl"].result_list) == []
