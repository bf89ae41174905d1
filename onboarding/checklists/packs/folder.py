"""A pack folder as a whole: every file read, every problem found in one go."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from onboarding.checklists.packs import checks
from onboarding.checklists.packs.checks import entries_of
from onboarding.checklists.packs.fields import Known
from onboarding.checklists.packs.needs import (
    HealthSystems,
    NeedsAssessment,
    disagreements,
)
from onboarding.checklists.packs.problems import (
    Problem,
    RefusedPackError,
    did_you_mean,
)
from onboarding.checklists.packs.reading import Document, read
from onboarding.checklists.packs.schema import (
    Framework,
    ItemEntry,
    ItemList,
    Manifest,
)
from onboarding.checklists.packs.sentences import sentence_of, where_of

PACK, FRAMEWORK, NEEDS = "pack.yaml", "framework.yaml", "needs_assessment.yaml"
SYSTEMS = "health_systems.yaml"
_OPTIONAL = (FRAMEWORK, NEEDS, SYSTEMS)

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Content:
    """A pack without problems. `items` stand in the order of the journey."""

    manifest: Manifest
    items: Sequence[ItemEntry]
    framework: Framework | None
    needs: NeedsAssessment | None
    systems: HealthSystems | None
    # The line of pack.yaml that names the edition: where to raise it.
    edition_line: int

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what the files say; layout and comments do not count."""
        parts: list[BaseModel | None] = [self.manifest, self.framework, self.needs]
        parts += self.items
        # Only if it is there: editions loaded before it existed keep their digest.
        parts += [self.systems] if self.systems else []
        plain = [part and part.model_dump(mode="json") for part in parts]
        canonical = json.dumps(plain, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def plain(self) -> dict[str, Any]:
        """What the files say, as JSON has it; keys that they leave out stay out."""
        return {
            "manifest": _plain(self.manifest),
            "items": [_plain(item) for item in self.items],
            "framework": self.framework and _plain(self.framework),
            "needs_assessment": self.needs and _plain(self.needs),
            "health_systems": self.systems and _plain(self.systems),
        }

    @property
    def competencies(self) -> dict[str, str]:
        """The titles of the framework's competencies by slug."""
        found = self.framework.competencies if self.framework else ()
        return {competency.slug: competency.title for competency in found}

    @property
    def question_count(self) -> int:
        """How many questions the needs assessment asks."""
        return len(self.needs.questions) if self.needs else 0


def _plain(part: BaseModel) -> Any:  # noqa: ANN401 -- any JSON value
    return part.model_dump(mode="json", exclude_unset=True)


@dataclass(frozen=True, slots=True)
class _Files:
    """The documents of a folder; an optional one that is not there is None."""

    pack: Document
    items: Sequence[Document]
    framework: Document | None
    needs: Document | None
    systems: Document | None
    others: Sequence[Document]

    def __iter__(self) -> Iterator[Document]:
        optional = (self.framework, self.needs, self.systems)
        every = (self.pack, *self.items, *optional, *self.others)
        return (document for document in every if document is not None)


def read_pack(folder: Path) -> Content:
    """The content of `folder`. Raises RefusedPackError with all that is wrong."""
    return _content(_read_files(folder))


def with_items(
    base: Content, label: str, items: Sequence[Mapping[str, Any]]
) -> Content:
    """`base` as the edition `label` with other items, checked as a folder would be.

    Raises RefusedPackError with all that is wrong.
    """
    manifest = base.manifest.model_dump(exclude_unset=True) | {"edition": label}
    framework = base.framework and base.framework.model_dump(exclude_unset=True)
    files = _Files(
        pack=Document(PACK, manifest),
        items=[Document("items", [dict(item) for item in items])],
        framework=Document(FRAMEWORK, framework) if framework else None,
        needs=None,
        systems=None,
        others=[],
    )
    return replace(_content(files), needs=base.needs, systems=base.systems)


def _content(files: _Files) -> Content:
    known = _known(files)
    manifest = _checked(Manifest, files.pack, known)
    framework = _checked(Framework, files.framework, known)
    needs = _checked(NeedsAssessment, files.needs, known)
    systems = _checked(HealthSystems, files.systems, known)
    lists = [_checked(ItemList, document, known) for document in files.items]
    problems = [problem for document in files for problem in document.problems]
    problems += _disagreements(files)
    if problems or manifest is None:
        raise RefusedPackError(problems)
    sections = [section.slug for section in manifest.sections]
    items = [item for found in lists if found for item in found.root]
    items.sort(key=lambda item: sections.index(item.section))
    line = files.pack.line_of(("edition",))
    return Content(manifest, items, framework, needs, systems, edition_line=line)


def _read_files(folder: Path) -> _Files:
    named = {name: folder / name for name in (PACK, *_OPTIONAL)}
    found = {name: read(p, name) for name, p in named.items() if p.is_file()}
    items = [
        read(path, f"items/{path.name}") for path in sorted(folder.glob("items/*.yaml"))
    ]
    return _Files(
        pack=found.get(PACK) or _refused(PACK, "The file is missing."),
        items=items or [_refused("items", "There is no file items/*.yaml.")],
        framework=found.get(FRAMEWORK),
        needs=found.get(NEEDS),
        systems=found.get(SYSTEMS),
        others=[_refused(*other) for other in _strays(folder, list(named))],
    )


def _refused(file: str, message: str) -> Document:
    document = Document(file)
    document.refuse(message)
    return document


def _strays(folder: Path, names: list[str]) -> Iterator[tuple[str, str]]:
    """Files that look like content but would not be read, and what to do."""
    for path in folder.glob("*.y*ml"):
        if path.name not in names:
            nearest = did_you_mean(path.name, names)
            yield path.name, f"A pack has no file of this name{nearest}"
    for path in folder.glob("items/*.yml"):
        yield f"items/{path.name}", "Let its name end in .yaml; it is not read so."


def _known(files: _Files) -> Known:
    """What entries may refer to, of whatever could be read."""
    lists = [_slugs(document) for document in files.items]
    readable = [slugs for slugs in lists if slugs is not None]
    framework = files.framework
    return Known(
        sections=_slugs(files.pack, "sections"),
        anchors=_words(files.pack, "anchors"),
        switches=_words(files.pack, "switches"),
        items=set().union(*readable) if len(readable) == len(lists) else None,
        competencies=_slugs(framework, "competencies") if framework else [],
        domains=_slugs(framework, "domains") if framework else [],
    )


def _slugs(document: Document, *where: str) -> list[str] | None:
    """The slugs of the list at `where`; None if there is no list to read."""
    if not isinstance(document.at(where), list):
        return None
    return [e.slug for e in entries_of(document, *where) if e.slug is not None]


def _words(document: Document, key: str) -> list[str] | None:
    words = document.at((key,))
    return [w for w in words if isinstance(w, str)] if isinstance(words, list) else None


def _checked(
    model: type[Model], document: Document | None, known: Known
) -> Model | None:
    """The document as `model`, or None with its problems noted in it."""
    if document is None or document.data is None:
        return None
    try:
        return model.model_validate(document.data, context=known)
    except ValidationError as error:
        document.problems += [
            document.problem(where_of(found), sentence_of(found, model))
            for found in error.errors(include_url=False)
        ]
        return None


def _disagreements(files: _Files) -> Iterator[Problem]:
    items = [entry for document in files.items for entry in entries_of(document)]
    sections = entries_of(files.pack, "sections")
    yield from checks.slugs_used_twice(items)
    yield from checks.slugs_used_twice(sections)
    yield from checks.telling_titles([*items, *sections])
    yield from checks.cycles(items)
    for item in items:
        yield from checks.contradictions(item)
    if files.framework:
        competencies = entries_of(files.framework, "competencies")
        yield from checks.slugs_used_twice(competencies)
        yield from checks.slugs_used_twice(entries_of(files.framework, "domains"))
        for competency in competencies:
            yield from checks.falling_levels(competency)
    if files.needs:
        questions = entries_of(files.needs, "questions")
        yield from checks.slugs_used_twice(questions)
        for question in questions:
            yield from disagreements(question)
