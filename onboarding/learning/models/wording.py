"""Words that hurt or are wrong, as residents report them: without a name."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.accounts.models import User
from onboarding.learning.words import Trouble
from onboarding.lib.constraints import one_of, set_together
from onboarding.residents.models import Program
from onboarding.residents.roles import OVERSEEING


class WordingReportQuerySet(models.QuerySet["WordingReport"]):
    """Reports of wording."""

    def visible_to(self, user: User) -> Self:
        """Those of the programs that `user` oversees."""
        if user.is_superuser:
            return self
        return self.filter(program__in=Program.objects.with_role(user, OVERSEEING))

    def open(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_at=None)


class WordingReport(models.Model):
    """What one resident wrote about the wording of one question, activity or page.

    Who it was is not stored: it should cost nothing to say. `about` is a slug, `title`
    what stood there at the time.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="wording_reports")
    about = models.SlugField("where", max_length=60, db_index=False)
    title = models.CharField("what stands there", max_length=300)
    trouble = models.CharField("what is wrong", max_length=7, choices=Trouble)
    text = models.TextField("in their words")
    at = models.DateTimeField("reported")
    settled_at = models.DateTimeField("settled", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = WordingReportQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "report of wording"
        verbose_name_plural = "reports of wording"
        constraints = [
            one_of("trouble", Trouble.values, name="wording_report_trouble_is_known"),
            set_together(
                "settled_at", "settled_by", name="wording_report_settled_at_and_by"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="wording_report_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_trouble_display()}: {self.title}"
