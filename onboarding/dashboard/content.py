"""A pack as a whole: each app stores its part, all of them or none."""

from datetime import datetime

from django.db import transaction

from onboarding.checklists.packs import loading
from onboarding.checklists.packs.folder import Content
from onboarding.milestones.loading import load_framework


def load(content: Content, *, now: datetime) -> loading.Loaded:
    """Store a checked pack: plans, and the framework if it has one. Safe to repeat.

    Raises RefusedPackError if the edition of that label has other content.
    """
    with transaction.atomic():
        loaded = loading.load(content, now=now)
        if content.framework is not None:
            load_framework(
                content.framework.model_dump(mode="json"),
                pack=content.manifest.slug,
                label=content.manifest.edition,
                now=now,
            )
    return loaded
