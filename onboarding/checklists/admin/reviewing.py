"""Checking many items at once, and the numbers afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.contrib import messages

from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Item
from onboarding.lib.admin import counted


class Verdict(Protocol):
    """What is done to each item; returns False if it was not waiting any more."""

    def __call__(self, item: Item) -> bool: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items an action reached."""

    done: int
    settled: int
    refused: int

    def sentence(self, verb: str) -> str:
        """`3 items approved, 1 was not waiting for a check.`"""
        parts = [f"{counted(self.done, 'item', 'items')} {verb}"]
        if self.settled:
            was = "was" if self.settled == 1 else "were"
            parts.append(f"{self.settled} {was} not waiting for a check")
        if self.refused:
            is_ = "is" if self.refused == 1 else "are"
            parts.append(f"{self.refused} {is_} for somebody else to check")
        return f"{', '.join(parts)}."

    @property
    def level(self) -> int:
        """A warning if something was left out."""
        left_out = self.settled or self.refused
        return messages.WARNING if left_out else messages.SUCCESS


def judge(items: Iterable[Item], verdict: Verdict) -> Tally:
    """Give each of `items` its `verdict`, each in a transaction of its own."""
    done = settled = refused = 0
    for item in items:
        try:
            if verdict(item):
                done += 1
            else:
                settled += 1
        except RefusedError:
            refused += 1
    return Tally(done, settled, refused)
