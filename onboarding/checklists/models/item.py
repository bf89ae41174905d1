"""One line of one resident's plan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models.pack import ItemDefinition
from onboarding.checklists.words import (
    ACTIONABLE,
    DUE_SOON_DAYS,
    FINISHED,
    UNFINISHED,
    Actor,
    EvidenceKind,
    StoredState,
)
from onboarding.lib.constraints import one_of, set_together
from onboarding.residents.models import Resident, seen_by


class ItemQuerySet(models.QuerySet["Item"]):
    """Items."""

    def visible_to(self, user: User) -> Self:
        """The user's own; those of their programs; those of their mentees."""
        return self.filter(seen_by(user, "resident__"))

    def unfinished(self) -> Self:
        """Open, submitted or returned."""
        return self.filter(state__in=UNFINISHED)

    def from_pack(self) -> Self:
        """Those that the rules of the pack made, without rounds agreed upon."""
        return self.filter(Q(own_due__isnull=True) | Q(occurrence=1))

    def to_notice(self, now: datetime) -> Self:
        """Those at which reminders should look at `now`."""
        return self.filter(notice_at__lte=now)

    def with_story(self) -> Self:
        """With all that a line on a page says: definition, section, program."""
        return self.select_related(
            "definition__section", "resident__user", "resident__cohort__program"
        )


class Item(models.Model):
    """One thing to do, for one resident, by one date.

    Dates are stored, not computed on reading: `due_on` and `not_before_on` are local
    days where the resident is. `waiting_for` names what an unfinished item waits for:
    an anchor or an item while there is no due date, else the first unfinished
    prerequisite. `notice_at` (UTC) is when reminders should look at it; null: never.
    """

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="items")
    definition = models.ForeignKey(ItemDefinition, models.PROTECT, related_name="items")
    # The name of the line across editions: a newer one may replace the definition.
    slug = models.SlugField(max_length=60, db_index=False)
    occurrence = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=14, choices=StoredState, default=StoredState.OPEN
    )
    due_on = models.DateField("due", null=True, blank=True)
    not_before_on = models.DateField("not before", null=True, blank=True)
    waiting_for = models.CharField(max_length=60, blank=True, default="")
    # A due rule agreed for this line alone ({"anchor": …, "days": …}): it counts
    # instead of the definition's. Why and by whom: Agreement.
    own_due = models.JSONField(null=True, blank=True, editable=False)
    # Somebody put it into this plan: it applies whatever its conditions say. Why and by
    # whom: Agreement.
    is_added = models.BooleanField(default=False, db_default=False, editable=False)
    # A later day that somebody granted for this line: it counts while it is later.
    extended_to = models.DateField(null=True, blank=True)
    # Other roles than the definition's, for this line alone; "" leaves them.
    own_owner = models.CharField(
        max_length=20, choices=Actor, blank=True, default="", db_default=""
    )
    own_verifier = models.CharField(
        max_length=20, choices=Actor, blank=True, default="", db_default=""
    )
    # Since when it waits for whom it waits for now; null: since the plan was made.
    waits_since = models.DateTimeField(null=True, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("resident", "definition__position", "occurrence")
        constraints = [
            models.UniqueConstraint(
                fields=("resident", "slug", "occurrence"),
                name="item_once_per_resident_slug_and_occurrence",
            ),
            one_of("state", StoredState.values, name="item_state_is_known"),
            one_of("own_owner", ["", *Actor.values], name="item_own_owner_is_known"),
            one_of(
                "own_verifier", ["", *Actor.values], name="item_own_verifier_is_known"
            ),
            models.CheckConstraint(
                condition=Q(occurrence__gte=1), name="item_occurrence_counts_from_1"
            ),
            models.CheckConstraint(
                condition=Q(state=StoredState.DONE, completed_on__isnull=False)
                | (~Q(state=StoredState.DONE) & Q(completed_on=None)),
                name="item_completed_on_exactly_when_done",
            ),
            set_together("settled_at", "settled_by", name="item_settled_at_and_by"),
            models.CheckConstraint(
                condition=Q(notice_at=None)
                | Q(state__in=ACTIONABLE, due_on__isnull=False),
                name="item_noticed_only_while_somebody_can_act",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False)
                | ~Q(waiting_for="")
                | ~Q(state__in=UNFINISHED),
                name="item_without_due_date_says_what_it_waits_for",
            ),
        ]
        indexes = [
            # The reminder pass asks who is to be noticed now: the only index that it
            # reads, and it holds nothing but what will be due.
            models.Index(
                fields=("notice_at",),
                condition=Q(notice_at__isnull=False),
                name="item_to_notice",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this item."""
        return reverse("checklists:item-detail", args=[self.pk])

    @property
    def due_rule(self) -> dict[str, Any]:
        """Where its due date comes from, in the words of the pack file."""
        due: dict[str, Any] = self.own_due or self.definition.due
        return due

    @property
    def is_extra(self) -> bool:
        """Whether somebody agreed to add it: the rules of the pack did not make it."""
        return self.own_due is not None and self.occurrence > 1

    @property
    def line(self) -> str:
        """Its name within the plan: the slug, from the second time on with a number."""
        return self.slug if self.occurrence == 1 else f"{self.slug}/{self.occurrence}"

    @property
    def title(self) -> str:
        """What it says, with its number from the second time on."""
        times = f" (no. {self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.definition.title}{times}"

    @property
    def is_unfinished(self) -> bool:
        """Whether anybody still has to do something about it."""
        return self.state in UNFINISHED

    @property
    def is_finished(self) -> bool:
        """Whether it counts as done for the items that require it."""
        return self.state in FINISHED

    @property
    def finished_on(self) -> date | None:
        """The day from which others count: its completion, or its waiving (UTC)."""
        waived_at = self.settled_at if self.state == StoredState.WAIVED else None
        return waived_at.astimezone(UTC).date() if waived_at else self.completed_on

    @property
    def owner(self) -> str:
        """The role that does it."""
        return self.own_owner or self.definition.owner

    @property
    def verifier(self) -> str:
        """The role that looks at it before it counts as done; "" if nobody does.

        Nobody sees their own paper for somebody else: then it is the coordinator.
        """
        is_seen = self.definition.evidence == EvidenceKind.IN_PERSON
        nobody = Actor.COORDINATOR if is_seen else ""
        return self.own_verifier or self.definition.verifier or nobody

    @property
    def reviewer(self) -> str:
        """The role that checks what was submitted."""
        return self.verifier or Actor.COORDINATOR

    def is_ahead_on(self, today: date) -> bool:
        """Whether it comes back only later: lists leave it out until it is due soon."""
        if self.occurrence == 1 or self.own_due or self.state != StoredState.OPEN:
            return False
        return self.due_on is None or self.due_on > today + timedelta(DUE_SOON_DAYS)

    def is_late_on(self, today: date) -> bool:
        """Whether it is unfinished and its due day has passed."""
        return self.is_unfinished and self.due_on is not None and self.due_on < today
