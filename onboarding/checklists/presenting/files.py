"""The files of one item, each version, in words."""

from dataclasses import dataclass

from onboarding.checklists.models import Evidence, EvidenceFile, Item
from onboarding.checklists.models.evidence_file import EvidenceFileQuerySet
from onboarding.checklists.presenting.days import day_words, moment_words
from onboarding.checklists.presenting.phrases import counted
from onboarding.checklists.presenting.story import Reader
from onboarding.checklists.words import EvidenceKind
from onboarding.lib.dates import local_day
from onboarding.lib.uploads.kinds import ENDINGS, Kind

_KILO, _MEGA = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class FileLine:
    """One version of what was uploaded; `erased` says when, once it is gone."""

    file: EvidenceFile
    version: int
    is_newest: bool
    what: str
    when: str
    erased: str

    @property
    def verdict(self) -> str:
        """What the verifier decided."""
        return Evidence.Verdict(self.file.evidence.verdict).label

    @property
    def scanned(self) -> str:
        """Whether somebody looked for viruses."""
        return "No virus was found in it." if self.file.scanned_at else ""


def files_of(item: Item, reader: Reader) -> list[FileLine]:
    """All versions of the file of `item`, the newest first. One query, or none."""
    if item.definition.evidence != EvidenceKind.FILE:
        return []
    files = list(_in_order(item).visible_to(reader.user).select_related("evidence"))
    lines = [
        FileLine(
            file=file,
            version=version,
            is_newest=version == len(files),
            what=what_it_is(file),
            when=moment_words(file.evidence.given_at, reader.zone, reader.today),
            erased=_erased(file, reader),
        )
        for version, file in enumerate(files, start=1)
    ]
    return lines[::-1]


def _erased(file: EvidenceFile, reader: Reader) -> str:
    if file.purged_at is None:
        return ""
    return day_words(local_day(file.purged_at, reader.zone), reader.today)


def what_it_is(file: EvidenceFile) -> str:
    """`PDF, 2 pages, 84 KB`."""
    pages = [counted(file.pages, "page", "pages")] if file.kind == Kind.PDF else []
    size = (
        f"{file.size / _MEGA:.1f} MB"
        if file.size >= _MEGA
        else f"{max(1, round(file.size / _KILO))} KB"
    )
    return ", ".join([file.kind.upper(), *pages, size])


def name_of(file: EvidenceFile, item: Item) -> str:
    """What the file is called where it is saved: `sign-contract-2.pdf`."""
    earlier = _in_order(item).filter(evidence__given_at__lt=file.evidence.given_at)
    return f"{item.slug}-{earlier.count() + 1}{ENDINGS[Kind(file.kind)][0]}"


def _in_order(item: Item) -> EvidenceFileQuerySet:
    return EvidenceFile.objects.filter(evidence__item=item).order_by(
        "evidence__given_at", "pk"
    )
