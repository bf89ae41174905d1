"""Institutions and programs in the admin: superusers say who works where."""

import pytest
from django.urls import reverse

from onboarding.residents.models import Program
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root_client(client):
    """A browser in which a superuser is signed in."""
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def change(program):
    return reverse("admin:residents_program_change", args=[program.pk])


def filled_in(program, *roles):
    """What a browser posts for `program` with `roles`, a dict for each."""
    form = {
        "institution": program.institution_id,
        "slug": program.slug,
        "name": program.name,
        "specialty": program.specialty,
        "state": program.state,
        "time_zone": program.time_zone,
        "years": program.years,
        "memberships-TOTAL_FORMS": len(roles),
        "memberships-INITIAL_FORMS": sum("id" in role for role in roles),
    }
    for index, role in enumerate(roles):
        row = {"program": program.pk, **role}
        form |= {f"memberships-{index}-{name}": row[name] for name in row}
    return form


def test_role_given_in_the_admin_opens_the_admin_to_that_person(cohort, root_client):
    person = make_user()
    form = filled_in(cohort.program, {"user": person.pk, "role": "faculty"})

    root_client.post(change(cohort.program), form)

    person.refresh_from_db()
    assert person.is_staff
    assert person.memberships.get().program == cohort.program


def test_role_moved_to_somebody_else_closes_the_admin_to_the_first(cohort, root_client):
    first, second = make_staff(cohort.program), make_user()
    role = {
        "id": first.memberships.get().pk,
        "user": second.pk,
        "role": "coordinator",
    }

    root_client.post(change(cohort.program), filled_in(cohort.program, role))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_staff, second.is_staff) == (False, True)


def test_last_role_taken_away_closes_the_admin_to_that_person(cohort, root_client):
    person = make_staff(cohort.program)
    role = {
        "id": person.memberships.get().pk,
        "user": person.pk,
        "role": "coordinator",
        "DELETE": "on",
    }

    root_client.post(change(cohort.program), filled_in(cohort.program, role))

    person.refresh_from_db()
    assert not person.memberships.exists()
    assert not person.is_staff


def test_coordinator_sees_the_roles_of_their_program_and_changes_none(
    cohort, coordinator, coordinator_client
):
    eve = make_user(name="Eve")
    form = filled_in(cohort.program, {"user": eve.pk, "role": "coordinator"})

    shown = coordinator_client.get(change(cohort.program)).content.decode()
    posted = coordinator_client.post(change(cohort.program), form | {"name": "Mine"})

    assert str(coordinator) in shown
    assert posted.status_code == 404
    assert not eve.memberships.exists()
    assert not Program.objects.filter(name="Mine").exists()
