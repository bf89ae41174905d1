"""The first sheet of an XLSX workbook, read without trusting it."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from onboarding.dashboard.roster.problems import UnreadableError
from onboarding.dashboard.roster.table import MAX_LINES, Line, Table, tidy

# A workbook is a ZIP archive; a few bytes of it can unpack to any size.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 1_000
# Small archives of repeated text pack well and harm nobody.
_HARMLESS = 5 * 1024 * 1024
# The sheet may claim a million columns and rows: nothing is read beyond these.
_MAX_COLUMNS = 100
_MAX_ROWS = 2 * MAX_LINES


def read_workbook(content: bytes) -> Table:
    """The table of the first sheet. Raises UnreadableError.

    Line numbers are those of the sheet. Cells with formulas or errors are marked as
    broken: what they show depends on the program that opened them last.
    """
    _refuse_traps(content)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and validations that it drops; we read neither.
            warnings.simplefilter("ignore")
            lines = list(_sheet_lines(content))
    except UnreadableError:
        raise
    except Exception as broken:  # noqa: BLE001 -- openpyxl raises whatever it trips over
        raise UnreadableError(
            "This workbook is damaged: open it in Excel and save it again."
        ) from broken
    return Table.of(_as_wide_as_the_header(lines))


def _refuse_traps(content: bytes) -> None:
    """Look at the archive's directory only: nothing has been unpacked yet."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableError(
            "This workbook is damaged: open it in Excel and save it again."
        ) from None
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UnreadableError("This workbook has macros: save a copy without them.")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    is_bomb = unpacked > _HARMLESS and unpacked / packed > MAX_RATIO
    if is_bomb or unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise UnreadableError(
            "This workbook unpacks to far more than a list of residents: copy the "
            "cells to a new one."
        )


def _sheet_lines(content: bytes) -> Iterator[Line]:
    # Not data_only: with it a formula would look like the value somebody last saw.
    workbook = load_workbook(
        io.BytesIO(content), read_only=True, data_only=False, keep_links=False
    )
    try:
        if not workbook.worksheets:
            raise UnreadableError("This workbook has no sheet.")
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=_MAX_COLUMNS)
        for number, row in enumerate(rows, start=1):
            if number > _MAX_ROWS:
                raise UnreadableError(f"A file has at most {MAX_LINES:,} residents.")
            line = _line(number, row)
            if line is not None:
                yield line
    finally:
        workbook.close()


def _line(number: int, row: tuple[Any, ...]) -> Line | None:
    cells: list[str] = []
    broken: dict[int, str] = {}
    for position, cell in enumerate(row):
        if cell.data_type == "f":
            broken[position] = "This is a formula: paste its value instead."
        elif cell.data_type == "e":
            broken[position] = "This cell shows an error: write the value."
        cells.append("" if position in broken else tidy(_text(cell)))
    is_empty = not broken and not any(cells)
    return None if is_empty else Line(number, tuple(cells), broken)


def _text(cell: Any) -> str:  # noqa: ANN401 -- openpyxl's cells have no types
    """What the cell says: days in ISO form, numbers without “.0”."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and set(cell.number_format) == {"0"}:
        # The format 00000000 shows 123 as 00000123: that is what the person sees.
        return str(value).zfill(len(cell.number_format))
    return str(value)


def _as_wide_as_the_header(lines: list[Line]) -> list[Line]:
    """All lines as long as the header, longer only where a cell stands outside of it.

    A sheet has no width of its own: empty cells may be there or not.
    """
    header_width = _width(lines[0]) if lines else 0
    fitted = []
    for line in lines:
        width = max(header_width, _width(line))
        cells = (line.cells + ("",) * width)[:width]
        fitted.append(Line(line.number, cells, line.broken))
    return fitted


def _width(line: Line) -> int:
    filled = [i for i, cell in enumerate(line.cells) if cell or i in line.broken]
    return filled[-1] + 1
