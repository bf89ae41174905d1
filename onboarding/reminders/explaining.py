"""Why somebody got a letter, what it told, and why there was none: for the pages."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.accounts.models import User
from onboarding.checklists.facts import Facts, facts_of
from onboarding.checklists.models import Event, Item
from onboarding.checklists.presenting.days import day_words, moment_words
from onboarding.checklists.presenting.lines import lines_of
from onboarding.checklists.words import ACTIONABLE, UNFINISHED
from onboarding.lib.dates import zone
from onboarding.reminders.addresses import reasons_to_hold
from onboarding.reminders.calendars import policy_of
from onboarding.reminders.explaining_overdue import explain_rungs
from onboarding.reminders.forecast import AHEAD_DAYS, Coming, forecast
from onboarding.reminders.models import Letter, Policy, Reminder, Snooze
from onboarding.reminders.stages import stage_words
from onboarding.residents.models import Membership, Program, Resident

SHOWN = 60
# Why each Reminder.Ask was in a letter.
_ASKED: dict[str, str] = {
    Reminder.Ask.OWN_VIEW: "Your program asked for it, by {day}.",
    Reminder.Ask.QUESTIONS: "Everybody is asked these at arrival, at 6 and at 12 "
    "months; this time by {day}.",
    Reminder.Ask.PLAN_BACK: "You sent it on {day}, and your mentor sent it back with a "
    "word.",
    Reminder.Ask.COMMITTEE: "Its word for you was confirmed on {day}.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a letter and its reason; `left_out`: it did not leave with it."""

    title: str
    path: str
    reason: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class ComingLetter:
    """A letter that will leave if nothing changes, or why it waits.

    `letter` is its key, if it is planned already and has no trouble.
    """

    when: str
    titles: Sequence[str]
    held: str
    letter: int | None


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters page of one resident; days are where they are."""

    resident: Resident
    past: Sequence[tuple[Letter, str]]
    coming: Sequence[ComingLetter]
    silence: Sequence[str]
    snoozed: Sequence[tuple[Item, str]]


def letters_of(resident: Resident, now: datetime) -> Letters:
    """Everything about the letters of `resident`, in a fixed number of queries."""
    facts = facts_of(resident)
    today = facts.today(now)
    items = {
        item.pk: item
        for item in Item.objects.filter(resident=resident)
        .select_related("definition__section")
        .defer("definition__guidance", "definition__sources")
    }
    expected = forecast(resident, facts, now)
    addresses = {one.day: resident.address_on(one.day, facts.dates) for one in expected}
    address = resident.address_on(today, facts.dates)
    bad = reasons_to_hold([address, *addresses.values()])
    coming = [one for one in expected if addresses[one.day].lower() not in bad]
    snoozes = Snooze.objects.filter(item__resident=resident, until_on__gt=today)
    letters = Letter.objects.filter(resident=resident, recipient=resident.user_id)
    shown = list(letters[:SHOWN])
    planned = _planned(shown, {one.day for one in coming})
    past = [one for one in shown if one.pk not in planned.values()]
    return Letters(
        resident=resident,
        past=[(one, _when(one, facts, today)) for one in past],
        coming=[
            _coming(one, items, facts, today, planned.get(one.day)) for one in coming
        ],
        silence=_unreachable(bad)
        or _silence(resident, list(items.values()), coming, today),
        snoozed=[
            (items[one.item_id], day_words(one.until_on, today))
            for one in snoozes
            if one.item_id in items
        ],
    )


def explain_to_staff(letter: Letter, reader: User, today: date) -> list[Told]:
    """What put a letter that is no daily one into the hands of its reader."""
    if letter.kind == Letter.Kind.ESCALATION:
        rungs = explain_rungs(letter, reader, today)
        return [Told(line.title, line.path, why, False) for line, why in rungs]
    if letter.kind == Letter.Kind.STAFF:
        return _explain_weekly(letter.recipient)
    asker = letter.invitation.invited_by if letter.invitation else None
    who = str(asker) if asker else "Your program"
    return [
        Told("Your account", "", f"{who} made it and asked for this letter.", False)
    ]


def _explain_weekly(reader: User) -> list[Told]:
    """The programs in which `reader` works, and when each writes. Two queries."""
    programs = Program.objects.with_role(reader).select_related("policy")
    held = Membership.objects.filter(user=reader)
    roles = [(one.program_id, one.institution_id, one) for one in held]
    told = []
    for program in programs.order_by("name", "pk"):
        names = [
            one.get_role_display()
            for in_program, in_institution, one in roles
            if in_program == program.pk or in_institution == program.institution_id
        ]
        day = policy_of(program).digest_weekday
        when = (
            "Its weekly letter is switched off now."
            if day is None
            else f"Its weekly letter leaves on {Policy.Weekday(day).label}s, to all "
            "for whom something waits."
        )
        role = " and ".join(sorted(set(names))).lower().replace("gme", "GME")
        told.append(Told(program.name, "", f"You are {role} there. {when}", False))
    return told


def explain_letter(letter: Letter, items: Sequence[Item], today: date) -> list[Told]:
    """Each line of `letter`, with what put it there. `items` are those of the plan."""
    lines = {line.item.pk: line for line in lines_of(list(items), today)}
    rows = letter.reminders.select_related("event", "asked_by").order_by("due_on", "pk")
    told = []
    for row in rows:
        key = row.item_id or (row.event.item_id if row.event else None)
        line = lines.get(key) if key else None
        title = line.title if line else row.get_ask_display() or "Your plan"
        path = line.item.get_absolute_url() if line else ""
        reason = _reason(row, line.rule if line else "", today)
        left_out = row.state == Reminder.State.CANCELLED
        told.append(Told(title, path, reason, left_out))
    return told


def _reason(row: Reminder, rule: str, today: date) -> str:
    if row.event is not None:
        return _happened(row.event, today)
    if row.ask and row.due_on is not None:
        return _ASKED[row.ask].format(day=day_words(row.due_on, today))
    if row.stage is None or row.due_on is None:
        return ""
    due = f"It was due {day_words(row.due_on, today)}"
    if row.due_on >= today:
        due = f"It is due {day_words(row.due_on, today)}"
    if row.asked_by is not None:
        why = f"{row.asked_by} asked for it on this day."
    else:
        why = f"This was the reminder {stage_words(row.stage)}."
    return " ".join(part for part in (f"{due}.", rule, why) if part)


def _happened(event: Event, today: date) -> str:
    who = str(event.by) if event.by else "Your program"
    return f"{who} {event}, on {day_words(event.at.date(), today)}."


def _when(letter: Letter, facts: Facts, today: date) -> str:
    if letter.sent_at:
        local = facts.today(letter.sent_at)
        return moment_words(letter.sent_at, facts.zone_on(local), today)
    return day_words(letter.local_day, today)


def _coming(
    one: Coming,
    items: dict[int, Item],
    facts: Facts,
    today: date,
    letter: int | None,
) -> ComingLetter:
    local = one.opens.astimezone(zone(facts.zone_on(one.day)))
    hour = f"{local:%I %p}".lstrip("0")
    when = day_words(one.day, today)
    return ComingLetter(
        when if one.held else f"{when}, from {hour}",
        [
            *(items[key].definition.title for key in one.items if key in items),
            *one.asks,
        ],
        one.held,
        letter,
    )


def _planned(letters: Iterable[Letter], days: Container[date]) -> dict[date, int]:
    """Which of `letters` (keys) are planned for one of `days`, without trouble."""
    return {
        one.local_day: one.pk
        for one in letters
        if one.kind == Letter.Kind.DIGEST
        and one.state == Letter.State.PLANNED
        and one.local_day in days
        and not one.problem
    }


def _unreachable(bad: Mapping[str, str]) -> list[str]:
    """The addresses that do not work, each with what happened there."""
    return [
        f"{reason} Nothing is sent to {address} until it is confirmed or corrected."
        for address, reason in sorted(bad.items())
    ]


def _silence(
    resident: Resident, items: Sequence[Item], coming: Sequence[Coming], today: date
) -> list[str]:
    """Why no letter comes, where none will leave in the next two weeks."""
    if resident.withdrawn_at is not None:
        return ["They have left the program."]
    if not resident.user.is_active:
        return ["Their account is switched off."]
    if any(not one.held for one in coming):
        return []
    open_items = [item for item in items if item.state in UNFINISHED]
    return _waits(open_items, today) or ["Everything on the plan is done."]


def _waits(open_items: Sequence[Item], today: date) -> list[str]:
    """What the open items of a plan wait for."""
    if not open_items:
        return []
    reasons = [f"Nothing comes close to its date in the next {AHEAD_DAYS} days."]
    ours = [i for i in open_items if i.notice_at and i.due_on and i.due_on > today]
    if ours:
        first = min(i.due_on for i in ours if i.due_on)
        reasons.append(f"The next due date is {day_words(first, today)}.")
    undated = sum(item.due_on is None for item in open_items)
    if undated:
        reasons.append(f"{_items(undated)} for a key date that nobody has told.")
    blocked = sum(bool(i.waiting_for) and i.due_on is not None for i in open_items)
    if blocked:
        reasons.append(f"{_items(blocked)} for another item.")
    checked = sum(item.state not in ACTIONABLE for item in open_items)
    if checked:
        reasons.append(f"{_items(checked)} for somebody to check it.")
    return reasons


def _items(count: int) -> str:
    return f"{count} item{' waits' if count == 1 else 's wait'}"
