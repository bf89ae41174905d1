"""What is wrong with a file: always where, and a sentence that says what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem. The header is line 1; `column` is "" for a whole line or file."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}"
        return (
            f"{where}, {self.column}: {self.message}"
            if self.column
            else (f"{where}: {self.message}")
        )


class UnreadableError(Exception):
    """The file cannot be read at all; carries the one problem."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        super().__init__(message)
        self.problem = Problem(line, "", message)
