"""Addresses that stop working, and those that work again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from onboarding.accounts.models import User
from onboarding.reminders.models import BadAddress, Letter
from onboarding.reminders.models.bad_address import SOFT_DAYS
from onboarding.reminders.roll import roll
from onboarding.residents.models import Resident

_WORDS_LENGTH = 300


def reasons_to_hold(addresses: Iterable[str]) -> Mapping[str, str]:
    """Why nothing may be sent to which of `addresses`, by address in lower case."""
    wanted = {address.lower() for address in addresses}
    found = BadAddress.objects.suspended().annotate(lower=Lower("address"))
    return {bad.address.lower(): bad.reason for bad in found.filter(lower__in=wanted)}


@transaction.atomic
def note_trouble(
    address: str, kind: BadAddress.Kind, words: str, now: datetime
) -> BadAddress | None:
    """Write down what the provider told of `address`; None if it is nobody's.

    An address that does not exist, or whose reader complained, is suspended at once; a
    full mailbox on the third day. Safe to call twice with the same news.
    """
    user = _owner(address)
    if user is None:
        return None
    BadAddress.objects.bulk_create(
        [
            BadAddress(
                user=user,
                address=address.strip().lower(),
                kind=kind,
                words=_one_line(words),
                first_at=now,
                last_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    bad = BadAddress.objects.select_for_update().get(address__iexact=address.strip())
    if bad.suspended_at is not None:
        return bad
    if kind == BadAddress.Kind.SOFT and now.date() > bad.last_at.date():
        bad.days += 1
    bad.kind, bad.words, bad.last_at = kind, _one_line(words), now
    if kind != BadAddress.Kind.SOFT or bad.days >= SOFT_DAYS:
        bad.suspended_at = now
        User.objects.filter(pk=bad.user_id, mail_fails_since=None).update(
            mail_fails_since=now
        )
    bad.save()
    return bad


def note_arrival(address: str) -> None:
    """A letter arrived: earlier trouble with a full mailbox is over."""
    BadAddress.objects.filter(address__iexact=address, suspended_at=None).delete()


@transaction.atomic
def trust_again(bad: BadAddress, now: datetime) -> int:
    """Send to this address again, and what was held for its owner; how many letters.

    They leave in the next hours in which the person may get a letter, as one.
    """
    user = bad.user
    BadAddress.objects.filter(pk=bad.pk).delete()
    if not BadAddress.objects.suspended().filter(user=user).exists():
        User.objects.filter(pk=user.pk).update(mail_fails_since=None)
    held = list(
        Letter.objects.select_for_update(of=("self",))
        .filter(recipient=user, state=Letter.State.HELD)
        .values_list("pk", flat=True)
    )
    Letter.objects.filter(pk__in=held).update(state=Letter.State.PLANNED, problem="")
    roll(held, now)
    return len(held)


@transaction.atomic
def correct(bad: BadAddress, address: str, now: datetime) -> int:
    """Write to `address` from now on; as `trust_again`.

    The address of the account is also the name they sign in with.
    """
    user = bad.user
    if user.email.lower() == bad.address.lower():
        user.email = address
        user.save(update_fields=["email"])
    Resident.objects.filter(user=user, hospital_email__iexact=bad.address).update(
        hospital_email=address
    )
    return trust_again(bad, now)


def _owner(address: str) -> User | None:
    is_theirs = Q(email__iexact=address.strip()) | Q(
        residencies__hospital_email__iexact=address.strip()
    )
    return User.objects.filter(is_theirs).order_by("pk").first()


def _one_line(words: str) -> str:
    return " ".join(words.split())[:_WORDS_LENGTH]
