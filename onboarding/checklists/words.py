"""The fixed words of items: who acts, what proves it, how hard the deadline is, states.

They are the words of pack files and exports (interfaces §5, §6): stored, never renamed.
"""

from django.db import models


class Actor(models.TextChoices):
    """Who owns or verifies an item; the same words as staff roles, and the resident."""

    RESIDENT = "resident", "Resident"
    COORDINATOR = "coordinator", "Coordinator"
    PROGRAM_DIRECTOR = "program_director", "Program director"
    GME_OFFICE = "gme_office", "GME office"
    FACULTY = "faculty", "Faculty"
    PEER_MENTOR = "peer_mentor", "Peer mentor"


class NextActor(models.TextChoices):
    """Whom an item waits for: a person's role, a date, another item, or nobody."""

    RESIDENT = Actor.RESIDENT.value, "Resident"
    COORDINATOR = Actor.COORDINATOR.value, "Coordinator"
    PROGRAM_DIRECTOR = Actor.PROGRAM_DIRECTOR.value, "Program director"
    GME_OFFICE = Actor.GME_OFFICE.value, "GME office"
    FACULTY = Actor.FACULTY.value, "Faculty"
    PEER_MENTOR = Actor.PEER_MENTOR.value, "Peer mentor"
    NOBODY = "nobody", "Nobody"
    DATE = "date", "A date"
    ITEM = "item", "Another item"


class EvidenceKind(models.TextChoices):
    """What a person gives to show that an item is done."""

    ATTESTATION = "attestation", "Their word"
    DATE = "date", "A date"
    NUMBER = "number", "A number"
    FILE = "file", "A date, with or without a file"
    IN_PERSON = "in_person", "Seen in person"
    NONE = "none", "Nothing"


class Deadline(models.TextChoices):
    """Who set the deadline, and so whether it moves off days off."""

    LEGAL = "legal", "Set by law"
    INSTITUTION = "institution", "Set by the hospital"
    PRACTICE = "practice", "Good practice"


class StoredState(models.TextChoices):
    """What is stored of an item's state; the rest follows from dates (states.py)."""

    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Waiting for a check"
    RETURNED = "returned", "Sent back"
    DONE = "done", "Done"
    WAIVED = "waived", "Waived"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class State(models.TextChoices):
    """The state that people see, exports carry and filters use (interfaces §5)."""

    WAITING_FOR_DATE = "waiting_for_date", "Waiting for a date"
    WAITING_FOR_ITEM = "waiting_for_item", "Waiting for another item"
    TOO_EARLY = "too_early", "Too early"
    OPEN = "open", "Open"
    DUE_SOON = "due_soon", "Due soon"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    SUBMITTED = "submitted", "Waiting for a check"
    RETURNED = "returned", "Sent back"
    DONE = "done", "Done"
    WAIVED = "waived", "Waived"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class ChoiceKind(models.TextChoices):
    """What a program wants with one item of a pack."""

    OWN = "own", "Added by the program"
    CHANGED = "changed", "Changed by the program"
    OFF = "off", "Switched off by the program"


class EventKind(models.TextChoices):
    """What happened, as the end of a sentence. Values are stored for ever.

    A new kind needs no migration: the database knows them as text.
    """

    ENROLLED = "enrolled", "joined the program"
    REPLANNED = "replanned", "moved dates"
    SUBMITTED = "submitted", "sent it for a check"
    COMPLETED = "completed", "finished it"
    APPROVED = "approved", "approved it"
    RETURNED = "returned", "sent it back"
    ADDED = "added", "agreed to add it"
    AGREED = "agreed", "agreed to do it sooner"
    WAIVED = "waived", "waived it"
    EXTENDED = "extended", "gave more time"
    REOPENED = "reopened", "opened it again"
    REASSIGNED = "reassigned", "gave it to somebody else"
    ASKED = "asked", "asked a question"
    ANSWERED = "answered", "answered a question"
    DATE_SET = "date_set", "set a date"
    DATE_CLEARED = "date_cleared", "cleared a date"
    CATEGORY_CHANGED = "category_changed", "changed the category"
    SWITCH_CHANGED = "switch_changed", "changed a switch"
    ROLLED_OUT = "rolled_out", "brought a new edition of the plan"
    TAKEN_BACK = "taken_back", "took the new edition of the plan back"
    FILE_TAKEN = "file_taken", "downloaded the file"
    FILE_ERASED = "file_erased", "erased the file, which had served its purpose"


def event_kinds() -> list[tuple[str, str]]:
    """The choices of a column, read when they are needed: migrations keep no copy."""
    return list(EventKind.choices)


ACTIONABLE = (StoredState.OPEN, StoredState.RETURNED)
UNFINISHED = (StoredState.OPEN, StoredState.SUBMITTED, StoredState.RETURNED)
FINISHED = (StoredState.DONE, StoredState.WAIVED)
DUE_SOON_DAYS = 14
