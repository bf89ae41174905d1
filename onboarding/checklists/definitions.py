"""What the items of an edition ask for: read once by each process, then remembered.

An edition never changes (docs/adr/0010-packs-have-editions.md), so what was read of it
stays true. What is handed out is shared: nobody changes it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from onboarding.checklists import rules
from onboarding.checklists.models import Edition, ItemDefinition

Definitions = Sequence[ItemDefinition]
# Half a megabyte each. Most programs have one or two in use.
_EDITIONS = 64


def definitions_of(edition: Edition) -> Definitions:
    """The definitions of `edition`, in order, without the texts that pages show."""
    return _read(edition.pk, edition.loaded_at)


def moved_by(names: frozenset[str], edition: Edition) -> Definitions | None:
    """Those that count from the days of `names`; None if others count from these."""
    return _moved_by(names, edition.pk, edition.loaded_at)


def without_texts(found: "QuerySet[ItemDefinition]") -> "QuerySet[ItemDefinition]":
    """What planning reads of the definitions `found`, in order."""
    light = found.select_related("section").order_by("position")
    return light.defer("guidance", "sources", "competencies", "section__title")


def forget() -> None:
    """Read everything anew: for tests, in which editions come and go."""
    _read.cache_clear()
    _moved_by.cache_clear()


# A key that was taken back with its transaction may be given to another edition. The
# moment of loading tells the two apart.
@lru_cache(_EDITIONS)
def _read(edition: int, loaded_at: datetime) -> Definitions:
    found = ItemDefinition.objects.filter(section__edition=edition)
    return tuple(without_texts(found))


@lru_cache(_EDITIONS)
def _moved_by(
    names: frozenset[str], edition: int, loaded_at: datetime
) -> Definitions | None:
    every = _read(edition, loaded_at)
    found = tuple(one for one in every if rules.counts_from(one.rules, names))
    slugs = {one.slug for one in found}
    return None if any(one.due.get("after") in slugs for one in every) else found
