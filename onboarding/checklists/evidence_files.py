"""Files as evidence: taking them in, giving them out of our hands again.

A file is stored before the act that needs it begins, so that no transaction waits for a
disk or a bucket. If the act does not happen, the file goes again; what a dying process
leaves behind, `sweep_strays` removes.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from onboarding.accounts.models import User
from onboarding.checklists import history
from onboarding.checklists.models import Evidence, EvidenceFile
from onboarding.checklists.models.evidence_file import FOLDER, random_place
from onboarding.checklists.words import EventKind
from onboarding.lib import clamav
from onboarding.lib.uploads.inspection import Inspected, glance, inspect
from onboarding.lib.uploads.limits import MEGA, Limits
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError

# Longer than any request lives: what is younger may be on its way into the table.
_STRAY_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a person sent, harmless as far as we can tell."""

    found: Inspected
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the storage that no row knows yet."""

    place: str
    checked: CheckedFile


def limits() -> Limits:
    """The limits of this installation."""
    return Limits(
        size=settings.FILE_MAX_MB * MEGA,
        pages=settings.FILE_MAX_PAGES,
        pixels=settings.FILE_MAX_MEGAPIXELS * MEGA,
        seconds=settings.FILE_CHECK_SECONDS,
    )


def check(upload: UploadedFile) -> CheckedFile:
    """Read what was sent, once. Raises RefusedUploadError with a sentence."""
    most = limits()
    if (upload.size or 0) > most.size:
        raise RefusedUploadError(Reason.TOO_LARGE, limit=most.size // MEGA)
    content = upload.read()
    kind = glance(content, upload.name or "", most)
    is_scanned = _scan(content)
    return CheckedFile(inspect(content, kind, most), is_scanned)


@contextmanager
def stored(checked: CheckedFile | None) -> Iterator[StoredFile | None]:
    """Keep `checked` in the storage for the act inside; what no row took goes again."""
    if checked is None:
        yield None
        return
    content = ContentFile(checked.found.content)
    place = default_storage.save(random_place(), content)
    try:
        yield StoredFile(place, checked)
    finally:
        if not EvidenceFile.objects.filter(content=place).exists():
            default_storage.delete(place)


def attach(evidence: Evidence, file: StoredFile | None, *, now: datetime) -> None:
    """Make `file`, if there is one, the file of `evidence`."""
    if file is None:
        return
    found = file.checked.found
    EvidenceFile.objects.create(
        evidence=evidence,
        content=file.place,
        kind=found.kind,
        size=len(found.content),
        pages=found.pages,
        digest=hashlib.sha256(found.content).hexdigest(),
        scanned_at=now if file.checked.is_scanned else None,
    )


def open_file(file: EvidenceFile, *, by: User, now: datetime) -> IO[bytes]:
    """The content of `file` for `by`, which the history remembers.

    Raises FileNotFoundError if it is lost.
    """
    content = default_storage.open(file.content.name or "", "rb")
    item = file.evidence.item
    entry = history.Entry(item.resident_id, EventKind.FILE_TAKEN, item.pk)
    history.record([entry], by=by, now=now)
    return content


def purge(now: datetime) -> int:
    """Erase the files that have served their purpose; the records of them stay.

    The row is marked before the content goes: if the process dies in between, nobody
    is offered what is not there, and the stray is swept. Returns how many.
    """
    since = now - timedelta(days=settings.FILE_KEEP_DAYS)
    due = EvidenceFile.objects.kept().no_longer_needed(since)
    count = 0
    for file in due.select_related("evidence__item"):
        place = file.content.name or ""
        if _mark_erased(file, now):
            default_storage.delete(place)
            count += 1
    return count


def _mark_erased(file: EvidenceFile, now: datetime) -> bool:
    item = file.evidence.item
    with transaction.atomic():
        row = EvidenceFile.objects.kept().filter(pk=file.pk)
        if not row.update(content="", purged_at=now):
            return False
        entry = history.Entry(item.resident_id, EventKind.FILE_ERASED, item.pk)
        history.record([entry], by=None, now=now)
    return True


def sweep_strays(now: datetime) -> int:
    """Erase files in the storage that no row knows. Returns how many."""
    known = set(EvidenceFile.objects.kept().values_list("content", flat=True))
    strays = [
        place
        for place in _places(default_storage)
        if place not in known
        and default_storage.get_modified_time(place) <= now - _STRAY_AFTER
    ]
    for place in strays:
        default_storage.delete(place)
    return len(strays)


def _scan(content: bytes) -> bool:
    """Whether ClamAV looked at it; without a scanner nobody did."""
    if not settings.CLAMAV_URL:
        return False
    try:
        is_infected = clamav.is_infected(
            content, settings.CLAMAV_URL, seconds=settings.FILE_CHECK_SECONDS
        )
    except clamav.ScannerAwayError:
        raise RefusedUploadError(Reason.SCANNER_AWAY) from None
    if is_infected:
        raise RefusedUploadError(Reason.VIRUS)
    return True


def _places(storage: Storage) -> Iterator[str]:
    try:
        _, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return  # nobody has sent a file yet
    yield from (f"{FOLDER}/{name}" for name in names)
