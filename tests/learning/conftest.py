"""Around the shipped questions: a resident with a plan, their mentor, a director."""

import pytest

from tests import factories
from tests.learning import scenes


@pytest.fixture
def edition(db):
    """The shipped questions and their activities, loaded."""
    return scenes.load_small()


@pytest.fixture
def faculty(cohort):
    """The faculty mentor of the resident."""
    return factories.make_staff(cohort.program, "faculty", name="Grace Okafor")


@pytest.fixture
def director(cohort):
    """The director of that program."""
    return factories.make_staff(cohort.program, "program_director", name="Ann Lee")


@pytest.fixture
def enrolled(edition, cohort, faculty):
    """A resident with a plan and a faculty mentor."""
    return scenes.make_enrolled(cohort, faculty_mentor=faculty)
