"""The way out: how much of its minute a mail server has had, and whether it is up."""

from django.db import models

from onboarding.lib.constraints import set_together


class MailServer(models.Model):
    """One mail server, by the host in EMAIL_URL: shared by all workers.

    While it is down (`down_since`), one letter is tried at `retry_at`, and no other.
    """

    host = models.CharField(max_length=255)
    minute = models.DateTimeField("minute of the last letter", null=True, blank=True)
    used = models.PositiveIntegerField("letters in that minute", default=0)
    failures = models.PositiveIntegerField("tries in vain", default=0)
    down_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField("next try", null=True, blank=True)
    problem = models.CharField("why", max_length=300, blank=True)

    class Meta:
        ordering = ("host",)
        constraints = [
            models.UniqueConstraint(fields=("host",), name="mail_server_once_per_host"),
            set_together(
                "down_since", "retry_at", name="mail_server_is_tried_while_it_is_down"
            ),
        ]

    def __str__(self) -> str:
        return self.host
