"""Events as sentences for the resident: what the daily letter says is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse

from onboarding.checklists.models import Event, Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.words import StoredState
from onboarding.reminders.compose import News, discreet
from onboarding.reminders.models import Letter, Reminder

# Values of EventKind that are told in whichever letter leaves next.
COMES_ALONG = {"approved", "waived", "added", "reassigned"}
# Values of EventKind whose details say which items moved and which are new.
MOVING = {"replanned", "rolled_out", "taken_back"}
# A change of many dates names this many of them.
NAMED = 5
_ALONG_LASTS = timedelta(days=14)
_COLUMNS = (
    "kind",
    "details",
    "resident_id",
    "item_id",
    "item__state",
    "item__due_on",
    "item__definition__title",
    "item__definition__is_sensitive",
    "item__definition__section__title",
)
_SAYS = {
    "returned": "{title} came back to you. Its page says what is missing.",
    "answered": "Your question about {title} has an answer.",
    "reopened": "{title} is open again. Its page says why.",
    "approved": "{title} is approved. Nothing is left to do.",
    "waived": "{title} is not needed any more.",
    "added": "{title} is new on your plan.",
    "reassigned": "{title} is somebody else’s to do now.",
}
_Row = Mapping[str, Any]
_Items = Mapping[tuple[int, str], Item]


@dataclass(slots=True)
class NewsOf:
    """What is new for one resident.

    `is_owed`: a reminder asks for it to be told; the rest only comes along. `stale` are
    the reminders of what does not hold any more.
    """

    lines: list[News] = field(default_factory=list)
    is_owed: bool = False
    stale: list[int] = field(default_factory=list)
    is_first: bool = False


def read_news(
    letters: Mapping[int, int], todays: Mapping[int, date], now: datetime
) -> dict[int, NewsOf]:
    """What is new for the letters (key) of residents (value), by letter.

    `todays` is the day it is where each resident is. Four queries at most.
    """
    news = {letter: NewsOf() for letter in letters}
    planned = Reminder.objects.filter(
        letter__in=letters, state=Reminder.State.PLANNED, event__isnull=False
    ).order_by("event")
    columns = [f"event__{name}" for name in _COLUMNS]
    rows = [_plain(row) for row in planned.values("pk", "letter_id", *columns)]
    items = _items_moved(row for row in rows if row["kind"] in MOVING)
    for row in rows:
        one = news[row["letter_id"]]
        lines = _lines(row, items, todays[row["resident_id"]])
        if lines:
            one.is_owed = True
            one.lines.extend(lines)
        else:
            one.stale.append(row["pk"])
    _add_what_comes_along(news, letters, todays, now)
    return news


def _add_what_comes_along(
    news: Mapping[int, NewsOf],
    letters: Mapping[int, int],
    todays: Mapping[int, date],
    now: datetime,
) -> None:
    """What happened since each resident's last letter; and whether it is the first."""
    of = {resident: letter for letter, resident in letters.items()}
    last = dict(
        Letter.objects.filter(
            resident__in=of, kind=Letter.Kind.DIGEST, state=Letter.State.SENT
        )
        .order_by()
        .values_list("resident")
        .annotate(Max("sent_at"))
    )
    for letter, resident in letters.items():
        news[letter].is_first = resident not in last
    happened = Event.objects.filter(
        resident__in=of, kind__in=COMES_ALONG, at__lte=now, at__gt=now - _ALONG_LASTS
    ).order_by("at", "pk")
    for row in happened.values("at", *_COLUMNS):
        resident = row["resident_id"]
        since = last.get(resident)
        if since is None or row["at"] > since:
            news[of[resident]].lines.extend(_lines(row, {}, todays[resident]))


def _lines(row: _Row, items: _Items, today: date) -> list[News]:
    """What to say of one event, or nothing where it is not true any more."""
    kind = row["kind"]
    if kind in MOVING:
        return _moves(row, items, today)
    if kind == "returned" and row["item__state"] != StoredState.RETURNED:
        return []
    if row["item_id"] is None:
        return []
    title, path = _named(row), reverse("checklists:item-detail", args=[row["item_id"]])
    if kind == "extended":
        due_on = row["item__due_on"]
        until = f": until {day_words(due_on, today)}" if due_on else ""
        return [News(f"You have more time for {title}{until}.", path)]
    return [News(_sentence(_SAYS[kind].format(title=title)), path)]


def _moves(row: _Row, items: _Items, today: date) -> list[News]:
    """A change of dates in one line, with the first few by name; what holds of it."""
    moved, added = row["details"].get("moved") or {}, row["details"].get("added") or []
    if not isinstance(moved, dict) or not isinstance(added, list):
        return []
    home, news = reverse("dashboard:home"), []
    held = [items.get((row["resident_id"], line)) for line in moved]
    still = [
        (item, item.due_on)
        for item, (_, after) in zip(held, moved.values(), strict=True)
        if item is not None and item.due_on is not None
        if item.due_on.isoformat() == after
    ]
    if still:
        # The order in which a database keeps JSON means nothing.
        still.sort(key=lambda pair: (pair[1], pair[0].slug))
        named = [
            f"{_title_of(item)} is now due {day_words(due_on, today)}"
            for item, due_on in still[:NAMED]
        ]
        rest = len(still) - len(named)
        more = f"; and {rest} more" if rest else ""
        what = f"{len(still)} date{'' if len(still) == 1 else 's'} on your plan moved"
        news.append(News(f"{what}: {'; '.join(named)}{more}.", home))
    if added:
        one = len(added) == 1
        what = "1 task is" if one else f"{len(added)} tasks are"
        news.append(News(f"{what} new on your plan.", home))
    return news


def _items_moved(rows: Iterable[_Row]) -> _Items:
    """The items that moved, by resident and line. One query where there are any."""
    wanted = [
        Q(resident=row["resident_id"], slug__in={k.partition("/")[0] for k in moved})
        for row in rows
        if isinstance(moved := row["details"].get("moved"), dict) and moved
    ]
    if not wanted:
        return {}
    found = Item.objects.filter(reduce(or_, wanted)).select_related(
        "definition__section"
    )
    return {
        (item.resident_id, item.line): item
        for item in found.defer("definition__guidance", "definition__sources")
    }


def _title_of(item: Item) -> str:
    definition = item.definition
    return _quoted(
        definition.title,
        definition.section.title,
        is_sensitive=definition.is_sensitive,
    )


def _named(row: _Row) -> str:
    return _quoted(
        row["item__definition__title"],
        row["item__definition__section__title"],
        is_sensitive=row["item__definition__is_sensitive"],
    )


def _quoted(title: str, section: str, *, is_sensitive: bool) -> str:
    """The title in quotation marks, or what stands for it."""
    said = discreet(title, section, is_sensitive=is_sensitive)
    return f"“{said}”" if said == title else said[0].lower() + said[1:]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _plain(row: _Row) -> dict[str, Any]:
    """A row of a reminder with the names of its event's columns."""
    return {name.removeprefix("event__"): value for name, value in row.items()}
