"""Saying whether a finished activity was useful."""

from datetime import datetime, timedelta

from onboarding.accounts.models import User
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item
from onboarding.checklists.words import Actor, Deadline, StoredState
from onboarding.learning.content import content_in, edition_for, practice_sections
from onboarding.learning.models import Usefulness
from onboarding.learning.words import Verdict
from onboarding.residents.models import Resident

# What lies further back nobody is asked about any more.
_RECENT = timedelta(days=45)
MOST = 3


def judge(item: Item, verdict: str, *, by: User, now: datetime) -> bool:
    """Store the verdict of the resident on `item`; a later one takes its place.

    True if it was the first. Raises RefusedError if `by` is somebody else, if the item
    is not done, or for an unknown verdict.
    """
    if item.resident.user_id != by.pk:
        raise RefusedError("Only the resident can say whether it was useful.")
    if item.state != StoredState.DONE:
        raise RefusedError("Finish it first; then say whether it was useful.")
    if verdict not in Verdict.values:
        raise RefusedError("Choose one of the answers.")
    _, is_first = Usefulness.objects.update_or_create(
        item=item, defaults={"verdict": verdict, "at": now}
    )
    return is_first


def is_asked(item: Item, user: User) -> bool:
    """Whether `user` may say of `item`, an activity they finished, if it was useful.

    No query unless it is theirs, done, and no paper.
    """
    definition = item.definition
    if (
        item.resident.user_id != user.pk
        or item.state != StoredState.DONE
        or definition.owner != Actor.RESIDENT
        or definition.deadline != Deadline.PRACTICE
    ):
        return False
    edition = edition_for(item.resident)
    sections = practice_sections(content_in(edition)) if edition else frozenset()
    return definition.section.slug in sections


def verdict_on(item: Item, user: User) -> Verdict | None:
    """What `user` said of their `item`."""
    found = Usefulness.objects.visible_to(user).filter(item=item).first()
    return Verdict(found.verdict) if found else None


def to_judge(
    resident: Resident, user: User, now: datetime, *, since: datetime | None = None
) -> list[Item]:
    """Activities that the resident finished lately and has not judged yet."""
    edition = edition_for(resident)
    sections = practice_sections(content_in(edition)) if edition else frozenset()
    finished = Item.objects.visible_to(user).filter(
        resident=resident,
        state=StoredState.DONE,
        settled_at__gte=since or now - _RECENT,
        definition__owner=Actor.RESIDENT,
        definition__section__slug__in=sections,
        usefulness=None,
    )
    return list(finished.with_story().order_by("-settled_at", "-pk")[:MOST])
