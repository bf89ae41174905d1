"""What stands on the board: each cohort, its people, and how they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models import Section
from onboarding.checklists.todays import today_of
from onboarding.checklists.words import Actor
from onboarding.dashboard.tallies import Tally, sum_of, tallies_of
from onboarding.residents.access import roles_in
from onboarding.residents.models import Cohort, Resident

# Nobody reads more rows than this; the list of residents has everybody.
MAX_ROWS = 200
_WHO = {actor.value: actor.label for actor in Actor}

# Per resident (key) and section (slug).
Tallies = Mapping[tuple[int, str], Tally]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted, and the titles of the sections by slug, in order."""

    tallies: Tallies
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One resident's items of one section; no tally where there are none."""

    tally: Tally | None
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """One resident: how they stand, and by whom they are held up."""

    pk: int
    name: str
    has_signed_in: bool
    today: date
    total: Tally = field(default_factory=Tally)
    cells: Sequence[Cell] = ()

    @property
    def harm(self) -> tuple[int, int, int, int, str]:
        """Sorts those first whom waiting costs most."""
        sums = self.total
        return (-sums.late_legal, -sums.late, -sums.returned, -sums.soon, self.name)

    @property
    def waits_for(self) -> str:
        """Who has to act now, and how often: `Resident 3, GME office 1`."""
        blocks = [(-count, _WHO[actor]) for actor, count in self.total.blocks.items()]
        return ", ".join(f"{who} {-count}" for count, who in sorted(blocks))


@dataclass(frozen=True, slots=True)
class CohortBoard:
    """One cohort: its numbers and its people, those in most trouble first."""

    cohort: Cohort
    sections: Sequence[str]
    people: Sequence[Person]
    shown: Sequence[Person]
    total: Tally
    waiting_for_you: int

    @property
    def left_out(self) -> int:
        """How many residents the table leaves out."""
        return len(self.people) - len(self.shown)


def boards_of(
    cohorts: Sequence[Cohort], user: User, now: datetime
) -> list[CohortBoard]:
    """The board of each of `cohorts`, in five queries however many people there are."""
    visible = Resident.objects.visible_to(user).active()
    residents = visible.filter(cohort__in=[cohort.pk for cohort in cohorts])
    people = _people_of(residents, now)
    todays = {one.pk: one.today for group in people.values() for one in group}
    tallies = tallies_of(residents, todays) if todays else {}
    numbers = Numbers(tallies, _titles_of({section for _, section in tallies}))
    boards, room = [], MAX_ROWS
    for cohort in cohorts:
        board = _board_of(cohort, people.get(cohort.pk, []), numbers, user, room)
        room -= len(board.shown)
        boards.append(board)
    return boards


def _people_of(residents: QuerySet[Resident], now: datetime) -> dict[int, list[Person]]:
    """The residents by cohort (key), without their numbers."""
    rows = residents.annotate(_today=today_of(now)).values_list(
        "cohort_id",
        "pk",
        "family_name",
        "given_name",
        "user__last_login",
        "_today",
    )
    people: dict[int, list[Person]] = {}
    for cohort, pk, family_name, given_name, last_login, today in rows:
        name = f"{family_name}, {given_name}"
        person = Person(pk, name, last_login is not None, today)
        people.setdefault(cohort, []).append(person)
    return people


def _titles_of(slugs: set[str]) -> dict[str, str]:
    """The titles of sections by slug, in the order and words of the newest edition."""
    found = Section.objects.filter(slug__in=slugs).order_by("-edition", "position")
    titles: dict[str, str] = {}
    for slug, title in found.values_list("slug", "title"):
        titles.setdefault(slug, title)
    return titles


def _board_of(
    cohort: Cohort, people: Sequence[Person], numbers: Numbers, user: User, room: int
) -> CohortBoard:
    """The board of one cohort, with `room` for so many rows."""
    keys = {person.pk for person in people}
    used = {slug for resident, slug in numbers.tallies if resident in keys}
    columns = [slug for slug in numbers.titles if slug in used]
    counted = [_with_numbers(person, columns, numbers.tallies) for person in people]
    counted.sort(key=lambda person: person.harm)
    total = sum_of(person.total for person in counted)
    mine = roles_in(user, cohort.program)
    return CohortBoard(
        cohort=cohort,
        sections=[numbers.titles[slug] for slug in columns],
        people=counted,
        shown=counted[:room],
        total=total,
        waiting_for_you=sum(total.blocks[role] for role in mine),
    )


def _with_numbers(person: Person, columns: Sequence[str], tallies: Tallies) -> Person:
    items = f"{reverse('admin:checklists_item_changelist')}?resident={person.pk}"
    cells = [
        Cell(
            tallies.get((person.pk, section)),
            f"{items}&section={section}",
        )
        for section in columns
    ]
    total = sum_of(cell.tally for cell in cells if cell.tally)
    return replace(person, total=total, cells=cells)
