"""YAML of strangers as plain values, with the line of every key.

YAML 1.2, UTF-8, and only what a pack needs: no tags, no aliases, no second document.
Built from the parser's events, so nothing is constructed that was not asked for.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from onboarding.checklists.packs.problems import Problem, quoted, shortened

MAX_BYTES = 1_048_576
# A source of an item is four levels deep.
MAX_DEPTH = 10
_MAKE = {
    "tag:yaml.org,2002:null": SafeConstructor.construct_yaml_null,
    "tag:yaml.org,2002:bool": SafeConstructor.construct_yaml_bool,
    "tag:yaml.org,2002:int": SafeConstructor.construct_yaml_int,
    "tag:yaml.org,2002:float": SafeConstructor.construct_yaml_float,
    "tag:yaml.org,2002:timestamp": SafeConstructor.construct_yaml_timestamp,
}

# What no database takes as text: the null character and halves of characters.
_NOT_STORED = re.compile("[\0\ud800-\udfff]")

# The keys and list positions that lead to a value.
Where = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """One file. `data` is None if it could not be read, and `problems` says why."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, where: Where) -> Any:  # noqa: ANN401 -- any YAML value
        """The value at `where`, which leads through mappings; None if there is none."""
        value = self.data
        for key in where:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def line_of(self, where: Where) -> int:
        """The line of `where`, or of what encloses it if it is not in the file."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, message: str) -> Problem:
        """What is wrong at `where`, named by the slug that encloses it or its key."""
        name = _name(self.data, where, Path(self.file).stem)
        return Problem(self.file, self.line_of(where), name, message)

    def refuse(self, message: str, line: int = 1) -> None:
        """Note what is wrong with the file as a whole."""
        problem = replace(self.problem((), message), line=line)
        self.problems.append(problem)


def _name(data: Any, where: Where, otherwise: str) -> str:  # noqa: ANN401 -- any YAML value
    """The slug of the innermost entry on the way to `where`, or its first key."""
    name = otherwise
    if where:
        first = where[0]
        name = first if isinstance(first, str) else f"entry {first + 1}"
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("slug"), str):
            name = data["slug"]
    return shortened(name) or otherwise


class _StopError(Exception):
    """The rest of the file cannot be read; the problem has been noted."""


def read(path: Path, file: str) -> Document:
    """The content of `path`, called `file` in its problems; bad content is one."""
    document = Document(file)
    text = _text_of(path, document)
    if text is not None:
        _Builder(document).build(text)
    return document


def _text_of(path: Path, document: Document) -> str | None:
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        document.refuse(f"The file is larger than {MAX_BYTES // 1024} KB; split it.")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.refuse("The file is not UTF-8; save it as UTF-8.", line)
        return None


class _Builder:
    """Turns the events of one file into values; notes lines and problems."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._yaml = YAML(typ="safe", pure=True)
        self._events: Iterator[Event] = iter(())
        self._is_unsafe = False
        self._notes: list[tuple[Where, int, str]] = []

    def build(self, text: str) -> None:
        """Fill the document from `text`."""
        self._events = iter(self._yaml.parse(text))
        try:
            self._document.data = self._content()
        except _StopError:
            self._is_unsafe = True
        except MarkedYAMLError as error:
            self._is_unsafe = True
            mark = error.problem_mark or error.context_mark
            said = " ".join(part for part in (error.context, error.problem) if part)
            self._note((), mark.line + 1 if mark else 1, f"This is not YAML: {said}.")
        except ReaderError as error:
            self._is_unsafe = True
            line = text.count("\n", 0, error.position) + 1
            self._note((), line, "A character here is not allowed in YAML.")
        for where, line, message in self._notes:
            problem = self._document.problem(where, message)
            self._document.problems.append(replace(problem, line=line))
        if self._is_unsafe:
            self._document.data = None

    def _content(self) -> Any:  # noqa: ANN401 -- any YAML value
        start = next(
            (e for e in self._events if isinstance(e, DocumentStartEvent)), None
        )
        if start is None:
            raise self._stop(1, "The file is empty.")
        if start.version not in (None, (1, 2)):
            raise self._stop(1, "Only YAML 1.2 is read; remove the %YAML line.")
        data = self._value(next(self._events), ())
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                raise self._stop(
                    _line(event), "A file holds one document; split it here."
                )
        return data

    def _value(self, event: Event, where: Where) -> Any:  # noqa: ANN401 -- any YAML value
        self._refuse_unsafe(event, where)
        self._document.lines.setdefault(where, _line(event))
        if len(where) > MAX_DEPTH:
            raise self._stop(_line(event), "This is nested too deeply for a pack.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(where)
        return self._scalar(event, where) if isinstance(event, ScalarEvent) else None

    def _sequence(self, where: Where) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            values.append(self._value(event, (*where, len(values))))
        return values

    def _mapping(self, where: Where) -> dict[str | int, Any]:
        values: dict[str | int, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            line = _line(event)
            key = self._value(event, (*where, "?"))
            if isinstance(key, bool) or not isinstance(key, str | int):
                raise self._stop(line, "A key must be a word.")
            if key in values:
                first = self._document.lines[(*where, key)]
                twice = f"The key {quoted(key)} is here twice; first in line {first}."
                self._note((*where, key), line, twice)
                self._value(next(self._events), (*where, "?"))
                continue
            self._document.lines[(*where, key)] = line
            values[key] = self._value(next(self._events), (*where, key))
        return values

    def _scalar(self, event: ScalarEvent, where: Where) -> Any:  # noqa: ANN401 -- any YAML scalar
        if _NOT_STORED.search(event.value):
            self._is_unsafe = True
            self._note(where, _line(event), "A character here is not allowed.")
        tag = str(self._yaml.resolver.resolve(ScalarNode, event.value, event.implicit))
        make = _MAKE.get(tag)
        if make is None:
            return event.value
        node = ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            value = make(self._yaml.constructor, node)
        except ValueError:
            # No such day or number: as text it is refused with its name.
            return event.value
        is_no_number = isinstance(value, float) and not math.isfinite(value)
        return event.value if is_no_number else value

    def _refuse_unsafe(self, event: Event, where: Where) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "ctag", None)
        messages = []
        if isinstance(event, AliasEvent):
            messages.append(f"Write *{anchor} out; aliases are refused.")
        elif anchor:
            messages.append(f"Remove &{anchor}; anchors are refused.")
        if tag:
            messages.append(f"Remove {tag}; tags are refused.")
        for message in messages:
            self._is_unsafe = True
            self._note(where, _line(event), message)

    def _stop(self, line: int, message: str) -> _StopError:
        self._note((), line, message)
        return _StopError()

    def _note(self, where: Where, line: int, message: str) -> None:
        self._notes.append((where, line, message))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
