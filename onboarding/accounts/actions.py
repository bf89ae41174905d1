"""What happens to accounts: people are invited, come in, and change their address."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from onboarding.accounts.models import (
    INVITATION_LASTS,
    Invitation,
    InvitationQuerySet,
    User,
)


@transaction.atomic
def invite(user: User, *, by: User | None, now: datetime) -> Invitation:
    """A new invitation for `user`, valid for 14 days; an earlier link stops working.

    Nothing is sent here: the letter with the link is a reminder's business.
    """
    # Two people may press the button at once: the second waits here and replaces the
    # invitation of the first, instead of meeting the constraint.
    User.objects.select_for_update().get(pk=user.pk)
    _revoke_open(user, now=now)
    return Invitation.objects.create(
        user=user, invited_by=by, created_at=now, expires_at=now + INVITATION_LASTS
    )


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a link's `token` was made for, usable or not."""
    return _made_for(token).first()


def find_usable_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The same, or None unless the link still works at `now`."""
    return _made_for(token).usable(now).first()


@transaction.atomic
def accept(invitation: Invitation, *, password: str, now: datetime) -> bool:
    """Use `invitation` up and give its user `password` and a confirmed address.

    Returns False, changing nothing, if it is used, revoked or expired meanwhile.
    """
    # Only columns of the row itself: PostgreSQL looks at them again after waiting for
    # a second click, but not at a joined table.
    unused = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=now
    )
    if not unused.update(used_at=now):
        return False
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    _forget_addresses(user, user.email)
    # The link arrived there, so the address is theirs.
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return True


@transaction.atomic
def change_email(user: User, email: str, *, now: datetime) -> None:
    """Give `user` another address to sign in with and to be written to.

    The old address loses all power: its open invitation is revoked, and allauth's own
    list of addresses, which also lets people in, is cleared.
    """
    user.email = email.strip().lower()
    user.save(update_fields=["email"])
    _revoke_open(user, now=now)
    _forget_addresses(user, user.email)


def _made_for(token: str) -> InvitationQuerySet:
    pk = Invitation.pk_of(token)
    invitations = Invitation.objects.select_related("user")
    return invitations.none() if pk is None else invitations.filter(pk=pk)


def _revoke_open(user: User, *, now: datetime) -> None:
    user.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=now)


def _forget_addresses(user: User, email: str) -> None:
    """Clear what allauth knows of `user`, and of `email` from an earlier account."""
    EmailAddress.objects.filter(Q(user=user) | Q(email__iexact=email)).delete()
