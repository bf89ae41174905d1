"""Which edition somebody gets who joins a program today."""

from collections.abc import Iterable

from onboarding.checklists.models import Edition, RollOut
from onboarding.checklists.plans import newest_edition
from onboarding.residents.models import Program


def edition_for(program: Program) -> Edition:
    """What new residents of `program` get. Raises plans.NoPackError without any."""
    return editions_for([program.pk])[program.pk]


def editions_for(programs: Iterable[int]) -> dict[int, Edition]:
    """What new residents of each of `programs` get. Three queries.

    The newest shipped edition, unless the last thing that a program rolled out was an
    edition of its own: then that one.
    """
    shipped = newest_edition()
    found = dict.fromkeys(programs, shipped)
    last = RollOut.objects.filter(program__in=found, undone_at=None).select_related(
        "edition__pack"
    )
    for roll_out in last.order_by("at", "pk"):
        own = roll_out.edition if roll_out.edition.program_id else shipped
        found[roll_out.program_id] = own
    return found
