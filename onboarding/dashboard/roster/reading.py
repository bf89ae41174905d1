"""From a file to a table: which format it has, and the cells as they stand."""

import csv
import io
from collections.abc import Iterator

from onboarding.dashboard.roster.columns import COLUMNS
from onboarding.dashboard.roster.problems import UnreadableError
from onboarding.dashboard.roster.table import Line, Table, tidy
from onboarding.dashboard.roster.workbook import read_workbook

MAX_BYTES = 10 * 1024 * 1024
_SEPARATORS = ",;\t"
_ZIP_START = b"PK\x03\x04"
_OTHER_WORKBOOKS = (".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods", ".numbers")


def read_table(content: bytes, name: str) -> Table:
    """The table in a file called `name`: CSV, or the first sheet of an XLSX workbook.

    Raises UnreadableError, with one sentence, for anything else.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableError("This file is too big: 10 MB at most.")
    if name.lower().endswith(_OTHER_WORKBOOKS):
        raise UnreadableError(
            "Only .xlsx and CSV files are read: save a copy as “Excel workbook "
            "(.xlsx)”, without macros."
        )
    if content.startswith(_ZIP_START):
        return read_workbook(content)
    if name.lower().endswith(".xlsx") and content.strip():
        raise UnreadableError(
            "This is not an Excel workbook. If it has a password, save a copy without."
        )
    return read_csv(content)


def read_csv(content: bytes) -> Table:
    """The table of a CSV file with comma, semicolon or tab. Raises UnreadableError."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError("This file is empty.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableError(
            "This file is not in UTF-8, so letters like é would be lost: save it as "
            "“CSV UTF-8”.",
            line=content.count(b"\n", 0, problem.start) + 1,
        ) from None
    return Table.of(list(_csv_lines(text, _separator(text))))


def _separator(text: str) -> str:
    """The separator with which the header has most names that we know."""
    header = text.partition("\n")[0]

    def known(separator: str) -> tuple[int, int]:
        names = header.replace('"', "").split(separator)
        return sum(tidy(name).lower() in COLUMNS for name in names), len(names)

    return max(_SEPARATORS, key=known)


def _csv_lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        # A quoted cell may go over several lines: the first of them is the number.
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableError(
                "This line cannot be read: check its quotation marks.", line=number
            ) from None
        if any(cell.strip() for cell in cells):
            yield Line(number, tuple(tidy(cell) for cell in cells))
