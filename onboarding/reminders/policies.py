"""Choosing how a program writes, and what residents want left alone."""

from datetime import date, datetime, timedelta

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.lib.dates import ONE_DAY
from onboarding.reminders.models import (
    LONGEST_SPELL_DAYS,
    Letter,
    LetterQuerySet,
    Policy,
    QuietSpell,
)
from onboarding.reminders.roll import roll
from onboarding.reminders.weekly import set_rota
from onboarding.residents.models import Program, Resident


class WishRefusedError(Exception):
    """It cannot be so; the message is a sentence for the person who asked."""


@transaction.atomic
def set_policy(policy: Policy, *, now: datetime) -> None:
    """Save `policy` and let everything that is still to be told follow it.

    Items are looked at once more: a stage may have come that was none before. What has
    been told stays told.
    """
    policy.save()
    theirs = {"resident__cohort__program": policy.program_id}
    Item.objects.filter(notice_at__isnull=False, **theirs).update(notice_at=now)
    _roll_untried(Letter.objects.filter(**theirs), now)
    set_rota(Program.objects.get(pk=policy.program_id), now)


@transaction.atomic
def add_quiet_days(spell: QuietSpell, *, by: User, now: datetime) -> None:
    """Keep `spell` (unsaved) and move the letters that were planned for its days."""
    refuse_spell(spell, now.date())
    spell.set_by, spell.set_at = by, now
    spell.save()
    _roll_untried(Letter.objects.filter(resident=spell.resident_id), now)


def refuse_spell(spell: QuietSpell, today: date) -> None:
    """Raise WishRefusedError if its days make no sense on `today`."""
    if spell.ends_on < spell.starts_on:
        raise WishRefusedError("The last day is before the first.")
    length = (spell.ends_on - spell.starts_on).days + 1
    if spell.kind == QuietSpell.Kind.DO_NOT_DISTURB and length > LONGEST_SPELL_DAYS:
        raise WishRefusedError(
            f"Letters can rest for {LONGEST_SPELL_DAYS} days at a time: some deadlines "
            "are set by law."
        )
    if spell.ends_on < today - ONE_DAY:
        raise WishRefusedError("These days are over.")
    if spell.ends_on > today + timedelta(days=366):
        raise WishRefusedError("Choose days within a year.")


@transaction.atomic
def end_quiet_days(spell: QuietSpell, *, now: datetime) -> None:
    """Take quiet days back; what had been held leaves on the next free day."""
    resident = spell.resident_id
    spell.delete()
    _roll_untried(Letter.objects.filter(resident=resident), now)


def quiet_until_monday(resident: Resident, today: date) -> QuietSpell:
    """The days, unsaved, from `today` up to the next Sunday."""
    sunday = today + timedelta(days=6 - today.weekday() or 7)
    return QuietSpell(resident=resident, starts_on=today, ends_on=sunday)


def _roll_untried(letters: LetterQuerySet, now: datetime) -> None:
    planned = letters.filter(
        kind=Letter.Kind.DIGEST, state=Letter.State.PLANNED, attempts=0
    )
    roll(list(planned.values_list("pk", flat=True)), now)
