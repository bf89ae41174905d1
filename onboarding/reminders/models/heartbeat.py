"""When the last reminder pass finished: the health check turns red when it is late."""

from django.db import models


class Heartbeat(models.Model):
    """The one row about passes."""

    finished_at = models.DateTimeField()
    planned = models.PositiveIntegerField(default=0)
    caught_up = models.PositiveIntegerField(
        default=0, help_text="Letters taken back from workers that died."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="heartbeat_is_one_row"
            )
        ]

    def __str__(self) -> str:
        return f"Heartbeat of {self.finished_at:%Y-%m-%d %H:%M} UTC"
