"""What the ladder told of one resident, item by item, as one person may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from onboarding.accounts.models import User
from onboarding.checklists import scopes
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.states import next_actor, state_of
from onboarding.checklists.words import UNFINISHED, NextActor
from onboarding.reminders.calendars import policy_of
from onboarding.reminders.compose import counted, discreet
from onboarding.reminders.models import Escalation, Letter, Policy


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


def explain_rungs(
    letter: Letter, reader: User, today: date
) -> Sequence[tuple[OverdueLine, str]]:
    """Each item of a letter of the ladder: since when it is overdue, whose turn it is,
    which step this was and what the next one is. Two queries.
    """
    resident = letter.resident
    if resident is None:
        return []
    told = letter.escalations.select_related("item__definition__section", "taken_by")
    policy = policy_of(resident.cohort.program)
    who = resident.spoken_name
    return [
        (line, " ".join(_sentences(line.first, who, policy, today)))
        for line in overdue_lines(told, reader)
    ]


def _sentences(row: Escalation, who: str, policy: Policy, today: date) -> list[str]:
    """Why `row` was told and what comes of it."""
    return [
        f"Due {day_words(row.due_on, today)}. {_stands(row, who, today)}",
        f"{who} was reminded first. {_step(row, policy)}",
        _outcome(row),
    ]


def _stands(row: Escalation, who: str, today: date) -> str:
    """Whether it is still late, and whose turn it is."""
    item = row.item
    if item.state not in UNFINISHED:
        return "It is settled by now."
    if item.due_on != row.due_on:
        return "Its date has moved since."
    actor = next_actor(item, state_of(item, today))
    turn = {
        NextActor.RESIDENT: f"for {who}",
        NextActor.ITEM: "for another item",
        NextActor.DATE: "for a date that nobody has told",
    }.get(actor, f"for the {actor.label.lower()}")
    late = counted((today - row.due_on).days, "day")
    return f"It is {late} late and waits {turn}."


def _step(row: Escalation, policy: Policy) -> str:
    """Which rung of the ladder it was."""
    if row.rung == Escalation.Rung.COORDINATOR:
        days = counted(policy.coordinator_after, "day")
        return f"Step 1 of 2: the coordinator is told {days} after the date."
    days = counted(policy.director_after, "day")
    return f"Step 2 of 2: the program director is told {days} after the date."


def _outcome(row: Escalation) -> str:
    """Who sees to it, or what happens otherwise."""
    if row.taken_by is not None:
        return f"{row.taken_by} sees to it."
    if row.rung == Escalation.Rung.COORDINATOR:
        return "Unless somebody sees to it, the program director is told next."
    return "Nobody has said “mine” yet."
