"""A resident with the shipped plan, and staff, for walks through all pages."""

from django.core.management import call_command

from onboarding.checklists.enrollment import enroll
from tests import factories
from tests.factories import NOW
from tests.source import ROOT


def make_people():
    """The account of one person in each role, by its name."""
    call_command("load_pack", str(ROOT / "onboarding" / "packs" / "us-img"))
    program = factories.make_program("im-riverside")
    faculty = factories.make_staff(program, "faculty", name="Grace Okafor")
    resident = factories.make_resident(
        factories.make_cohort(program, year=NOW.year),
        dates={"visa_interview": NOW.date()},
        switches=["new_to_us"],
        faculty_mentor=faculty,
    )
    enroll([resident], by=None, now=NOW)
    return {
        "resident": resident.user,
        "faculty": faculty,
        "coordinator": factories.make_staff(program, name="Maria Lopez"),
        "program_director": factories.make_staff(program, "program_director"),
        "superuser": factories.make_user(is_staff=True, is_superuser=True),
    }
