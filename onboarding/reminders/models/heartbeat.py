"""What passes remember of each other: when the last one was, and what it has read."""

from django.db import models


class Heartbeat(models.Model):
    """The one row about passes: the last one, and what all have come to."""

    finished_at = models.DateTimeField()
    planned = models.PositiveIntegerField(default=0)
    caught_up = models.PositiveIntegerField(
        default=0, help_text="Letters taken back from workers that died."
    )
    # All of them, since the beginning.
    passes = models.PositiveBigIntegerField(default=0)
    taken_back = models.PositiveBigIntegerField(default=0)
    sent = models.PositiveBigIntegerField(default=0)
    retrying = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    cancelled = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="heartbeat_is_one_row"
            )
        ]

    def __str__(self) -> str:
        return f"Heartbeat of {self.finished_at:%Y-%m-%d %H:%M} UTC"


class ReadMark(models.Model):
    """The one row about events: all up to `read_to` have been looked at for good.

    An event gets its key before its transaction ends, so a later one may be seen first.
    `next_to` is the highest key seen at `since`; it becomes `read_to` when every
    transaction of that time must be over.
    """

    read_to = models.PositiveBigIntegerField(default=0)
    next_to = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="read_mark_is_one_row"
            )
        ]

    def __str__(self) -> str:
        return f"Events read up to {self.read_to}"
