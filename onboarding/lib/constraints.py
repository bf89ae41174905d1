"""Conditions that the database itself keeps, in words that read as sentences."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db.models import CheckConstraint, F, Q


def set_together(*fields: str, name: str) -> CheckConstraint:
    """All of `fields` have a value, or none has."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    all_ = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=none | all_, name=name)


def exactly_one(*fields: str, name: str) -> CheckConstraint:
    """One of `fields` has a value, the others have none."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return CheckConstraint(condition=condition, name=name)


def one_of(field: str, values: Sequence[Any], *, name: str) -> CheckConstraint:
    """`field` has one of `values`."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


def never_falls(*fields: str, name: str, message: str) -> CheckConstraint:
    """None of `fields` is less than the one before it."""
    condition = Q(**{f"{one}__lte": F(next_) for one, next_ in pairwise(fields)})
    return CheckConstraint(
        condition=condition, name=name, violation_error_message=message
    )


def set_in_states(field: str, *states: str, name: str) -> CheckConstraint:
    """`field` has a value exactly while `state` is one of `states`."""
    is_set = Q(**{f"{field}__isnull": False})
    return CheckConstraint(
        condition=(Q(state__in=states) & is_set) | (~Q(state__in=states) & ~is_set),
        name=name,
    )
