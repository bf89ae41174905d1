"""What is worth a letter of its own once: what residents are asked besides their items.

The lines of letters (waiting.py) say by what the ledger knows them. Each morning those
that were never told go into the letter of that day, which leaves for their sake if
nothing else is due. Later they come along with other letters while they wait.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from onboarding.checklists.facts import Facts, facts_for
from onboarding.checklists.rules import NOTICE_HOUR
from onboarding.learning.hints import asked_between, plans_sent_back
from onboarding.lib.bulk import set_rows
from onboarding.lib.dates import ONE_DAY, instant, local_day
from onboarding.milestones.hints import own_views
from onboarding.milestones.models import Review
from onboarding.reminders.asked import AHEAD, asked_of, with_asked
from onboarding.reminders.calendars import Standing, calendar_for
from onboarding.reminders.competence import FRESH, committee_said
from onboarding.reminders.compose import News, Once
from onboarding.reminders.looking import Person
from onboarding.reminders.models import Reminder, Rota
from onboarding.reminders.plan import book
from onboarding.reminders.waiting import waiting_for_residents
from onboarding.residents.models import Resident
from onboarding.residents.models.resident import ResidentQuerySet


@transaction.atomic
def plan_once(programs: Sequence[int], now: datetime) -> int:
    """Put what residents of `programs` (keys) were never told into letters; counts it.

    The programs come again on the next morning. No query without any.
    """
    if not programs:
        return 0
    people, standings = _read(programs, now)
    new = _never_told(standings, now) if people else {}
    days = {resident: people[resident].letter_day(now) for resident in new}
    letters, _ = book(days, people)
    reminders = [
        Reminder(
            ask=one.ask, ask_key=one.key, due_on=one.day, letter_id=letters[resident]
        )
        for resident, asked in new.items()
        for one in asked
    ]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    _come_again(programs, now)
    return len(reminders)


def asks_of(
    resident: Resident, facts: Facts, now: datetime
) -> Callable[[date], list[News]]:
    """What the letter of a day would be the first to ask `resident`, as things stand.

    Without regard to whether that day is quiet. Four queries.
    """
    row = with_asked(Resident.objects.filter(pk=resident.pk), now).get()
    said = committee_said([resident.pk], now).get(resident.pk, [])
    known = _known([resident.pk])
    rota = Rota.objects.filter(program=resident.cohort.program_id).first()
    next_look = facts.today(max(now, rota.asks_at or now) if rota else now)

    def on(day: date) -> list[News]:
        lines = [*asked_of(row, Standing(facts.dates, day)), *said]
        return [line for line in lines if line.once and is_new(line.once, day)]

    def is_new(one: Once, day: date) -> bool:
        is_planned = known.get(one) == Reminder.State.PLANNED
        return is_planned or (one not in known and day >= next_look)

    return on


def _read(
    programs: Sequence[int], now: datetime
) -> tuple[Mapping[int, Person], Mapping[int, Standing]]:
    """Who may be told something, and where they stand."""
    residents = (
        _who_may_be_asked(now)
        .filter(cohort__program__in=programs, user__is_active=True)
        .select_related("cohort__program__policy")
        .prefetch_related("quiet_spells")
    )
    people, standings = {}, {}
    facts = facts_for(residents)
    for resident in residents:
        dates = facts[resident.pk].dates
        calendar = calendar_for(resident, dates)
        people[resident.pk] = Person(resident.pk, resident.user_id, True, calendar)
        standings[resident.pk] = Standing(dates, calendar.where.today(now))
    return people, standings


def _who_may_be_asked(now: datetime) -> ResidentQuerySet:
    """Few of all residents: those with something new, whether it was told or not."""
    today = now.date()
    spoken = Review.objects.confirmed().filter(confirmed_at__gt=now - FRESH)
    return Resident.objects.active().filter(
        # Where they are it may be the day before or the day after.
        asked_between(today - ONE_DAY, today + AHEAD + ONE_DAY)
        | Q(pk__in=own_views().values("resident"))
        | Q(pk__in=plans_sent_back().values("assessment__resident"))
        | Q(pk__in=spoken.values("resident"))
    )


def _never_told(
    standings: Mapping[int, Standing], now: datetime
) -> dict[int, list[Once]]:
    """What the ledger does not know yet of what waits for each of them."""
    found = {
        resident: [line.once for line in lines if line.once]
        for resident, lines in waiting_for_residents(standings, now).items()
    }
    known = _known(found)
    new = {
        resident: [one for one in asked if one not in known]
        for resident, asked in found.items()
    }
    return {resident: asked for resident, asked in new.items() if asked}


def _known(residents: Collection[int]) -> dict[tuple[Any, ...], str]:
    """What the ledger has of `residents`, with its state; not what was left out."""
    rows = Reminder.objects.exclude(state=Reminder.State.CANCELLED).filter(
        ask__gt="", letter__resident__in=residents
    )
    return {
        tuple(once): state
        for *once, state in rows.values_list("ask", "ask_key", "due_on", "state")
    }


def _come_again(programs: Sequence[int], now: datetime) -> None:
    """Write down the next morning where each of `programs` is."""
    rotas = Rota.objects.filter(program__in=programs)
    mornings = [
        (rota, instant(local_day(now, zone) + ONE_DAY, NOTICE_HOUR, zone))
        for rota, zone in rotas.values_list("pk", "program__time_zone")
    ]
    set_rows(Rota, ["asks_at"], mornings)
