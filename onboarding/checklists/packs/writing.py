"""A pack as files again: what is written, read_pack reads as the same content."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from onboarding.checklists.packs.folder import (
    FRAMEWORK,
    NEEDS,
    PACK,
    SYSTEMS,
    Content,
)


def files_of(content: Content) -> dict[str, str]:
    """The text of each file of the pack by its name; items stand by section."""
    named: dict[str, Any] = {PACK: _values(content.manifest)}
    for section in content.manifest.sections:
        items = [_values(i) for i in content.items if i.section == section.slug]
        if items:
            named[f"items/{section.slug}.yaml"] = items
    if not content.items:
        named["items/none.yaml"] = []
    if content.framework:
        named[FRAMEWORK] = _values(content.framework)
    if content.needs:
        named[NEEDS] = _values(content.needs)
    if content.systems:
        named[SYSTEMS] = _values(content.systems)
    return {name: _written(value) for name, value in named.items()}


def write_folder(files: Mapping[str, str], folder: Path) -> None:
    """Store `files` in `folder`, which is made if it is not there."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def zipped(files: Mapping[str, str], folder: str, *, now: datetime) -> bytes:
    """A ZIP archive of `files` in a folder of that name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return stream.getvalue()


def _values(part: BaseModel) -> Any:  # noqa: ANN401 -- any YAML value
    return part.model_dump(exclude_unset=True)


def _written(value: Any) -> str:  # noqa: ANN401 -- any YAML value
    # No line is folded: every line break is one of the content.
    yaml = YAML()
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_styled(value), stream)
    return stream.getvalue()


def _styled(value: Any) -> Any:  # noqa: ANN401 -- any YAML value
    """`value` with its texts as blocks where they have lines, quoted where needed."""
    if isinstance(value, dict):
        return {key: _styled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_styled(each) for each in value]
    if not isinstance(value, str):
        return value
    if value.isprintable():
        return value
    kind = LiteralScalarString if _is_block(value) else DoubleQuotedScalarString
    return kind(value)


def _is_block(text: str) -> bool:
    """Whether a block of lines can hold `text` as it is.

    Nothing invisible, no blank at the end of a line, no more than one line break at the
    very end, and no blank before the first word: the indentation is read from it.
    """
    lines = text.removesuffix("\n").split("\n")
    return (
        all(line.isprintable() and line == line.rstrip() for line in lines)
        and lines[0] == lines[0].lstrip() != ""
        and lines[-1] != ""
    )
