"""Whether an activity was useful: one question after it."""

from typing import Self

from django.db import models

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.learning.words import Verdict
from onboarding.lib.constraints import one_of


class UsefulnessQuerySet(models.QuerySet["Usefulness"]):
    """Verdicts."""

    def visible_to(self, user: User) -> Self:
        """The user's own; everybody else sees counts (effect.py)."""
        return self.filter(item__resident__user=user)


class Usefulness(models.Model):
    """What a resident said about one activity that they finished."""

    item = models.OneToOneField(
        Item, models.CASCADE, related_name="usefulness", primary_key=True
    )
    verdict = models.CharField(max_length=6, choices=Verdict)
    at = models.DateTimeField()

    objects = UsefulnessQuerySet.as_manager()

    class Meta:
        ordering = ("at", "item")
        verbose_name_plural = "usefulness"
        constraints = [
            one_of("verdict", Verdict.values, name="usefulness_verdict_is_known")
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()
