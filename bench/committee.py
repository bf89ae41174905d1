"""committee: what a committee reads of 60 residents, against its own SQL by hand."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import population
from bench.measure import Row, compare, watch
from onboarding.accounts.models import User
from onboarding.milestones import committees
from onboarding.milestones.committees import Call
from onboarding.milestones.models import Assessment, Competency, Meeting, Rating
from onboarding.milestones.packets import packet_of
from onboarding.milestones.scopes import framework_of
from onboarding.milestones.words import LEVELS, MONTHS, OBSERVERS, Source
from onboarding.residents.models import Membership
from onboarding.residents.roles import Role

RESIDENTS = 60


def committee() -> Row:
    """The packet of 60 residents × 20 competencies × 3 occasions × 4 sources."""
    meeting = _meeting()

    def read() -> int:
        reviews = list(meeting.reviews.select_related("resident"))
        packet = packet_of(meeting, reviews)
        return sum(sheet.has_disagreement for sheet in packet.sheets)

    statements: list[tuple[str, Any]] = []

    def noted(execute, sql, parameters, many, context):
        statements.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(noted):
        read()

    def ours() -> float:
        with watch() as watched:
            read()
        return watched.seconds

    def floor() -> float:
        with watch() as watched, connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
                cursor.fetchall()
        return watched.seconds

    return compare(
        "committee",
        ours,
        floor,
        n=1,
        notes="packet data with all tracks and disagreements; floor: its SQL by hand; "
        "12 queries, 300 ms",
        queries=len(statements),
        size=RESIDENTS,
        ratings=Rating.objects.filter(
            assessment__resident__cohort=meeting.cohort
        ).count(),
    )


def _meeting() -> Meeting:
    cohort = population.make_cohort("bench-committee")
    people = population.make_residents(cohort, RESIDENTS, "committee-")
    rater = User.objects.create(email="rater@bench.example", name="Rater")
    Membership.objects.create(
        user=rater, program=cohort.program, role=Role.PROGRAM_DIRECTOR
    )
    edition = framework_of(cohort.program)
    assert edition is not None
    now = timezone.now()
    sources = (Source.SELF, *OBSERVERS, Source.COMMITTEE)
    given = Assessment.objects.bulk_create(
        Assessment(
            resident=person,
            edition=edition,
            source=source,
            occasion=occasion,
            assessor=person.user if source == Source.SELF else rater,
            method="direct_observation",
            setting="inpatient",
            seen_on=cohort.program_start + timedelta(days=30 * months),
            strength="Asked the nurse first.",
            next_step="Set a time to look again.",
            started_at=now,
            saved_at=now,
            submitted_at=now,
        )
        for person in people
        for source in sources
        for occasion, months in MONTHS.items()
    )
    competencies = list(
        Competency.objects.for_program(edition, cohort.program_id).order_by("pk")
    )
    Rating.objects.bulk_create(
        Rating(
            assessment=assessment,
            competency=competency,
            level=LEVELS[(index * 3 + competency.pk) % len(LEVELS)],
        )
        for index, assessment in enumerate(given)
        for competency in competencies
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call = Call("month_6", cohort.program_start, 1, [rater])
    meeting, _ = committees.call_meeting(cohort, call, by=rater, now=now)
    return meeting
