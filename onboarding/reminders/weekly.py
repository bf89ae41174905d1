"""The weekly letter to staff: once a week at most, and only if something waits."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.lib.dates import ONE_DAY, instant, local_day
from onboarding.reminders.calendars import policy_of
from onboarding.reminders.models import Letter, Policy, Rota
from onboarding.reminders.waiting import waiting_for
from onboarding.residents.models import Program

WEEK = timedelta(days=7)
# How long a letter to staff may be late and still be sent.
STAFF_LETTER_LASTS = timedelta(days=5)


def set_rota(program: Program, now: datetime, *, after_today: bool = False) -> None:
    """Write down when the next weekly letters of `program` are due."""
    Rota.objects.update_or_create(
        program=program,
        defaults={"next_at": _next(program, policy_of(program), now, after_today)},
    )


def plan_weekly(due: Sequence[int], unknown: Sequence[int], now: datetime) -> int:
    """Make the letters of programs (keys) whose day has come; counts them.

    Programs that are `unknown` to the rota get their day. Whoever works in several
    programs gets one letter a week about all of them.
    """
    programs = Program.objects.filter(pk__in=[*due, *unknown]).select_related("policy")
    made = 0
    for program in programs.order_by("pk"):
        if program.pk in set(due) and policy_of(program).digest_weekday is not None:
            made += _write_to_staff_of(program, now)
        set_rota(program, now, after_today=program.pk in set(due))
    return made


def staff_of(program: Program) -> "Iterable[User]":
    """Those with a role in `program` or its institution who may sign in."""
    held = Q(memberships__program=program) | Q(
        memberships__institution=program.institution_id
    )
    return User.objects.filter(held, is_active=True).distinct().order_by("pk")


def _write_to_staff_of(program: Program, now: datetime) -> int:
    day = local_day(now, program.time_zone)
    wanting = staff_of(program).exclude(correspondent__has_weekly_letter=False)  # type: ignore[attr-defined]
    had = Letter.objects.filter(
        kind=Letter.Kind.STAFF, recipient__in=wanting, local_day__gt=day - WEEK
    ).values("recipient")
    letters = [
        Letter(
            kind=Letter.Kind.STAFF,
            recipient=user,
            local_day=day,
            send_after=now,
            send_before=now + STAFF_LETTER_LASTS,
        )
        for user in wanting.exclude(pk__in=had)
        if waiting_for(user, now)
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


def _next(
    program: Program, policy: Policy, now: datetime, after_today: bool
) -> datetime | None:
    if policy.digest_weekday is None:
        return None
    day = local_day(now, program.time_zone)
    if after_today:
        day += ONE_DAY
    at = _moment(day, policy, program)
    while day.weekday() != policy.digest_weekday or at <= now:
        day += ONE_DAY
        at = _moment(day, policy, program)
    return at


def _moment(day: date, policy: Policy, program: Program) -> datetime:
    return instant(day, policy.hour, program.time_zone)
