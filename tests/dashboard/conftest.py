"""People whom several tests of pages about residents look at."""

import pytest

from tests import factories


@pytest.fixture
def rated(resident):
    """The resident, with a faculty mentor, rated by both at arrival."""
    factories.make_framework()
    resident.faculty_mentor = factories.make_staff(resident.cohort.program, "faculty")
    resident.peer_mentor = factories.make_staff(resident.cohort.program, "peer_mentor")
    resident.save()
    factories.make_assessment(resident, source="self", levels={"pain-nature": 4})
    factories.make_assessment(
        resident, assessor=resident.faculty_mentor, levels={"pain-nature": 2.5}
    )
    return resident
