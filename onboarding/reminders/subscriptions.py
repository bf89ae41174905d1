"""What staff choose about their own letters."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from onboarding.accounts.models import User
from onboarding.reminders.models import Correspondent
from onboarding.residents.models import Program


def set_weekly_letter(user: int, *, wants: bool) -> bool:
    """Stop or start the weekly letter of an account (key); false if there is none."""
    if not User.objects.filter(pk=user, is_active=True).exists():
        return False
    Correspondent.objects.update_or_create(
        user_id=user, defaults={"has_weekly_letter": wants}
    )
    return True


def colleagues_of(user: User) -> "QuerySet[User]":
    """Who works in a program of `user` and may stand in for them."""
    programs = Program.objects.with_role(user)
    held = Q(memberships__program__in=programs) | Q(
        memberships__institution__in=programs.order_by().values("institution")
    )
    found = User.objects.filter(held, is_active=True).exclude(pk=user.pk)
    return found.distinct().order_by("name", "email")


def set_wishes(user: User, wishes: Mapping[str, Any]) -> Correspondent:
    """Keep what `user` chose: the weekly letter, and who stands in for them when."""
    row, _ = Correspondent.objects.update_or_create(user=user, defaults=dict(wishes))
    return row
