"""A cohort as data: who has which items in which state (interfaces §2)."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.models import Item, ItemDefinition
from onboarding.checklists.states import next_actor, state_of
from onboarding.milestones.trajectories import everything_about
from onboarding.residents.models import Cohort, Resident

_OF_RESIDENT = ("email", "name", "category", "time_zone")
_OF_ITEM = (
    "slug",
    "title",
    "section",
    "occurrence",
    "state",
    "late",
    "next_actor",
    "due_on",
    "waiting_for",
    "completed_on",
    "deadline",
)
# What spreadsheet programs take for the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cohort_data(cohort: Cohort, *, now: datetime) -> dict[str, Any]:
    """The residents of `cohort` who have not left, with all their items.

    States are those at `now`, on the day where each resident is. Dates are ISO or None.
    The number of queries does not depend on how many residents there are.
    """
    residents = list(
        cohort.residents.active().select_related("user", "cohort__program")
    )
    facts = facts_for(residents)
    items = _items_of(residents)
    ratings = _ratings_of(residents)
    return {
        "cohort": cohort.slug,
        "residents": [
            _resident_data(
                resident,
                facts[resident.pk],
                items[resident.pk],
                ratings[resident.pk],
                now,
            )
            for resident in residents
        ],
    }


def as_csv(data: dict[str, Any]) -> str:
    """One line per item, with the resident's columns, in CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_OF_RESIDENT, *_OF_ITEM))
    writer.writerows([_inert(cell) for cell in line] for line in _lines(data))
    return text.getvalue()


def as_xlsx(data: dict[str, Any]) -> bytes:
    """One line per item, with the resident's columns, in a workbook of one sheet."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(data["cohort"].replace("/", " "))
    sheet.freeze_panes = "A2"
    sheet.append((*_OF_RESIDENT, *_OF_ITEM))
    for line in _lines(data):
        sheet.append([_text_cell(sheet, cell) for cell in line])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _items_of(residents: list[Resident]) -> dict[int, list[Item]]:
    """The items by resident, in the order of the pack."""
    found = list(Item.objects.filter(resident__in=residents))
    # A hundred residents share a definition: one object each, not one per item.
    definitions = (
        ItemDefinition.every.select_related("section")
        .defer("guidance", "sources", "rules")
        .in_bulk({item.definition_id for item in found})
    )
    items: dict[int, list[Item]] = defaultdict(list)
    for item in found:
        item.definition = definitions[item.definition_id]
        items[item.resident_id].append(item)
    return items


def _ratings_of(residents: list[Resident]) -> dict[int, list[dict[str, Any]]]:
    """What was said of each resident and is not superseded, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for said in everything_about(resident.pk for resident in residents):
        found[said.resident].append(
            {
                "competency": said.slug,
                "occasion": said.occasion,
                "source": said.source,
                "level": said.code if said.level is None else float(said.level),
            }
        )
    return found


def _resident_data(
    resident: Resident,
    facts: Facts,
    items: list[Item],
    ratings: list[dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    today = facts.today(now)
    return {
        "email": resident.user.email,
        "name": f"{resident.given_name} {resident.family_name}",
        "category": resident.category,
        "time_zone": facts.home_zone,
        "items": [_item_data(item, today) for item in items],
        "ratings": ratings,
    }


def _item_data(item: Item, today: date) -> dict[str, Any]:
    state = state_of(item, today)
    return {
        "slug": item.slug,
        "title": item.definition.title,
        "section": item.definition.section.slug,
        "occurrence": item.occurrence,
        "state": str(state),
        "late": item.is_late_on(today),
        "next_actor": str(next_actor(item, state)),
        "due_on": _iso(item.due_on),
        "waiting_for": item.waiting_for or None,
        "completed_on": _iso(item.completed_on),
        "deadline": item.definition.deadline,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(data: dict[str, Any]) -> Iterator[list[str | int]]:
    for resident in data["residents"]:
        for item in resident["items"]:
            values = [resident[name] for name in _OF_RESIDENT]
            values += [item[name] for name in _OF_ITEM]
            yield [_cell(value) for value in values]


def _cell(value: str | int | None) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _inert(cell: str | int) -> str | int:
    """A CSV cell that no spreadsheet program runs: an apostrophe makes it text."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _text_cell(sheet: Any, value: str | int) -> Any:  # noqa: ANN401 -- openpyxl has no types
    """A value, or a cell that stays text even when somebody edits it."""
    if not isinstance(value, str):
        return value
    text: str = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not text.startswith(_FORMULA_STARTS):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
