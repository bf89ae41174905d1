"""The whole demo: institutions, programs, staff, residents and their story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.enrollment import enroll
from onboarding.dashboard.demo.given import give_to_some
from onboarding.dashboard.demo.learners import LEARNERS, learn
from onboarding.dashboard.demo.letters import choose_letters
from onboarding.dashboard.demo.own_items import (
    add_own_items,
    decide_once_more,
    give_a_change,
)
from onboarding.dashboard.demo.people import (
    MATCHED_DAYS_AGO,
    ORIENTATION_IN_DAYS,
    START_IN_DAYS,
    Casting,
    as_csv,
    rows,
)
from onboarding.dashboard.demo.rating import Raters, rate
from onboarding.dashboard.demo.story import play
from onboarding.dashboard.roster.applying import Destination, import_table
from onboarding.dashboard.roster.reading import read_table
from onboarding.lib.dates import local_day
from onboarding.residents.actions import ProgramFacts, grant_role, make_program
from onboarding.residents.models import Cohort, Program, Resident
from onboarding.residents.roles import Role

SUPERUSER = "admin@acclimate.example"
_ENROLLED_AGO = timedelta(days=MATCHED_DAYS_AGO - 2)
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Site:
    """One program, who works there, and who plays its residents."""

    institution: str
    slug: str
    facts: ProgramFacts
    staff: Sequence[tuple[str, str, Role]]
    casting: Casting
    # Who plays those that started a year earlier, and how many they are at most.
    earlier: Casting
    earlier_count: int
    has_own_items: bool = False

    @property
    def coordinator(self) -> str:
        """The address of the first of the staff."""
        return self.staff[0][0]


RIVERSIDE = Site(
    "Riverside University Hospital",
    "im-riverside",
    ProgramFacts("Internal Medicine", "internal-medicine", "OH", "America/New_York"),
    (
        ("coordinator@riverside.example", "Dana Whitcombe", Role.COORDINATOR),
        ("director@riverside.example", "Helen Marchetti", Role.PROGRAM_DIRECTOR),
        ("faculty@riverside.example", "Samuel Oyelaran", Role.FACULTY),
        ("mentor@riverside.example", "Jun Castellano", Role.PEER_MENTOR),
        ("gme@riverside.example", "Ruth Lindqvist", Role.GME_OFFICE),
    ),
    Casting(
        0,
        "resident@riverside.example",
        "mail.example",
        faculty_mentor="faculty@riverside.example",
        peer_mentor="mentor@riverside.example",
    ),
    Casting(
        96,
        "senior@mail.example",
        "mail.example",
        faculty_mentor="faculty@riverside.example",
        peer_mentor="mentor@riverside.example",
    ),
    6,
    has_own_items=True,
)
LAKESIDE = Site(
    "Lakeside Medical Center",
    "fm-lakeside",
    ProgramFacts("Family Medicine", "family-medicine", "IL", "America/Chicago"),
    (
        ("coordinator@lakeside.example", "Marcus Delacroix", Role.COORDINATOR),
        ("faculty@lakeside.example", "Priscilla Amundsen", Role.FACULTY),
    ),
    Casting(49, "resident@lakeside.example", "post.example"),
    Casting(
        147,
        "senior@post.example",
        "post.example",
        faculty_mentor="faculty@lakeside.example",
    ),
    5,
)
SITES = (RIVERSIDE, LAKESIDE)
# The accounts that people are told to try (interfaces §8).
NAMED = (
    SUPERUSER,
    *(email for site in SITES for email, _, _ in site.staff),
    *(site.casting.resident_email for site in SITES),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the demo has now, by name, and how many residents were added."""

    cohorts: list[str]
    accounts: list[str]
    added: int


def seed(per_program: int, *, password: str, now: datetime) -> Seeded:
    """Make what is missing of the demo; what is there stays as it is.

    The named accounts and new residents get `password`. A pack must be loaded. All of
    it or nothing.
    """
    with transaction.atomic():
        superuser = _account(SUPERUSER, "Ada Administrator")
        User.objects.filter(pk=superuser.pk).update(is_staff=True, is_superuser=True)
        programs = [_make_site(site) for site in SITES]
        added: list[str] = []
        for site, program in zip(SITES, programs, strict=True):
            if per_program and not _has_residents(site):
                added += _bring_residents(site, program, per_program, now)
                added += _bring_earlier(site, program, per_program, now)
        _set_passwords(superuser, [*NAMED, *added], password)
        cohorts = Cohort.objects.filter(program__in=programs).select_related("program")
        accounts = User.objects.filter(email__in=NAMED).values_list("email", flat=True)
        return Seeded([c.slug for c in cohorts], list(accounts), len(added))


def _make_site(site: Site) -> Program:
    program, _ = make_program(site.slug, institution=site.institution, facts=site.facts)
    for email, name, role in site.staff:
        is_for_all = role == Role.GME_OFFICE
        grant_role(
            _account(email, name),
            role,
            program=None if is_for_all else program,
            institution=program.institution if is_for_all else None,
        )
    return program


def _account(email: str, name: str) -> User:
    found = User.objects.with_email(email).first()
    return found or User.objects.create_user(email, name=name)


def _has_residents(site: Site) -> bool:
    email = site.casting.resident_email
    return Resident.objects.filter(user__email=email).exists()


def _bring_residents(
    site: Site, program: Program, count: int, now: datetime
) -> list[str]:
    """Import residents by a file, as a coordinator would, and play their story.

    Returns their addresses.
    """
    today = local_day(now, program.time_zone)
    people = rows(count, site.casting, today)
    addresses = [person["email"] for person in people]
    coordinator = User.objects.get(email=site.coordinator)
    since = now - _ENROLLED_AGO
    if site.has_own_items:
        add_own_items(program, by=coordinator, now=since)
    outcome = import_table(
        read_table(as_csv(people), "demo.csv"),
        Destination(program, _cohort(program, today).year),
        by=coordinator,
        now=since,
    )
    if outcome.problems:
        raise RuntimeError("; ".join(map(str, outcome.problems)))
    residents = Resident.objects.filter(user__email__in=addresses).order_by("pk")
    played = list(residents.select_related("user", "faculty_mentor", "cohort__program"))
    play(played, coordinator=coordinator, since=since, now=now)
    give_to_some(played, by=coordinator, now=now)
    learn(played[:LEARNERS], now=now)
    choose_letters(program, played, coordinator=coordinator, today=today, now=now)
    if site.has_own_items:
        give_a_change(
            program,
            residents.select_related("cohort__program"),
            by=coordinator,
            now=now,
        )
        decide_once_more(program, by=coordinator, now=now)
    return addresses


def _bring_earlier(
    site: Site, program: Program, count: int, now: datetime
) -> list[str]:
    """Those who started a year earlier, before the program had plans here.

    Much was said of them; the first of them has tried the plan out. Returns their
    addresses.
    """
    then = now - _A_YEAR
    day = local_day(then, program.time_zone)
    cohort = _cohort(program, day)
    coordinator = User.objects.get(email=site.coordinator)
    people = rows(min(count, site.earlier_count), site.earlier, day)
    residents = [_senior(person, cohort) for person in people]
    enroll(residents[:1], by=coordinator, now=then - _ENROLLED_AGO)
    play(
        residents[:1],
        coordinator=coordinator,
        since=then - _ENROLLED_AGO,
        now=now,
        is_over=True,
    )
    rate(residents, _raters(site, coordinator), now=now)
    return [person["email"] for person in people]


def _senior(person: Mapping[str, str], cohort: Cohort) -> Resident:
    mentors = {
        field: User.objects.with_email(person[field]).first() if person[field] else None
        for field in ("faculty_mentor", "peer_mentor")
    }
    return Resident.objects.create(
        user=_account(
            person["email"], f"{person['given_name']} {person['family_name']}"
        ),
        cohort=cohort,
        given_name=person["given_name"],
        family_name=person["family_name"],
        category=person["category"],
        **mentors,
    )


def _raters(site: Site, coordinator: User) -> Raters:
    """Who says something of the residents of `site`."""
    by_role = {role: email for email, _, role in site.staff}
    people = {user.email: user for user in User.objects.filter(email__in=_staff(site))}
    return Raters(
        faculty=people[by_role[Role.FACULTY]],
        coordinator=coordinator,
        peer_mentor=people.get(by_role.get(Role.PEER_MENTOR, "")),
        director=people.get(by_role.get(Role.PROGRAM_DIRECTOR, "")),
    )


def _staff(site: Site) -> list[str]:
    return [email for email, _, _ in site.staff]


def _cohort(program: Program, today: date) -> Cohort:
    start = today + timedelta(days=START_IN_DAYS)
    cohort, _ = Cohort.objects.get_or_create(
        program=program,
        year=start.year,
        defaults={
            "match_day": today - timedelta(days=MATCHED_DAYS_AGO),
            "orientation_start": today + timedelta(days=ORIENTATION_IN_DAYS),
            "program_start": start,
        },
    )
    return cohort


def _set_passwords(superuser: User, addresses: list[str], password: str) -> None:
    """Let `addresses` sign in with `password`.

    If it is right already, it stays as it is stored: a new hash of the same word would
    sign everybody out.
    """
    is_right = superuser.check_password(password)
    stored = superuser.password if is_right else make_password(password)
    User.objects.filter(email__in=addresses).update(password=stored)
