"""A cohort as a group: five or more, no names, a change with how sure it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.checklists.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]


def _rated(cohort, *, arrival=1, later=2):
    resident = factories.make_resident(cohort, family_name="Unnamed")
    for occasion, level in (("arrival", arrival), ("month_6", later)):
        factories.make_assessment(
            resident, occasion=occasion, levels={"pain-nature": level}
        )
    return resident


def _address(cohort):
    return reverse("milestones:cohort-progress", args=[cohort.pk])


def _cohort(director):
    program = director.memberships.get().program
    return factories.make_cohort(program, year=2026)


def test_five_people_make_a_group_with_a_change(director, sign_in):
    cohort = _cohort(director)
    for _ in range(5):
        _rated(cohort)

    page = text(sign_in(director).get(_address(cohort)))

    assert "2.0<small>of 5</small>" in page
    assert "+1 (94%: +1 to +1; 5 people)" in page
    assert "Unnamed" not in page


def test_quarter_steps_are_told_as_they_are(director, sign_in):
    cohort = _cohort(director)
    for _ in range(6):
        resident = _rated(cohort, later=2.5)
        factories.make_assessment(
            resident, occasion="month_6", levels={"pain-nature": 2}
        )

    page = text(sign_in(director).get(_address(cohort)))

    assert "+1.25 (97%: +1.25 to +1.25; 6 people)" in page


def test_four_people_are_told_of_by_nobody(director, sign_in):
    cohort = _cohort(director)
    for _ in range(4):
        _rated(cohort)

    page = text(sign_in(director).get(_address(cohort)))

    assert "With fewer than 5" in page
    assert "2.0" not in page


def test_what_fewer_than_five_were_rated_on_stays_untold(director, sign_in):
    cohort = _cohort(director)
    for _ in range(5):
        factories.make_resident(cohort)
    _rated(cohort, later=4.5)

    page = text(sign_in(director).get(_address(cohort)))

    assert "fewer than 5 people have been rated" in page
    assert "4.5" not in page


@pytest.mark.parametrize("role", ["coordinator", "gme_office", "faculty"])
def test_group_is_for_directors(resident, role, sign_in):
    user = factories.make_staff(resident.cohort.program, role)

    assert sign_in(user).get(_address(resident.cohort)).status_code == 404


def test_group_of_another_program_is_not_found(resident, stranger_client):
    assert stranger_client.get(_address(resident.cohort)).status_code == 404


def test_group_takes_the_same_queries_for_five_and_for_thirty(director, sign_in):
    cohort, client = _cohort(director), sign_in(director)
    for _ in range(5):
        _rated(cohort)
    with CaptureQueriesContext(connection) as few:
        client.get(_address(cohort))
    for _ in range(25):
        _rated(cohort)

    with CaptureQueriesContext(connection) as many:
        client.get(_address(cohort))

    assert len(many) == len(few)
