"""Addresses from which letters came back, or whose readers called them spam."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from onboarding.accounts.models import User
from onboarding.lib.constraints import one_of
from onboarding.residents.models import Program

# A full mailbox is full today; on so many days in a row it is nobody's any more.
SOFT_DAYS = 3


class BadAddressQuerySet(models.QuerySet["BadAddress"]):
    """Addresses that had trouble."""

    def visible_to(self, user: User) -> Self:
        """Those of residents whom `user` manages, and the user's own."""
        if user.is_superuser:
            return self
        managed = Program.objects.managed_by(user)
        theirs = User.objects.filter(residencies__cohort__program__in=managed)
        return self.filter(Q(user=user) | Q(user__in=theirs.values("pk")))

    def suspended(self) -> Self:
        """Those to which nothing is sent."""
        return self.filter(suspended_at__isnull=False)


class BadAddress(models.Model):
    """An address from which letters come back; suspended, it gets none.

    Letters to it are held until its owner confirms or corrects it, or a coordinator
    has asked them by other means.
    """

    class Kind(models.TextChoices):
        """What the mail provider told us."""

        BOUNCED = "bounced", "Does not exist"
        COMPLAINED = "complained", "Called our letter spam"
        SOFT = "soft", "Full or not reachable"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bad_addresses"
    )
    address = models.EmailField("address")
    kind = models.CharField("trouble", max_length=10, choices=Kind)
    words = models.CharField("in the words of the mail server", max_length=300)
    first_at = models.DateTimeField("since")
    last_at = models.DateTimeField("last told")
    days = models.PositiveSmallIntegerField("days with trouble", default=1)
    suspended_at = models.DateTimeField("no letters since", null=True, blank=True)

    objects = BadAddressQuerySet.as_manager()

    class Meta:
        ordering = ("-last_at", "pk")
        verbose_name = "address that does not work"
        verbose_name_plural = "addresses that do not work"
        constraints = [
            models.UniqueConstraint(Lower("address"), name="bad_address_once"),
            one_of(
                "kind",
                ["bounced", "complained", "soft"],
                name="bad_address_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def reason(self) -> str:
        """Why nothing is sent there, for a coordinator."""
        return {
            self.Kind.BOUNCED: "Letters to this address came back.",
            self.Kind.COMPLAINED: "Somebody called our letters to this address spam.",
            self.Kind.SOFT: f"Letters to this address came back on {self.days} days.",
        }[self.Kind(self.kind)]
