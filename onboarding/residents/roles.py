"""Roles: named bundles of what a person may do in a program or a whole institution.

coordinator and GME office: everything about the residents of their programs.
program director: sees residents and their progress, but no category and no immigration
dates; completes and verifies what is theirs.
faculty and peer mentor: see the residents they mentor and the items they must sign.
"""

from django.db import models


class Role(models.TextChoices):
    """What a person is to a program."""

    COORDINATOR = "coordinator", "Coordinator"
    PROGRAM_DIRECTOR = "program_director", "Program director"
    GME_OFFICE = "gme_office", "GME office"
    FACULTY = "faculty", "Faculty"
    PEER_MENTOR = "peer_mentor", "Peer mentor"


# May manage residents, cohorts and dates, and sees the category.
MANAGING = frozenset({Role.COORDINATOR, Role.GME_OFFICE})
# See every resident of the program.
OVERSEEING = MANAGING | {Role.PROGRAM_DIRECTOR}
