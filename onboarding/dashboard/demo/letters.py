"""What people of the demo chose about their letters."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from onboarding.accounts.models import User
from onboarding.reminders.models import Policy, QuietSpell
from onboarding.reminders.policies import add_quiet_days, set_policy
from onboarding.residents.models import Program, Resident

_Kind = QuietSpell.Kind


def choose_letters(
    program: Program,
    residents: Sequence[Resident],
    *,
    coordinator: User,
    today: date,
    now: datetime,
) -> None:
    """A closing line for the program; quiet days and night shifts for two residents."""
    if not Policy.objects.filter(program=program).exists():
        closing = f"Questions? Write to {coordinator} at {coordinator.email}."
        set_policy(Policy(program=program, closing=closing), now=now)
    wishes = ((1, _Kind.DO_NOT_DISTURB, 5, 8), (3, _Kind.NIGHT_SHIFTS, 3, 13))
    for index, kind, first, last in wishes:
        if index < len(residents):
            spell = QuietSpell(
                resident=residents[index],
                kind=kind,
                starts_on=today + timedelta(days=first),
                ends_on=today + timedelta(days=last),
            )
            add_quiet_days(spell, by=residents[index].user, now=now)
