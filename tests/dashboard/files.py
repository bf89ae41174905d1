"""Files as coordinators have them, for the tests of the import."""

import io

from openpyxl import Workbook

PERSON = {
    "email": "amina.yusuf@mail.example",
    "given_name": "Amina",
    "family_name": "Yusuf",
    "category": "j1",
}


def person(**cells):
    """One valid row; `cells` replace or add."""
    return PERSON | cells


def csv_of(*rows, separator=",", encoding="utf-8"):
    """A CSV file of `rows`, whose first one names the columns."""
    lines = [separator.join(rows[0]), *(separator.join(row.values()) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_of(*rows, change=None):
    """A workbook of `rows`; `change(sheet)` may spoil it before it is saved."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    if change:
        change(sheet)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
