"""What a resident asks about an item, and what the program answers."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists.models.item import Item
from onboarding.lib.constraints import set_together


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions."""

    def visible_to(self, user: User) -> Self:
        """Those about the items that `user` may see."""
        if user.is_superuser:
            return self
        return self.filter(item__in=Item.objects.visible_to(user).values("pk"))

    def unanswered(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(answered_at=None)

    def unread(self) -> Self:
        """Those whose answer the resident has not put away."""
        return self.filter(answered_at__isnull=False, read_at=None)


class Question(models.Model):
    """One question about one item, and its answer. Neither is changed afterwards.

    Whoever wants to know more asks again: the questions of an item are its thread.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="questions")
    text = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField("answer read", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            set_together(
                "answered_at", "answered_by", name="question_answered_at_and_by"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_has_an_answer_exactly_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(answered_at__isnull=False),
                name="question_is_read_after_it_was_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=("asked_at",),
                condition=Q(answered_at=None),
                name="question_unanswered",
            )
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    def get_absolute_url(self) -> str:
        """Its place on the page of the item."""
        page = reverse("checklists:item-detail", args=[self.item_id])
        return f"{page}#question-{self.pk}"
