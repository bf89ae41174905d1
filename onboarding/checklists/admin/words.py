"""What the admin says after plans have changed."""

from collections.abc import Sequence

from onboarding.checklists.comparing import Change
from onboarding.lib.admin import counted


def said(changes: Sequence[Change]) -> str:
    """One sentence with the numbers of what `changes`, one per resident, did."""
    counts = [
        (sum(len(change.moved) for change in changes), "moved"),
        (sum(len(change.added) for change in changes), "added"),
        (sum(len(change.restored) for change in changes), "brought back"),
        (sum(len(change.retired) for change in changes), "no longer needed"),
    ]
    parts = [
        f"{counted(count, 'item', 'items')} {what}" for count, what in counts if count
    ]
    if not parts:
        return "No due dates changed."
    whose = f" for {len(changes)} residents" if len(changes) > 1 else ""
    return f"{', '.join(parts)}{whose}."
