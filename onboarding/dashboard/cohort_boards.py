"""What stands on the board: each cohort, its people, and how they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from onboarding.accounts.models import User
from onboarding.checklists.forecasts import Days, forecasts_of, what_matters
from onboarding.checklists.models import Section
from onboarding.checklists.presenting.days import day_words, length
from onboarding.checklists.scopes import readable_by
from onboarding.checklists.todays import start_of, today_of
from onboarding.checklists.words import Actor
from onboarding.dashboard.cells import cell, part
from onboarding.dashboard.tallies import PRIVATE, Tally, sum_of, tallies_of
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
class Person:
    """One resident: how they stand, and by whom they are held up."""

    pk: int
    name: str
    has_signed_in: bool
    today: date
    start: date
    # The first day on which all can be ready for the start; None: in time.
    ready_on: date | None = None
    total: Tally = field(default_factory=Tally)
    # By section (slug).
    tallies: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def harm(self) -> tuple[bool, int, int, int, int, int, str]:
        """Sorts those first whom waiting costs most."""
        sums = self.total
        return (
            self.ready_on is None,
            -sums.late_legal,
            -sums.late,
            -sums.returned,
            -sums.waited,
            -sums.soon,
            self.name,
        )

    @property
    def not_before(self) -> str:
        """`ready not before Mon, July 12` if not all can be there for the start."""
        day = self.ready_on
        return f"ready not before {day_words(day, self.today)}" if day else ""

    @property
    def sum(self) -> SafeString:
        """All of their items in one cell."""
        return part(self.total)

    @property
    def waits_for(self) -> str:
        """Who has to act now, and how often: `Resident 3, GME office 1`."""
        blocks = [(-count, _WHO[actor]) for actor, count in self.total.blocks.items()]
        return ", ".join(f"{who} {-count}" for count, who in sorted(blocks))

    @property
    def waited(self) -> str:
        """For how long at most, in words; "" if nobody is waited for yet."""
        days = self.total.waited
        return length(days) if days else ""


@dataclass(frozen=True, slots=True)
class CohortBoard:
    """One cohort: its numbers and its people, those in most trouble first."""

    cohort: Cohort
    # Titles by slug, in the order of the columns.
    sections: Mapping[str, str]
    people: Sequence[Person]
    room: int
    total: Tally
    waiting_for_you: int

    @property
    def has_private_items(self) -> bool:
        """Whether the table counts items that the person who looks may not open."""
        return PRIVATE in self.sections

    @property
    def unready(self) -> int:
        """How many people cannot be ready for the start."""
        return sum(person.ready_on is not None for person in self.people)

    @property
    def shown(self) -> Sequence[Person]:
        """Those for whom there is room in the table."""
        return self.people[: self.room]

    @property
    def left_out(self) -> int:
        """How many residents the table leaves out."""
        return len(self.people) - len(self.shown)

    @property
    def rows(self) -> Iterator[tuple[Person, list[SafeString]]]:
        """Each person of the table with a cell per section."""
        items = reverse("admin:checklists_item_changelist")
        for person in self.shown:
            address = f"{items}?resident={person.pk}&section="
            yield (
                person,
                [
                    cell(person.tallies.get(slug), slug and f"{address}{slug}")
                    for slug in self.sections
                ],
            )


def boards_of(
    cohorts: Sequence[Cohort], user: User, now: datetime
) -> list[CohortBoard]:
    """The board of each of `cohorts`, in as many queries for few people as for many."""
    visible = Resident.objects.visible_to(user).active()
    residents = visible.filter(cohort__in=[cohort.pk for cohort in cohorts])
    people = _with_forecasts(_people_of(residents, now))
    todays = {one.pk: one.today for group in people.values() for one in group}
    tallies = tallies_of(residents, todays, _private_to(user), now) if todays else {}
    numbers = Numbers(tallies, _titles_of({section for _, section in tallies}))
    boards, room = [], MAX_ROWS
    for cohort in cohorts:
        board = _board_of(cohort, people.get(cohort.pk, []), numbers, user, room)
        room -= len(board.shown)
        boards.append(board)
    return boards


def _with_forecasts(people: dict[int, list[Person]]) -> dict[int, list[Person]]:
    """Who cannot be ready for a start that is still ahead; three queries if any is."""
    days = {
        one.pk: Days(one.today, one.start)
        for group in people.values()
        for one in group
        if one.today < one.start
    }
    if not days:
        return people
    found = forecasts_of(days, what_matters(list(days)))
    late = {pk: one.start.ready_on for pk, one in found.items() if one.start}
    return {
        cohort: [replace(one, ready_on=late.get(one.pk)) for one in group]
        for cohort, group in people.items()
    }


def _people_of(residents: QuerySet[Resident], now: datetime) -> dict[int, list[Person]]:
    """The residents by cohort (key), without their numbers."""
    rows = residents.annotate(_today=today_of(now), _start=start_of()).values_list(
        "cohort_id",
        "pk",
        "family_name",
        "given_name",
        "user__last_login",
        "_today",
        "_start",
    )
    people: dict[int, list[Person]] = {}
    for cohort, pk, family_name, given_name, last_login, today, start in rows:
        name = f"{family_name}, {given_name}"
        person = Person(pk, name, last_login is not None, today, start)
        people.setdefault(cohort, []).append(person)
    return people


def _titles_of(slugs: set[str]) -> dict[str, str]:
    """The titles of sections by slug, in the order and words of the newest edition."""
    found = Section.objects.filter(slug__in=slugs).order_by("-edition", "position")
    titles: dict[str, str] = {}
    for slug, title in found.values_list("slug", "title"):
        titles.setdefault(slug, title)
    return {**titles, PRIVATE: "Private items"}


def _private_to(user: User) -> Q:
    """What `user` sees counted, but may not open."""
    return Q(pk__in=()) if user.is_superuser else ~readable_by(user)


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
        sections={slug: numbers.titles[slug] for slug in columns},
        people=counted,
        room=room,
        total=total,
        waiting_for_you=sum(total.blocks[role] for role in mine),
    )


def _with_numbers(person: Person, columns: Sequence[str], tallies: Tallies) -> Person:
    own = {
        section: tally
        for section in columns
        if (tally := tallies.get((person.pk, section)))
    }
    return replace(person, total=sum_of(own.values()), tallies=own)
