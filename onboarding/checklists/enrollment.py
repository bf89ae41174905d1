"""Changing what is known of a resident, and their plan with it, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import plans
from onboarding.checklists.comparing import Change
from onboarding.residents.models import KeyDate, Resident, Switch


def enroll(residents: Sequence[Resident], *, by: User | None, now: datetime) -> int:
    """Make the plans of saved `residents` from the newest edition; counts the items.

    Raises plans.NoPackError if no pack is loaded.
    """
    edition = plans.newest_edition()
    return plans.make_plans(residents, edition=edition, by=by, now=now)


def set_key_dates(
    resident: Resident,
    days: Mapping[str, date | None],
    *,
    by: User | None,
    now: datetime,
    is_confirmed: bool = False,
) -> Change:
    """Set (or, with None, clear) key dates and move what depends on them."""
    with transaction.atomic():
        for anchor, day in days.items():
            if day is None:
                KeyDate.objects.filter(resident=resident, anchor=anchor).delete()
            else:
                KeyDate.objects.update_or_create(
                    resident=resident,
                    anchor=anchor,
                    defaults={
                        "on": day,
                        "is_confirmed": is_confirmed,
                        "set_by": by,
                        "set_at": now,
                    },
                )
        return _replan_one(resident, by=by, now=now)


def preview_key_dates(
    resident: Resident, days: Mapping[str, date | None], *, now: datetime
) -> Change:
    """What `set_key_dates` would change; leaves the database as it was."""
    with transaction.atomic():
        change = set_key_dates(resident, days, by=None, now=now)
        transaction.set_rollback(True)
    return change


def set_facts(
    resident: Resident,
    *,
    by: User | None,
    now: datetime,
    category: str | None = None,
    switches: Mapping[str, bool | None] | None = None,
) -> Change:
    """Set the category and switches (None clears one) and replan."""
    with transaction.atomic():
        if category is not None:
            Resident.objects.filter(pk=resident.pk).update(category=category)
            resident.category = category
        for name, is_on in (switches or {}).items():
            if is_on is None:
                Switch.objects.filter(resident=resident, name=name).delete()
            else:
                Switch.objects.update_or_create(
                    resident=resident,
                    name=name,
                    defaults={"is_on": is_on, "set_by": by, "set_at": now},
                )
        return _replan_one(resident, by=by, now=now)


def _replan_one(resident: Resident, *, by: User | None, now: datetime) -> Change:
    # What was prefetched is stale now.
    fresh = Resident.objects.select_related("cohort__program").get(pk=resident.pk)
    return plans.replan([fresh], by=by, now=now).get(resident.pk, Change())
