"""Changing what is known of a resident, and their plan with it, in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from onboarding.accounts.models import User
from onboarding.checklists import plans
from onboarding.checklists.comparing import Change
from onboarding.checklists.editions.offered import editions_for
from onboarding.checklists.models import Edition
from onboarding.checklists.telling import told_answers, told_category, told_dates
from onboarding.residents.anchors import COHORT_ANCHORS
from onboarding.residents.models import Cohort, KeyDate, Resident, Switch


def enroll(residents: Sequence[Resident], *, by: User | None, now: datetime) -> int:
    """Make the plans of saved `residents`; returns how many items they have.

    Each gets the edition that their program gives to new residents. Raises
    plans.NoPackError if no pack is loaded.
    """
    prefetch_related_objects(residents, "cohort")
    editions = editions_for({resident.cohort.program_id for resident in residents})
    groups: dict[Edition, list[Resident]] = {}
    for resident in residents:
        edition = editions[resident.cohort.program_id]
        groups.setdefault(edition, []).append(resident)
    with transaction.atomic():
        return sum(
            plans.make_plans(group, edition=edition, by=by, now=now)
            for edition, group in groups.items()
        )


def set_key_dates(
    resident: Resident,
    days: Mapping[str, date | None],
    *,
    by: User | None,
    now: datetime,
    is_confirmed: bool = False,
) -> Change:
    """Set (or, with None, clear) key dates and move what depends on them."""
    known = [
        KeyDate(
            resident=resident,
            anchor=anchor,
            on=day,
            is_confirmed=is_confirmed,
            set_by=by,
            set_at=now,
        )
        for anchor, day in days.items()
        if day is not None
    ]
    cleared = [anchor for anchor, day in days.items() if day is None]
    with transaction.atomic():
        if known:
            KeyDate.objects.bulk_create(
                known,
                update_conflicts=True,
                unique_fields=["resident", "anchor"],
                update_fields=["on", "is_confirmed", "set_by", "set_at"],
            )
        if cleared:
            KeyDate.objects.filter(resident=resident, anchor__in=cleared).delete()
        told = told_dates(resident.pk, days)
        found = plans.replan([resident], by=by, now=now, anchors=days, told=told)
    return found.get(resident.pk, Change())


def preview_key_dates(
    resident: Resident, days: Mapping[str, date | None], *, now: datetime
) -> Change:
    """What `set_key_dates` would change; leaves the database as it was."""
    with undone():
        return set_key_dates(resident, days, by=None, now=now)


def set_cohort_dates(
    cohort: Cohort,
    days: Mapping[str, date | None],
    *,
    by: User | None,
    now: datetime,
) -> dict[int, Change]:
    """Set dates of a whole cohort, and move the plans of its residents with them.

    Whoever has a date of their own keeps it. Returns what changed by primary key of the
    resident. Raises ValueError for the date of an anchor that cohorts do not have.
    """
    if unknown := set(days) - COHORT_ANCHORS:
        raise ValueError(f"A cohort has no {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**days)
        residents = list(Resident.objects.filter(cohort=cohort).only("pk"))
        told = [
            entry
            for resident in residents
            for entry in told_dates(resident.pk, days, is_cohort=True)
        ]
        return plans.replan(residents, by=by, now=now, anchors=days, told=told)


def set_facts(
    resident: Resident,
    *,
    by: User | None,
    now: datetime,
    category: str | None = None,
    switches: Mapping[str, bool | None] | None = None,
) -> Change:
    """Set the category and switches (None clears one) and replan."""
    why = told_answers(resident.pk, switches or {})
    if category is not None:
        why += told_category(resident.pk, resident.category, category)
    answers = switches or {}
    known = [
        Switch(resident=resident, name=name, is_on=is_on, set_by=by, set_at=now)
        for name, is_on in answers.items()
        if is_on is not None
    ]
    cleared = [name for name, is_on in answers.items() if is_on is None]
    with transaction.atomic():
        if category is not None:
            Resident.objects.filter(pk=resident.pk).update(category=category)
            resident.category = category
        if known:
            Switch.objects.bulk_create(
                known,
                update_conflicts=True,
                unique_fields=["resident", "name"],
                update_fields=["is_on", "set_by", "set_at"],
            )
        if cleared:
            Switch.objects.filter(resident=resident, name__in=cleared).delete()
        found = plans.replan([resident], by=by, now=now, told=why)
    return found.get(resident.pk, Change())


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the body writes is taken back at its end: for looking ahead."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
