"""What is wrong with a pack, and where: the line a person opens to mend it."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

_LONGEST = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. `file` is relative to the pack folder, lines count from 1."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """The problem as it stands in the JSON of the command."""
        return asdict(self)


class RefusedPackError(Exception):
    """The pack was not loaded; `problems` holds everything that stands in the way."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = len(self.problems)
        super().__init__(f"{count} problem{'s' if count > 1 else ''}")


def shortened(value: object) -> str:
    """`value` on one line and not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def quoted(value: object) -> str:
    """`value` in quotation marks, on one line and not too long."""
    return f"“{shortened(value)}”"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the known word nearest to `word`, or a full stop."""
    nearest = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {quoted(nearest[0])}?" if nearest else "."
