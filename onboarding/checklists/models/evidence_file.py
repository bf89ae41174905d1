"""A file that was given as evidence; once it has served, the record of it."""

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.checklists.models.evidence import Evidence
from onboarding.checklists.models.item import Item
from onboarding.checklists.words import FINISHED, StoredState
from onboarding.lib.constraints import one_of
from onboarding.lib.uploads.kinds import MEDIA_TYPES, Kind

FOLDER = "evidence"


def random_place(_file: "EvidenceFile | None" = None, _name: str = "") -> str:
    """Where a file is stored: a name that tells nothing about anybody."""
    return f"{FOLDER}/{secrets.token_hex(24)}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Files."""

    def visible_to(self, user: User) -> Self:
        """Those of the items that `user` may see; who may open one, says roles.py."""
        if user.is_superuser:
            return self
        items = Item.objects.visible_to(user).values("pk")
        return self.filter(evidence__item__in=items)

    def kept(self) -> Self:
        """Those whose content is still there."""
        return self.filter(purged_at=None)

    def no_longer_needed(self, since: datetime) -> Self:
        """Those that nobody has needed since that moment.

        Their item is settled, or does not apply any more, or the resident has left.
        """
        item = "evidence__item"
        return self.filter(
            Q(**{f"{item}__state__in": FINISHED, f"{item}__settled_at__lte": since})
            | Q(
                **{f"{item}__state": StoredState.NOT_APPLICABLE},
                evidence__given_at__lte=since,
            )
            | Q(**{f"{item}__resident__withdrawn_at__lte": since})
        )


class EvidenceFile(models.Model):
    """One file of one submission. The name it had on somebody's device is not kept.

    `digest` (SHA-256 of what was stored) lets somebody who has the paper show later
    that it is the one that was verified, when we have no copy any more.
    """

    evidence = models.OneToOneField(
        Evidence, models.CASCADE, related_name="file", verbose_name="evidence"
    )
    content = models.FileField(
        upload_to=random_place, max_length=100, blank=True, default=""
    )
    kind = models.CharField(
        max_length=4, choices=[(kind.value, kind.upper()) for kind in Kind]
    )
    size = models.PositiveIntegerField(help_text="Bytes.")
    pages = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(
        null=True, blank=True, help_text="When ClamAV found nothing in it."
    )
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ("-evidence__given_at", "-pk")
        constraints = [
            one_of("kind", list(Kind), name="evidence_file_kind_is_known"),
            models.CheckConstraint(
                condition=Q(purged_at=None) ^ Q(content=""),
                name="evidence_file_is_there_until_purged",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence file {self.pk}"

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return MEDIA_TYPES[Kind(self.kind)]
