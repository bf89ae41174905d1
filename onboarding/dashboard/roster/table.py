"""Lines of text with their numbers: what every kind of file is turned into."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from onboarding.dashboard.roster.problems import UnreadableError

MAX_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty; `number` counts from the header, which is 1.

    `broken` has the sentence for each cell, by position, that could not be read.
    """

    number: int
    cells: tuple[str, ...]
    broken: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, in small letters, and the lines below them."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Table":
        """The table of `lines`, the first of which is the header.

        Raises UnreadableError if there is no header, no resident, or too many.
        """
        if not lines or lines[0].number != 1:
            raise UnreadableError("The first line must have the names of the columns.")
        header, *rest = lines
        for position, sentence in header.broken.items():
            raise UnreadableError(f"Column {position + 1}: {sentence}")
        if not rest:
            raise UnreadableError("There is no resident in this file.")
        if len(rest) > MAX_LINES:
            raise UnreadableError(f"A file has at most {MAX_LINES:,} residents.")
        return cls(tuple(name.lower() for name in header.cells), tuple(rest))


def tidy(text: str) -> str:
    """A cell without blanks around it, each letter in its one usual form."""
    return unicodedata.normalize("NFC", text).strip()
