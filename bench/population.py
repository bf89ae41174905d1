"""Programs, residents and plans: made by the product, then multiplied."""

from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from onboarding.accounts.models import User
from onboarding.checklists import enrollment
from onboarding.checklists.models import Item
from onboarding.residents.models import (
    Cohort,
    Institution,
    KeyDate,
    Program,
    Resident,
)

PACK = "onboarding/packs/us-img"
ZONES = ("Asia/Karachi", "Africa/Lagos", "Asia/Manila", "Africa/Cairo", "Europe/Kyiv")
# Visa holders have the longest plans: the usual case, and the worst.
CATEGORIES = ("j1", "j1", "h1b", "j1", "ead")
FAR = timedelta(days=400)


def load_pack() -> None:
    """The shipped pack, whole."""
    call_command("load_pack", PACK, stdout=StringIO(), stderr=StringIO())


def make_cohort(slug: str) -> Cohort:
    """A cohort that starts in six weeks."""
    start = timezone.now().date() + timedelta(days=42)
    institution = Institution.objects.create(name=f"Hospital of {slug}")
    program = Program.objects.create(
        slug=slug,
        institution=institution,
        name=slug,
        specialty="internal-medicine",
        state="OH",
    )
    return Cohort.objects.create(
        program=program,
        year=start.year,
        match_day=start - timedelta(days=104),
        orientation_start=start - timedelta(days=14),
        program_start=start,
    )


def make_residents(cohort: Cohort, count: int, prefix: str) -> list[Resident]:
    """Saved residents without plans; every second one knows the day of arrival."""
    now = timezone.now()
    users = User.objects.bulk_create(
        User(email=f"{prefix}{index}@bench.example", password="!")
        for index in range(count)
    )
    people = Resident.objects.bulk_create(
        Resident(
            user=user,
            cohort=cohort,
            given_name="Ana",
            family_name=f"Bench {index}",
            category=CATEGORIES[index % len(CATEGORIES)],
            time_zone=ZONES[index % len(ZONES)],
        )
        for index, user in enumerate(users)
    )
    KeyDate.objects.bulk_create(
        KeyDate(
            resident=person, anchor="arrival_in_us", on=_arrival(cohort, i), set_at=now
        )
        for i, person in enumerate(people)
        if i % 2
    )
    found = Resident.objects.select_related("cohort__program", "user")
    return list(found.filter(user__in=users).order_by("pk"))


def _arrival(cohort: Cohort, index: int) -> date:
    return cohort.program_start - timedelta(days=20 - index % 7)


def enroll(people: list[Resident]) -> None:
    """Their plans, by the product."""
    enrollment.enroll(people, by=None, now=timezone.now())


def grow(people: list[Resident], total: int) -> None:
    """Copies of `people` with their plans, until there are `total` residents.

    Copied by the database: what is measured is reading them, not making them.
    """
    times = (total - Resident.objects.count()) // len(people)
    given = {
        "first": people[0].pk,
        "last": people[-1].pk,
        "times": times,
        "mark": f"copy for {total} of ",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _COPIES:
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")


_COPIES = (
    """INSERT INTO accounts_user
         (email, password, name, is_active, is_staff, is_superuser)
       SELECT 'copy' || n || '-' || %(mark)s || u.email, '!', %(mark)s || u.id,
              true, false, false
       FROM residents_resident r JOIN accounts_user u ON u.id = r.user_id,
            generate_series(1, %(times)s) n
       WHERE r.id BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO residents_resident
         (user_id, cohort_id, given_name, family_name, preferred_name,
          name_pronunciation, hospital_email, category, pgy, time_zone)
       SELECT c.id, r.cohort_id, r.given_name, r.family_name, '', '', '',
              r.category, 1, r.time_zone
       FROM residents_resident r
            JOIN accounts_user u ON u.id = r.user_id
            JOIN accounts_user c ON c.name = %(mark)s || u.id
       WHERE r.id BETWEEN %(first)s AND %(last)s""",
    """CREATE TEMPORARY TABLE twin ON COMMIT DROP AS
       SELECT r.id AS old, t.id AS new
       FROM residents_resident r
            JOIN accounts_user c ON c.name = %(mark)s || r.user_id
            JOIN residents_resident t ON t.user_id = c.id
       WHERE r.id BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO residents_keydate (resident_id, anchor, "on", is_confirmed, set_at)
       SELECT twin.new, anchor, "on", is_confirmed, set_at
       FROM residents_keydate JOIN twin ON twin.old = resident_id""",
    """INSERT INTO checklists_plan
         (resident_id, edition_id, made_at, history_length, history_digest)
       SELECT twin.new, edition_id, made_at, 0, ''
       FROM checklists_plan JOIN twin ON twin.old = resident_id""",
    """INSERT INTO checklists_item
         (resident_id, definition_id, slug, occurrence, state, due_on, not_before_on,
          waiting_for, notice_at)
       SELECT twin.new, definition_id, slug, occurrence, state, due_on, not_before_on,
              waiting_for, notice_at
       FROM checklists_item JOIN twin ON twin.old = resident_id""",
)


def silence() -> None:
    """Nobody is to be noticed for a year; what was open stays open."""
    Item.objects.filter(notice_at__isnull=False).update(notice_at=timezone.now() + FAR)
