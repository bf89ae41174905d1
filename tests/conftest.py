"""Browsers signed in as each kind of person; nothing is made that nobody asked for."""

import hypothesis
import pytest
from django.test import Client

from tests import factories

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture
def cohort(db):
    """The cohort of 2027 of the program `im-riverside`."""
    return factories.make_cohort(factories.make_program("im-riverside"))


@pytest.fixture
def resident(cohort):
    """A J-1 resident of that cohort, still in Karachi."""
    return factories.make_resident(cohort)


@pytest.fixture
def coordinator(cohort):
    """The coordinator of that program."""
    return factories.make_staff(cohort.program)


@pytest.fixture
def stranger(db):
    """A coordinator of another program at another institution."""
    return factories.make_staff(factories.make_program("fm-lakeside"))


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def resident_client(resident):
    """A browser in which the resident is signed in."""
    return _signed_in(resident.user)


@pytest.fixture
def coordinator_client(coordinator):
    """A browser in which the coordinator is signed in."""
    return _signed_in(coordinator)


@pytest.fixture
def stranger_client(stranger):
    """A browser in which the stranger is signed in."""
    return _signed_in(stranger)
