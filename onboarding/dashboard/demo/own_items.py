"""What im-riverside has beside the shipped pack: two items of its own, one changed.

One of them was changed later and given to everybody; a third change is decided and
waits to be rolled out.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from onboarding.accounts.models import User
from onboarding.checklists.editions import editing
from onboarding.checklists.editions.offered import edition_for
from onboarding.checklists.editions.targets import give, target_for
from onboarding.checklists.models import Audience, Edition
from onboarding.residents.models import Program, Resident

_SOURCE = {"name": "Riverside GME handbook", "year": 2026, "verified": True}
_OWN: tuple[Mapping[str, Any], ...] = (
    {
        "slug": "riverside-badge-photo",
        "section": "employment",
        "title": "Send a photo for your hospital badge",
        "guidance": "A plain photo against a light wall is enough. Mail it to the "
        "badge office; Dana has the address. Your badge opens the garage and the call "
        "rooms from your first day of orientation on.\n",
        "owner": "resident",
        "due": {"anchor": "orientation_start", "days": -14},
        "deadline": "institution",
        "evidence": "attestation",
        "sensitive": False,
    },
    {
        "slug": "riverside-night-team",
        "section": "program-tasks",
        "title": "Pair them with a senior for the first nights",
        "guidance": "Choose a senior resident who works the same first week of "
        "nights. Introduce them by mail before orientation ends.\n",
        "owner": "coordinator",
        "due": {"anchor": "program_start", "days": -5},
        "deadline": "practice",
        "evidence": "none",
        "sensitive": False,
    },
)
_BUDDY = "name-buddy-and-contact"
_BUDDY_ALSO = (
    "\nAt Riverside the chief residents keep a list of seniors who offered to be "
    "buddies. Ask them first.\n"
)
_PHOTO = "riverside-badge-photo"
_LATER = {"due": {"anchor": "orientation_start", "days": -10}}
_EARLIER = {"due": {"anchor": "orientation_start", "days": -21}}


def add_own_items(program: Program, *, by: User, now: datetime) -> None:
    """Decide on them, and give them to whoever joins from now on."""
    edition = edition_for(program)
    checked_on = f"{now:%Y-%m-%d}"
    for item in _OWN:
        source = _SOURCE | {"checked_on": checked_on}
        _save(program, edition, {**item, "sources": [source]}, by=by, now=now)
    _change_buddy(program, edition, by=by, now=now)
    give(target_for(program, edition), Audience.NEW, [], by=by, now=now)


def give_a_change(
    program: Program, residents: Iterable[Resident], *, by: User, now: datetime
) -> None:
    """The badge office wants photos later this year: all plans follow."""
    edition = edition_for(program).base
    if edition is None:
        return
    photo = editing.desk_of(program, edition).entry(_PHOTO)
    if photo is not None:
        _save(program, edition, {**photo, **_LATER}, by=by, now=now)
        target = target_for(program, edition)
        give(target, Audience.COHORT, list(residents), by=by, now=now)


def decide_once_more(program: Program, *, by: User, now: datetime) -> None:
    """One more change, which nobody has yet."""
    edition = edition_for(program).base
    if edition is not None:
        _change_buddy(program, edition, by=by, now=now, **_EARLIER)


def _change_buddy(
    program: Program,
    edition: Edition,
    *,
    by: User,
    now: datetime,
    **also: Mapping[str, Any],
) -> None:
    shipped = editing.desk_of(program, edition).shipped.get(_BUDDY)
    if shipped is not None:
        guidance = shipped["guidance"] + _BUDDY_ALSO
        entry = {**shipped, "guidance": guidance, **also}
        _save(program, edition, entry, by=by, now=now)


def _save(
    program: Program,
    edition: Edition,
    entry: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
) -> None:
    desk = editing.desk_of(program, edition)
    choice = editing.wanted(desk, entry)
    problems = editing.save(desk, str(entry["slug"]), choice, by=by, now=now)
    if problems:
        raise RuntimeError("; ".join(map(str, problems)))
