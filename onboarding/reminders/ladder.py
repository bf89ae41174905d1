"""The ladder: an overdue item is told to the coordinator, then to the director.

Only after the resident was told themselves, and only as far as the policy goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.checklists.words import Actor, Deadline
from onboarding.lib.dates import local_day
from onboarding.reminders.looking import Due
from onboarding.reminders.models import (
    Correspondent,
    Escalation,
    Letter,
    Policy,
    Reminder,
)
from onboarding.reminders.weekly import STAFF_LETTER_LASTS
from onboarding.residents.models import Membership, Resident
from onboarding.residents.roles import Role

Rung = Escalation.Rung
# Who stands on a rung; the later ones only where there is nobody before them.
_ROLES = {
    Rung.COORDINATOR: (Role.COORDINATOR, Role.GME_OFFICE),
    Rung.DIRECTOR: (Role.PROGRAM_DIRECTOR, Role.GME_OFFICE),
}
_LADDERS: Mapping[str, frozenset[str]] = {
    Policy.Ladder.NOTHING: frozenset(),
    Policy.Ladder.LEGAL: frozenset({Deadline.LEGAL}),
    Policy.Ladder.HARD: frozenset({Deadline.LEGAL, Deadline.INSTITUTION}),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One item that has come to a rung of the ladder."""

    due: Due
    rung: Rung


def climbs(one: Due) -> bool:
    """Whether the policy ever tells `one` to somebody else."""
    policy = one.person.calendar.policy
    return (
        one.person.is_here
        and one.owner == Actor.RESIDENT
        and not policy.never_reminds(one.slug)
        and one.deadline in _LADDERS[policy.ladder]
    )


def rung_days(policy: Policy, due_on: date, since: date | None) -> dict[Rung, date]:
    """The day of each rung; `since` is when the first was told, or said "mine".

    From then on the second waits for the whole distance between them.
    """
    first = due_on + timedelta(days=policy.coordinator_after)
    second = due_on + timedelta(days=policy.director_after)
    if since is not None:
        between = timedelta(days=policy.director_after - policy.coordinator_after)
        second = max(second, since + between)
    return {Rung.COORDINATOR: first, Rung.DIRECTOR: second}


def next_rung_day(one: Due, today: date) -> date | None:
    """The day after `today` on which to look at `one` for the ladder's sake."""
    if not climbs(one) or Rung.DIRECTOR in one.rungs:
        return None
    days = rung_days(one.person.calendar.policy, one.due_on, one.rung_since)
    wanted = Rung.DIRECTOR if Rung.COORDINATOR in one.rungs else Rung.COORDINATOR
    # What could not climb today, because the resident was not told yet, tries again.
    return max(days[wanted], today + timedelta(days=1))


def raise_escalations(due: Iterable[Due], now: datetime) -> int:
    """Tell those items of `due` whose rung has come; counts the letters."""
    steps = [step for one in due if (step := _step(one, now)) is not None]
    told = _told(steps)
    steps = [step for step in steps if step.due.item in told]
    if not steps:
        return 0
    Escalation.objects.bulk_create(
        [
            Escalation(
                item_id=step.due.item,
                due_on=step.due.due_on,
                rung=step.rung,
                raised_at=now,
            )
            for step in steps
        ],
        ignore_conflicts=True,
    )
    return sum(
        _write_about(resident, found, now)
        for resident, found in _by_resident(steps).items()
    )


def _step(one: Due, now: datetime) -> Step | None:
    if not climbs(one):
        return None
    today = one.person.calendar.where.today(now)
    days = rung_days(one.person.calendar.policy, one.due_on, one.rung_since)
    if Rung.COORDINATOR not in one.rungs:
        return Step(one, Rung.COORDINATOR) if today >= days[Rung.COORDINATOR] else None
    if Rung.DIRECTOR not in one.rungs and today >= days[Rung.DIRECTOR]:
        return Step(one, Rung.DIRECTOR)
    return None


def _told(steps: Sequence[Step]) -> set[int]:
    """The items of `steps` whose resident has been told of this due date."""
    if not steps:
        return set()
    wanted = {step.due.item: step.due.due_on for step in steps}
    sent = Reminder.objects.filter(item__in=wanted, state=Reminder.State.SENT)
    return {
        item
        for item, due_on in sent.values_list("item_id", "due_on")
        if wanted[item] == due_on
    }


def _by_resident(steps: Iterable[Step]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in steps:
        found.setdefault(step.due.person.resident, []).append(step)
    return found


def _write_about(resident: int, steps: Sequence[Step], now: datetime) -> int:
    """A letter about one resident to everybody on the rungs, with all of `steps`."""
    program = Resident.objects.values_list(
        "cohort__program", "cohort__program__institution", "cohort__program__time_zone"
    ).get(pk=resident)
    day = local_day(now, program[2])
    rows = Escalation.objects.filter(item__in=[step.due.item for step in steps])
    made = 0
    for rung in {step.rung for step in steps}:
        items = {step.due.item for step in steps if step.rung == rung}
        for reader in _readers(rung, program[0], program[1], day):
            letter, is_new = Letter.objects.get_or_create(
                kind=Letter.Kind.ESCALATION,
                recipient=reader,
                resident_id=resident,
                local_day=day,
                defaults={
                    "send_after": now,
                    "send_before": now + STAFF_LETTER_LASTS,
                },
            )
            letter.escalations.add(*rows.filter(item__in=items, rung=rung))
            made += is_new
    return made


def _readers(rung: Rung, program: int, institution: int, day: date) -> list[User]:
    """Who stands on `rung` of a program; whoever is away has somebody else there."""
    held = Q(program=program) | Q(institution=institution)
    for role in _ROLES[rung]:
        found = list(
            User.objects.filter(
                pk__in=Membership.objects.filter(held, role=role).values("user"),
                is_active=True,
            ).order_by("pk")
        )
        if found:
            return _with_stand_ins(found, held, day)
    return []


def _with_stand_ins(people: Sequence[User], held: Q, day: date) -> list[User]:
    """`people`, or for those who are away their stand-in, if one works there too."""
    away = {
        row.user_id: row.stand_in
        for row in Correspondent.objects.filter(user__in=people).select_related(
            "stand_in"
        )
        if row.is_away_on(day)
    }
    there = set(Membership.objects.filter(held).values_list("user", flat=True))
    readers = {}
    for person in people:
        other = away.get(person.pk)
        reader = other if other and other.is_active and other.pk in there else person
        readers[reader.pk] = reader
    return list(readers.values())


def take(resident: Resident, *, by: User, now: datetime) -> int:
    """Note that `by` says "mine" to what the ladder told of `resident`; how many.

    Calling it twice changes nothing.
    """
    open_items = Item.objects.filter(
        resident=resident, definition__owner=Actor.RESIDENT
    ).unfinished()
    return Escalation.objects.filter(item__in=open_items, taken_by=None).update(
        taken_by=by, taken_at=now
    )
