"""The people around one resident, and a framework to rate by."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def framework(db):
    """An edition with two competencies: pain-nature and pain-assess."""
    return factories.make_framework()


@pytest.fixture
def faculty(resident):
    """The resident's faculty mentor."""
    resident.faculty_mentor = factories.make_staff(
        resident.cohort.program, "faculty", name="Grace Okafor"
    )
    resident.save()
    return resident.faculty_mentor


@pytest.fixture
def peer(resident):
    """The resident's peer mentor."""
    resident.peer_mentor = factories.make_staff(
        resident.cohort.program, "peer_mentor", name="Jun Castellano"
    )
    resident.save()
    return resident.peer_mentor


@pytest.fixture
def director(resident):
    """The director of the resident's program."""
    return factories.make_staff(
        resident.cohort.program, "program_director", name="Helen Marchetti"
    )


@pytest.fixture
def sign_in():
    """A browser in which somebody is signed in."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in
