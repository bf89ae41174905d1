"""Storing a checked pack as an edition; all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.checklists.models import (
    Edition,
    EditionFiles,
    ItemDefinition,
    Pack,
    Section,
)
from onboarding.checklists.packs.folder import PACK, Content
from onboarding.checklists.packs.problems import Problem, RefusedPackError, quoted
from onboarding.checklists.packs.schema import ItemEntry

_RULES = {"applies_to", "requires", "due", "not_before", "repeats", "lead_days"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of it: `is_new` is False if this very content was there already."""

    edition: Edition
    is_new: bool


def load(content: Content, *, now: datetime) -> Loaded:
    """Store `content` as a new edition. Safe to call twice.

    Raises RefusedPackError if the edition of that label has other content.
    """
    manifest = content.manifest
    with transaction.atomic():
        Pack.objects.get_or_create(
            slug=manifest.slug, defaults={"title": manifest.title}
        )
        # One at a time: two loads of one edition would both find nothing.
        pack = Pack.objects.select_for_update().get(slug=manifest.slug)
        same_label = pack.editions.filter(label=manifest.edition).first()
        if same_label is not None:
            _refuse_other(same_label, content)
            # One that was loaded before editions kept their files.
            _keep_files(same_label, content)
            return Loaded(same_label, is_new=False)
        Pack.objects.filter(pk=pack.pk).update(title=manifest.title)
        return Loaded(store(pack, content, now), is_new=True)


def _refuse_other(edition: Edition, content: Content) -> None:
    """Raise RefusedPackError unless `edition` is what `content` says."""
    if edition.digest != content.digest:
        message = (
            f"Edition {quoted(edition.label)} is loaded already with other content "
            "and never changes; raise “edition” in pack.yaml."
        )
        raise RefusedPackError(
            [Problem(PACK, content.edition_line, "edition", message)]
        )


def store(
    pack: Pack,
    content: Content,
    now: datetime,
    *,
    own: Mapping[str, Any] | None = None,
) -> Edition:
    """Store checked `content` as an edition of `pack`.

    `own`: the program and the shipped base of an edition of its own.
    """
    edition = Edition.objects.create(
        pack=pack,
        label=content.manifest.edition,
        language=content.manifest.language,
        digest=content.digest,
        competencies=content.competencies,
        loaded_at=now,
        **(own or {}),
    )
    sections = _sections(content, edition)
    Section.objects.bulk_create(sections.values())
    ItemDefinition.objects.bulk_create(_definitions(content, sections))
    _keep_files(edition, content)
    return edition


def definitions_from(content: Content) -> list[ItemDefinition]:
    """The definitions of `content` as they would be stored; nothing is."""
    return _definitions(content, _sections(content, Edition()))


def _sections(content: Content, edition: Edition) -> dict[str, Section]:
    return {
        entry.slug: Section(
            edition=edition, slug=entry.slug, title=entry.title, position=position
        )
        for position, entry in enumerate(content.manifest.sections, start=1)
    }


def _definitions(
    content: Content, sections: Mapping[str, Section]
) -> list[ItemDefinition]:
    return [
        _definition(sections[entry.section], position, entry)
        for position, entry in enumerate(content.items, start=1)
    ]


def _keep_files(edition: Edition, content: Content) -> None:
    EditionFiles.objects.get_or_create(edition=edition, defaults=content.plain())


def _definition(section: Section, position: int, entry: ItemEntry) -> ItemDefinition:
    plain: dict[str, Any] = entry.model_dump(mode="json", exclude_unset=True)
    return ItemDefinition(
        section=section,
        slug=entry.slug,
        position=position,
        title=entry.title,
        guidance=entry.guidance,
        owner=entry.owner,
        verifier=entry.verifier,
        deadline=entry.deadline,
        evidence=entry.evidence,
        is_sensitive=entry.sensitive,
        rules={key: value for key, value in plain.items() if key in _RULES},
        competencies=entry.competencies,
        sources=plain["sources"],
    )
