"""Writing the differences of many people in a few statements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from onboarding.accounts.models import User
from onboarding.dashboard.roster.columns import COLUMNS, Target
from onboarding.dashboard.roster.matching import Difference, Known, credentials_of
from onboarding.lib.bulk import set_rows
from onboarding.residents.models import Credentials, KeyDate, Resident, Switch

_BATCH = 500
_LONGEST_NAME = 150
_RESIDENT_FIELDS = tuple(
    column.name
    for column in COLUMNS.values()
    if column.target in {Target.RESIDENT, Target.MENTOR}
)


def add_residents(new: Sequence[Difference], known: Known) -> None:
    """Save new residents, with accounts that nobody can sign in to yet."""
    for one in new:
        _take_over(one)
    _add_accounts(new, known)
    for one in new:
        one.resident.user = known.accounts[one.email]
    Resident.objects.bulk_create((one.resident for one in new), batch_size=_BATCH)


def update_residents(changed: Sequence[Difference]) -> None:
    """Store the changed fields of residents who are there already."""
    different = [one for one in changed if one.fields]
    renamed = []
    for one in different:
        user, name_before = one.resident.user, _full_name(one.resident)
        _take_over(one)
        # A name that the person chose for their account is left alone.
        if user.name == name_before != _full_name(one.resident):
            renamed.append((user.pk, _full_name(one.resident)))
    set_rows(User, ("name",), renamed)
    set_rows(
        Resident,
        _RESIDENT_FIELDS,
        [
            (one.resident.pk, *map(one.resident.serializable_value, _RESIDENT_FIELDS))
            for one in different
        ],
    )


def store_facts(
    differences: Sequence[Difference], *, by: User | None, now: datetime
) -> None:
    """Store credentials, switches and key dates of residents who have been saved."""
    Credentials.objects.bulk_create(
        (
            Credentials(
                resident=one.resident, **credentials_of(one.resident) | one.credentials
            )
            for one in differences
            if one.credentials
        ),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["resident"],
        update_fields=[
            c.name for c in COLUMNS.values() if c.target is Target.CREDENTIALS
        ],
    )
    switches = [(d.resident, d.switches) for d in differences]
    _store(Switch, ("name", "is_on"), switches, by=by, now=now)
    dates = [(d.resident, d.dates) for d in differences]
    _store(KeyDate, ("anchor", "on"), dates, by=by, now=now)


def _add_accounts(new: Sequence[Difference], known: Known) -> None:
    """Make the missing accounts and put them among the known ones."""
    accounts = User.objects.bulk_create(
        (
            User(
                email=one.email,
                name=_full_name(one.resident),
                # No hash is computed for a password that cannot be used.
                password=make_password(None),
            )
            for one in new
            if one.email not in known.accounts
        ),
        batch_size=_BATCH,
    )
    known.accounts.update((user.email, user) for user in accounts)


def _take_over(one: Difference) -> None:
    for name, value in one.fields.items():
        setattr(one.resident, name, value)


def _full_name(resident: Resident) -> str:
    """What the account is called; two very long names may not fit."""
    return f"{resident.given_name} {resident.family_name}"[:_LONGEST_NAME]


def _store(
    model: type[Model],
    columns: tuple[str, str],
    given: Sequence[tuple[Resident, Mapping[str, date | bool | None]]],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Set facts by name, one row each; None deletes the row."""
    key, value = columns
    rows = [
        model(resident=resident, set_by=by, set_at=now, **{key: name, value: fact})
        for resident, facts in given
        for name, fact in facts.items()
        if fact is not None
    ]
    model._default_manager.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["resident", key],
        # What somebody confirmed was the old value.
        update_fields=[
            f.name for f in model._meta.fields if f.name not in {"id", "resident", key}
        ],
    )
    cleared: dict[str, list[Resident]] = {}
    for resident, facts in given:
        for name in (name for name, fact in facts.items() if fact is None):
            cleared.setdefault(name, []).append(resident)
    for name, residents in cleared.items():
        model._default_manager.filter(resident__in=residents, **{key: name}).delete()
