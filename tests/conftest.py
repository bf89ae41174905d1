"""Browsers signed in as each kind of person; nothing is made that nobody asked for."""

import sqlite3
from contextlib import closing

import hypothesis
import pytest
from django.db import connection
from django.test import Client

from onboarding.checklists import definitions
from tests import factories, migrated

# What Django calls the memory that its threads share in a test.
MEMORY = "file:memorydb_default?mode=memory&cache=shared"

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The databases of a run begin as copies and go with their server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On SQLite, fill the memory before Django looks for what is not migrated."""
    if connection.vendor != "sqlite":
        yield
        return
    # The memory lasts as long as somebody has it open.
    with closing(sqlite3.connect(MEMORY, uri=True)) as memory:
        migrated.fill_sqlite(memory)
        yield


@pytest.fixture(autouse=True)
def _known_editions():
    """Each test gives the keys of editions anew: nothing is remembered of its own."""
    yield
    definitions.forget()


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
