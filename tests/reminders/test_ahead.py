"""The page “Letters ahead”: what would leave, for those whose residents it concerns."""

import pytest
from django.core import mail
from django.utils import timezone

from onboarding.reminders.models import Letter
from tests import factories
from tests.reminders.scenes import counted_queries, make_due_item

pytestmark = pytest.mark.django_db
ADDRESS = "/letters/ahead/"
ASKED = f"{ADDRESS}?cohort=im-riverside/2027&days=14"


def test_ahead_names_the_letters_of_the_next_days(resident, coordinator_client):
    make_due_item(resident, "sign-contract", due_on=timezone.now().date())

    page = coordinator_client.get(ASKED).content.decode()

    assert "O&#x27;Brien, Aoife" in page
    assert "in Karachi" in page
    assert "Sign contract" in page
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_ahead_says_when_no_letter_would_leave(cohort, coordinator_client):
    page = coordinator_client.get(ASKED).content.decode()

    assert "No letter would leave" in page


def test_ahead_asks_before_it_works(resident, coordinator_client):
    make_due_item(resident, due_on=timezone.now().date())

    page = coordinator_client.get(ADDRESS).content.decode()

    assert "Show the letters" in page
    assert "Aoife" not in page


def test_ahead_of_somebody_elses_cohort_is_not_found(cohort, stranger_client):
    assert stranger_client.get(ADDRESS).status_code == 404
    factories.make_cohort(stranger_client_program())
    assert stranger_client.get(ADDRESS).status_code == 200
    assert stranger_client.get(ASKED).status_code == 404


def stranger_client_program():
    return factories.Program.objects.get(slug="fm-lakeside")


@pytest.mark.parametrize("role", ["faculty", "peer_mentor", "program_director"])
def test_ahead_is_for_those_who_manage_residents(client, cohort, role):
    client.force_login(factories.make_staff(cohort.program, role))

    assert client.get(ASKED).status_code == 404


def test_ahead_is_not_for_residents(resident_client):
    assert resident_client.get(ASKED).status_code == 404


def test_ahead_reads_as_often_for_thirty_readers_as_for_one(cohort, coordinator_client):
    def reads(count):
        for _ in range(count):
            make_due_item(factories.make_resident(cohort), due_on=timezone.now().date())
        with counted_queries() as queries:
            assert coordinator_client.get(ASKED).status_code == 200
        return sum(sql.startswith("SELECT") for sql in queries)

    assert reads(1) == reads(29)
