"""Items that staff put into one resident's plan, whatever its conditions say.

One of the edition that did not apply, or one written for this person alone. It stays
until somebody waives it; no new date, fact or edition takes it away.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history, plans
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import (
    Agreement,
    Item,
    ItemDefinition,
    Plan,
    Section,
)
from onboarding.checklists.roles import roles_towards
from onboarding.checklists.words import (
    Actor,
    Deadline,
    EventKind,
    EvidenceKind,
    StoredState,
)
from onboarding.residents.models import Resident
from onboarding.residents.roles import MANAGING

_NO_PLAN = "They have no plan yet."
# The position of what somebody wrote: within what the column takes.
_LAST = 32_000


@dataclass(frozen=True, slots=True)
class OwnText:
    """What an item for one person alone says, and the day on which it is due."""

    section: Section
    title: str
    guidance: str
    due_on: date
    owner: str = Actor.RESIDENT
    verifier: str = ""
    evidence: str = EvidenceKind.ATTESTATION
    is_sensitive: bool = False


def choices_for(resident: Resident) -> list[ItemDefinition]:
    """What the edition of `resident` has and their plan has not. One query."""
    there = Item.objects.filter(resident=resident).exclude(
        state=StoredState.NOT_APPLICABLE
    )
    found = ItemDefinition.objects.filter(section__edition__plans__resident=resident)
    return list(
        found.exclude(slug__in=there.order_by().values("slug"))
        .select_related("section")
        .order_by("position")
    )


def give_item(
    resident: Resident, slug: str, *, reason: str, by: User, now: datetime
) -> Item:
    """Put the item `slug` of their edition into the plan of `resident`.

    An item that is there already is returned as it is, so it is safe to call twice.
    Raises RefusedError if `by` may not, or if the edition has no such item.
    """
    _refuse_unless_may(by, resident)
    with transaction.atomic():
        held = history.hold([resident.pk])
        lines = Item.objects.filter(resident=resident, slug=slug)
        if there := lines.exclude(state=StoredState.NOT_APPLICABLE).first():
            return there
        edition = _of(held).edition_id
        found = ItemDefinition.objects.filter(slug=slug, section__edition=edition)
        definition = found.first()
        if definition is None:
            raise RefusedError("Their edition has no such item.")
        item = lines.filter(occurrence=1).first() or _line_of(resident, definition)
        return _bring_in(item, held, reason=reason, by=by, now=now)


def write_item(
    resident: Resident, text: OwnText, *, reason: str, by: User, now: datetime
) -> Item:
    """Put an item for `resident` alone into their plan.

    One with the same title that is not settled is returned as it is. Raises
    RefusedError if `by` may not, or if the section is of another edition.
    """
    _refuse_unless_may(by, resident)
    with transaction.atomic():
        held = history.hold([resident.pk])
        own = ItemDefinition.every.filter(only_for=resident)
        open_ones = Item.objects.unfinished().filter(definition__in=own)
        if there := open_ones.filter(definition__title=text.title).first():
            return there
        if text.section.edition_id != _of(held).edition_id:
            raise RefusedError("Choose a section of their own plan.")
        definition = ItemDefinition.every.create(
            section=text.section,
            only_for=resident,
            # Tells nothing, and no pack has it.
            slug=f"only-{resident.pk}-{own.count() + 1}",
            # After what the section has from the edition.
            position=_LAST,
            title=text.title,
            guidance=text.guidance,
            owner=text.owner,
            verifier=text.verifier,
            deadline=Deadline.INSTITUTION,
            evidence=text.evidence,
            is_sensitive=text.is_sensitive,
            rules={"due": {"on": text.due_on.isoformat()}},
        )
        item = _line_of(resident, definition)
        return _bring_in(item, held, reason=reason, by=by, now=now)


def _refuse_unless_may(user: User, resident: Resident) -> None:
    if not roles_towards(user, resident) & MANAGING:
        raise RefusedError("Only those who manage this resident can add items.")


def _of(held: dict[int, Plan]) -> Plan:
    """The plan of the one resident whose plan is `held`."""
    for plan in held.values():
        return plan
    raise RefusedError(_NO_PLAN)


def _line_of(resident: Resident, definition: ItemDefinition) -> Item:
    return Item(
        resident=resident,
        definition=definition,
        slug=definition.slug,
        state=StoredState.NOT_APPLICABLE,
    )


def _bring_in(
    item: Item, held: dict[int, Plan], *, reason: str, by: User, now: datetime
) -> Item:
    """Mark `item` as wanted by a person; planning then brings it like any other."""
    item.is_added = True
    item.save()
    plans.follow_up([item.resident_id], now=now)
    Agreement.objects.update_or_create(
        item=item, defaults={"reason": reason, "by": by, "at": now}
    )
    entry = history.Entry(
        item.resident_id, EventKind.ADDED, item.pk, reason, {"by_hand": True}
    )
    history.record([entry], by=by, now=now, held=held)
    item.refresh_from_db()
    return item
