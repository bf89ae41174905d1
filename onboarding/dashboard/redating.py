"""What new dates or facts do to plans and reminders, before and after saying yes.

A look ahead does the very thing and takes it back, so it cannot say anything else than
what then happens.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import enrollment
from onboarding.checklists.comparing import Change
from onboarding.checklists.forecasts import (
    Forecast,
    Matter,
    days_of,
    forecasts_of,
    what_matters,
)
from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.words import StoredState
from onboarding.reminders.models import Reminder
from onboarding.residents.models import Cohort, Resident

# By resident and item.
_Overdue = dict[int, dict[int, "Named"]]


@dataclass(frozen=True, slots=True)
class Move:
    """One item whose due day is another one now; None: it has no date."""

    slug: str
    title: str
    was: date | None
    now: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Named:
    """One item that comes, goes or is overdue now."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """An item that cannot be begun by its date any more, and the link that breaks."""

    slug: str
    title: str
    begins_on: date
    due_on: date
    first: str


@dataclass(slots=True)
class Consequences:
    """What changes for one resident. `not_ready_before` is set if the start suffers."""

    moved: list[Move] = field(default_factory=list)
    now_overdue: list[Named] = field(default_factory=list)
    added: list[Named] = field(default_factory=list)
    fell_away: list[Named] = field(default_factory=list)
    impossible: list[Impossible] = field(default_factory=list)
    cancelled_reminders: int = 0
    not_ready_before: date | None = None

    def __bool__(self) -> bool:
        return bool(
            self.moved
            or self.now_overdue
            or self.added
            or self.fell_away
            or self.impossible
            or self.not_ready_before
        )


@dataclass(frozen=True, slots=True)
class NewDay:
    """The day of one anchor, or with None that it has none any more."""

    anchor: str
    on: date | None
    is_confirmed: bool = False


def set_key_date(
    resident: Resident,
    day: NewDay,
    *,
    by: User | None,
    now: datetime,
    is_preview: bool = False,
) -> Consequences:
    """Set (or clear) one key date; items move with it, finished ones do not.

    A preview says the same and leaves the database as it was.
    """

    def act() -> dict[int, Change]:
        change = enrollment.set_key_dates(
            resident,
            {day.anchor: day.on},
            by=by,
            now=now,
            is_confirmed=day.is_confirmed,
        )
        return {resident.pk: change}

    return measure([resident.pk], act, now=now, is_preview=is_preview)[resident.pk]


def set_facts(
    resident: Resident,
    *,
    category: str,
    switches: Mapping[str, bool | None],
    by: User | None,
    now: datetime,
    is_preview: bool = False,
) -> Consequences:
    """Set the category and the answers to switches; items come and go with them."""

    def act() -> dict[int, Change]:
        change = enrollment.set_facts(
            resident, by=by, now=now, category=category, switches=switches
        )
        return {resident.pk: change}

    return measure([resident.pk], act, now=now, is_preview=is_preview)[resident.pk]


def set_cohort_dates(
    cohort: Cohort,
    days: Mapping[str, date | None],
    *,
    by: User | None,
    now: datetime,
    is_preview: bool = False,
) -> dict[int, Consequences]:
    """Set dates of a cohort, for everybody in it at once; by primary key of each."""
    keys = list(Resident.objects.filter(cohort=cohort).values_list("pk", flat=True))
    return measure(
        keys,
        lambda: enrollment.set_cohort_dates(cohort, days, by=by, now=now),
        now=now,
        is_preview=is_preview,
    )


def measure(
    residents: Sequence[int],
    act: Callable[[], Mapping[int, Change]],
    *,
    now: datetime,
    is_preview: bool,
) -> dict[int, Consequences]:
    """Do `act` and say what it did to each of `residents`; undo it for a preview.

    The same number of queries for one resident and for a thousand.
    """
    with transaction.atomic():
        matter = what_matters(residents)
        before = _look(residents, matter, now)
        changes = act()
        after = _look(residents, matter, now)
        planned = _planned_reminders(residents)
        titles = _titles_in(changes)
        if is_preview:
            transaction.set_rollback(True)
    found = {pk: Consequences() for pk in residents}
    for pk, change in changes.items():
        _add_change(found[pk], change, titles, after.todays[pk])
        found[pk].cancelled_reminders = _count_untold(change, planned)
    for pk, one in found.items():
        _add_worse(one, pk, before, after, matter)
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """How residents stand: the day it is, what is overdue, what cannot be ready."""

    todays: Mapping[int, date]
    overdue: _Overdue
    forecasts: Mapping[int, Forecast]


def _look(residents: Sequence[int], matter: Matter, now: datetime) -> _View:
    people = Resident.objects.filter(pk__in=residents)
    days = days_of(list(people.select_related("cohort__program")), now)
    todays = {pk: one.today for pk, one in days.items()}
    return _View(todays, _overdue(todays), forecasts_of(days, matter))


def _overdue(todays: Mapping[int, date]) -> _Overdue:
    """What can be done and should have been by now (states.py)."""
    if not todays:
        return {}
    rows = Item.objects.filter(
        resident__in=list(todays),
        state=StoredState.OPEN,
        waiting_for="",
        due_on__lt=max(todays.values()),
    ).order_by("due_on", "pk")
    found: _Overdue = {}
    for pk, item, slug, title, due_on, opens in rows.values_list(
        "resident_id", "pk", "slug", "definition__title", "due_on", "not_before_on"
    ):
        if due_on and due_on < todays[pk] and (opens is None or opens <= todays[pk]):
            found.setdefault(pk, {})[item] = Named(slug, title)
    return found


def _planned_reminders(residents: Sequence[int]) -> dict[int, int]:
    """How many planned reminders each item has, of those that have any."""
    counts: dict[int, int] = {}
    planned = Reminder.objects.filter(
        item__resident__in=residents, state=Reminder.State.PLANNED
    )
    for item in planned.values_list("item_id", flat=True):
        counts[item] = counts.get(item, 0) + 1
    return counts


def _count_untold(change: Change, planned: Mapping[int, int]) -> int:
    """The planned reminders that tell nobody any more.

    A reminder belongs to one due date, and to an item that somebody can act on.
    """
    moved = {item.pk for item, _ in change.moved}
    waiting = {item.pk for item in change.rewritten if item.waiting_for}
    gone = {item.pk for item in change.retired}
    return sum(planned.get(pk, 0) for pk in moved | waiting | gone)


def _titles_in(changes: Mapping[int, Change]) -> dict[int, str]:
    """The titles of all definitions whose items changed, by primary key. One query."""
    keys = {
        item.definition_id
        for change in changes.values()
        for item in (*change.rewritten, *change.added, *change.retired)
    }
    found = ItemDefinition.every.filter(pk__in=keys).order_by()
    return dict(found.values_list("pk", "title"))


def _add_change(
    found: Consequences, change: Change, titles: Mapping[int, str], today: date
) -> None:
    by_day = sorted(change.moved, key=lambda pair: pair[0].due_on or date.max)
    found.moved = [
        Move(
            item.slug,
            _title(item, titles),
            before,
            item.due_on,
            is_late=item.is_late_on(today),
        )
        for item, before in by_day
    ]
    found.added = _names([*change.added, *change.restored], titles)
    found.fell_away = _names(change.retired, titles)


def _names(items: Sequence[Item], titles: Mapping[int, str]) -> list[Named]:
    """Each item once, however often it repeats; named by the first time, if a later."""
    first: dict[str, Item] = {}
    for item in items:
        known = first.setdefault(item.slug, item)
        if item.occurrence < known.occurrence:
            first[item.slug] = item
    return [Named(slug, _title(item, titles)) for slug, item in first.items()]


def _title(item: Item, titles: Mapping[int, str]) -> str:
    times = f" (no. {item.occurrence})" if item.occurrence > 1 else ""
    return f"{titles[item.definition_id]}{times}"


def _add_worse(
    found: Consequences, pk: int, before: _View, after: _View, matter: Matter
) -> None:
    """What is overdue or cannot be ready now, and was not so before."""
    late = before.overdue.get(pk, {})
    found.now_overdue = [
        named for item, named in after.overdue.get(pk, {}).items() if item not in late
    ]
    new = after.forecasts.get(pk)
    old = before.forecasts.get(pk)
    if new is None:
        return
    known = old.items if old else {}
    found.impossible = [
        Impossible(
            slug,
            matter.title(slug),
            one.begins_on,
            one.limit,
            matter.title(one.breaks.slug),
        )
        for slug, one in new.items.items()
        if slug not in known
    ]
    was = old.start.ready_on if old and old.start else None
    if new.start and new.start.ready_on != was:
        found.not_ready_before = new.start.ready_on
