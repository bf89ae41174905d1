"""A program's decisions about the items of a pack. Nobody's plan changes here."""

from datetime import datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists.editions.merging import Choice
from onboarding.checklists.models import Pack, ProgramChoice, ProgramChoiceEvent
from onboarding.residents.models import Program


def choices_of(program: Program, pack: Pack) -> list[Choice]:
    """What `program` wants otherwise, in the order in which it said so."""
    return [
        Choice(row.kind, row.slug, row.says, row.shipped)
        for row in ProgramChoice.objects.filter(program=program, pack=pack)
    ]


def choose(
    program: Program, pack: Pack, choice: Choice, *, by: User | None, now: datetime
) -> bool:
    """Store `choice` instead of what was chosen before. False if it is so already."""
    wanted = {
        "kind": choice.kind,
        "says": dict(choice.says),
        "shipped": dict(choice.shipped) if choice.shipped else None,
    }
    with transaction.atomic():
        row, is_new = ProgramChoice.objects.select_for_update().get_or_create(
            program=program, pack=pack, slug=choice.slug, defaults=wanted
        )
        if not is_new:
            if all(getattr(row, name) == value for name, value in wanted.items()):
                return False
            ProgramChoice.objects.filter(pk=row.pk).update(**wanted)
        _record(program, pack, choice, by=by, now=now)
    return True


def take_back(
    program: Program, pack: Pack, slug: str, *, by: User | None, now: datetime
) -> bool:
    """Go back to what is shipped, or drop an own item. False if there is no choice."""
    with transaction.atomic():
        found = ProgramChoice.objects.filter(program=program, pack=pack, slug=slug)
        if not found.delete()[0]:
            return False
        _record(program, pack, Choice("", slug), by=by, now=now)
    return True


def _record(
    program: Program, pack: Pack, choice: Choice, *, by: User | None, now: datetime
) -> None:
    ProgramChoiceEvent.objects.create(
        program=program,
        pack=pack,
        slug=choice.slug,
        kind=choice.kind,
        says=dict(choice.says),
        by=by,
        at=now,
    )
