"""Reporting words that hurt or are wrong, and settling what was reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.learning.content import content_in, edition_for, questions_in
from onboarding.learning.models import WordingReport
from onboarding.residents.models import Resident

HEALTH_SYSTEMS = "health-systems"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand: a slug, what is read there, and the way back."""

    about: str
    title: str
    back: str


def place_of(resident: Resident, user: User, about: str) -> Place | None:
    """The question, the page or the activity of `resident` that is called `about`."""
    if about == HEALTH_SYSTEMS:
        return Place(about, "Figures about health systems", reverse("learning:systems"))
    edition = edition_for(resident)
    questions = questions_in(content_in(edition)) if edition else {}
    if about in questions:
        return Place(about, questions[about].text, reverse("learning:overview"))
    items = Item.objects.visible_to(user).filter(resident=resident, slug=about)
    item = items.select_related("definition").order_by("occurrence").first()
    if item is None:
        return None
    return Place(about, item.definition.title, item.get_absolute_url())


def report(
    resident: Resident, place: Place, *, trouble: str, text: str, now: datetime
) -> WordingReport:
    """Store what `resident` says about the words at `place`, and not who they are."""
    return WordingReport.objects.create(
        program=resident.cohort.program,
        about=place.about,
        title=place.title[:300],
        trouble=trouble,
        text=text,
        at=now,
    )


def settle(reports: Iterable[int], *, by: User, now: datetime) -> int:
    """Note that `reports` (keys) are dealt with; counts those that were open."""
    waiting = WordingReport.objects.visible_to(by).open().filter(pk__in=list(reports))
    return waiting.update(settled_at=now, settled_by=by)
