"""From a table to people, with every problem that the file alone shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from onboarding.dashboard.roster.columns import (
    COLUMNS,
    REQUIRED,
    Target,
    nearest_name,
)
from onboarding.dashboard.roster.problems import Problem
from onboarding.dashboard.roster.table import Line, Table


@dataclass(slots=True)
class Person:
    """What one line says: values by column, only those that it gives or clears.

    `unreadable` are the columns about which there is a problem already.
    """

    line: int
    email: str
    values: dict[str, Any]
    unreadable: frozenset[str]

    def of(self, target: Target) -> dict[str, Any]:
        """The values that belong to one record."""
        return {
            name: value
            for name, value in self.values.items()
            if COLUMNS[name].target is target
        }


def people_in(table: Table) -> tuple[list[Person], list[Problem]]:
    """The people of `table`, and all problems in the order of the file."""
    problems = list(_header_problems(table.header))
    people: list[Person] = []
    for line in table.lines:
        person, found = _person(line, table.header)
        problems += found
        if person is not None:
            people.append(person)
    return people, problems + list(_doubles(people))


def _header_problems(header: tuple[str, ...]) -> Iterator[Problem]:
    for position, name in enumerate(header):
        if not name:
            yield Problem(1, "", f"Column {position + 1} has no name.")
        elif name not in COLUMNS:
            near = nearest_name(name)
            yield Problem(
                1, name, f"There is no column of this name: did you mean {near}?"
            )
        elif name in header[:position]:
            yield Problem(1, name, "This column is there twice.")
    for name in REQUIRED:
        if name not in header:
            yield Problem(1, name, "This column is missing.")


def _person(line: Line, header: tuple[str, ...]) -> tuple[Person | None, list[Problem]]:
    """The person on one line; None if it cannot be said who it is."""
    if len(line.cells) != len(header):
        sentence = (
            f"This line has {len(line.cells)} cells, the header has {len(header)}."
        )
        return None, [Problem(line.number, "", sentence)]
    values: dict[str, Any] = {}
    sentences: dict[str, str] = {}
    for position, (name, text) in enumerate(zip(header, line.cells, strict=True)):
        if position in line.broken:
            sentences[name] = line.broken[position]
        elif name in COLUMNS and text:
            try:
                values[name] = COLUMNS[name].value_of(text)
            except ValidationError as refused:
                sentences[name] = refused.messages[0]
    if "email" in header and not {"email"} & (values.keys() | sentences.keys()):
        sentences["email"] = "Every line needs an address."
    problems = [Problem(line.number, name, said) for name, said in sentences.items()]
    if "email" not in values:
        return None, problems
    missing = set(REQUIRED).difference(header)
    unreadable = frozenset(sentences.keys() | missing)
    return Person(line.number, values["email"], values, unreadable), problems


def _doubles(people: list[Person]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for person in people:
        line = first.setdefault(person.email, person.line)
        if line != person.line:
            yield Problem(
                person.line, "email", f"This address is in line {line} already."
            )
