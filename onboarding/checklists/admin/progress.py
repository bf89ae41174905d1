"""How far each resident is, as columns of the list: counted in the database, once."""

from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from onboarding.checklists.models import Item
from onboarding.checklists.todays import is_ahead, today_of
from onboarding.checklists.words import FINISHED, UNFINISHED, StoredState
from onboarding.residents.models import Resident

_APPLIES = ~Q(state=StoredState.NOT_APPLICABLE)


def with_progress(rows: QuerySet[Resident], now: datetime) -> QuerySet[Resident]:
    """`rows` with `_today`, `_items`, `_done`, `_overdue` and `_next_due`.

    Subqueries and not joins: each count would otherwise multiply the others.
    """
    return rows.annotate(
        _today=today_of(now),
        _items=_count(_APPLIES & ~is_ahead(now)),
        _done=_count(Q(state__in=FINISHED)),
        _overdue=_count(Q(state__in=UNFINISHED, due_on__lt=OuterRef("_today"))),
        _next_due=_next_due(),
    )


def _count(which: Q) -> Coalesce:
    counted = _items(which).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _next_due() -> Subquery:
    ahead = Q(state__in=UNFINISHED, due_on__gte=OuterRef("_today"))
    return Subquery(_items(ahead).annotate(first=Min("due_on")).values("first"))


def _items(which: Q) -> "QuerySet[Item, Any]":
    """The items of the resident that the outer query is about, as one group."""
    own = Item.objects.filter(which, resident=OuterRef("pk"))
    return own.order_by().values("resident")
