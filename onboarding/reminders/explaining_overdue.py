"""What the ladder told of one resident, item by item, as one person may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.models import Item
from onboarding.reminders.compose import discreet
from onboarding.reminders.models import Escalation


@dataclass(slots=True)
class OverdueLine:
    """One overdue item; `path` is empty where it is not the reader's to open."""

    title: str
    path: str
    first: Escalation
    rungs: list[str] = field(default_factory=list)
    taken_by: str = ""


def overdue_lines(told: Iterable[Escalation], reader: User) -> list[OverdueLine]:
    """`told` by item, private titles for those who may read them. One query more."""
    rows = list(told)
    readable = set(
        Item.objects.visible_to(reader)
        .filter(scopes.readable_by(reader), pk__in={row.item_id for row in rows})
        .values_list("pk", flat=True)
    )
    lines: dict[int, OverdueLine] = {}
    for row in sorted(rows, key=lambda row: (row.due_on, row.raised_at, row.pk)):
        line = lines.setdefault(row.item_id, _line(row, row.item_id in readable))
        line.rungs.append(row.get_rung_display().lower())
        if row.taken_by is not None:
            line.taken_by = str(row.taken_by)
    return list(lines.values())


def _line(row: Escalation, is_readable: bool) -> OverdueLine:
    definition = row.item.definition
    if is_readable:
        return OverdueLine(definition.title, row.item.get_absolute_url(), row)
    section = definition.section.title
    return OverdueLine(discreet(definition.title, section, is_sensitive=True), "", row)
