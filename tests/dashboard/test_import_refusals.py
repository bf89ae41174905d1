"""Odd files are refused with line, column and sentence, and nothing is written."""

import io
import zipfile

import pytest

from onboarding.accounts.models import User
from onboarding.dashboard.roster import workbook
from onboarding.dashboard.roster.reading import MAX_BYTES
from onboarding.residents.models import Cohort, Resident
from tests import factories
from tests.commands import run
from tests.dashboard.files import PERSON, csv_of, person, xlsx_of

pytestmark = pytest.mark.django_db

HEADER = ",".join(PERSON)
AMINA = ",".join(PERSON.values())
LATIN_1 = f"{HEADER}\n{AMINA}\nb@mail.example,Zoë,A,j1".encode("latin-1")


@pytest.fixture
def refused(tmp_path, db):
    """Import `content`; gives the problems after looking that nothing was written."""
    factories.make_definition()
    factories.make_program("im-riverside")

    def refused(content, name="residents.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        answer = run("import_residents", path, "--cohort=im-riverside/2027", "--json")
        assert answer.code == 1
        assert (answer.json["added"], answer.json["changed"]) == (0, 0)
        assert not User.objects.exists()
        assert not Cohort.objects.exists()
        assert not Resident.objects.exists()
        problems = [tuple(p.values()) for p in answer.json["problems"]]
        for line, column, message in problems:
            assert f"line {line}" in answer.said
            assert column in answer.said
            assert message.endswith((".", "?"))
        return problems

    return refused


CELLS = [
    ("category", "j2", "This is not a category"),
    ("new_to_us", "maybe", "Write yes or no"),
    ("time_zone", "Asia/Karatchi", "did you mean Asia/Karachi?"),
    ("time_zone", "EST5EDT-nonsense-zone", "This is not an IANA time zone"),
    ("medical_school_country", "Pakistan", "two letters"),
    ("medical_school_country", "UK", "two letters"),
    ("faculty_mentor", "nobody@mail.example", "There is no account"),
    ("peer_mentor", "B@mail.example", "Nobody can be their own mentor"),
    ("faculty_mentor", "the chief", "This is not an e-mail address"),
    ("hospital_email", "ayusuf", "This is not an e-mail address"),
    ("email", "amina at mail.example", "This is not an e-mail address"),
    ("email", "", "Every line needs an address"),
    ("email", "clear", "This cannot be empty"),
    ("given_name", "", "A new resident needs this"),
    ("given_name", "clear", "This cannot be empty"),
    ("given_name", "=HYPERLINK(0)", "as a formula does"),
    ("family_name", "+1", "as a formula does"),
    ("family_name", "-Khan", "as a formula does"),
    ("preferred_name", "@mina", "as a formula does"),
    ("family_name", "K" * 101, "This has 101 characters; at most 100 fit"),
    ("given_name", "Ami\x00na", "U+0000"),
    ("given_name", "Ami\u202ena", "U+202E"),
    ("given_name", '"Ami\nna"', "U+000A"),
    ("pgy", "first", "Write a number from 1 to 9"),
    ("pgy", "0", "Write a number from 1 to 9"),
    ("pgy", "٢", "Write a number from 1 to 9"),
    ("graduation_year", "24", "Write a number from 1950 to 2100"),
    ("graduation_year", "9" * 5000, "Write a number from 1950 to 2100"),
    ("aamc_id", "123-45-6789", "Social Security number"),
    ("given_name", "Amina 123 45 6789", "Social Security number"),
    ("medical_school", "123456789", "Social Security number"),
    ("visa_interview", "03/04/2027", "can be read in two ways"),
    ("visa_interview", "3-4-2027", "can be read in two ways"),
    ("visa_interview", "2027-02-30", "There is no day 30 of month 2 in 2027"),
    ("visa_interview", "31/04/2027", "There is no day 31 of month 4 in 2027"),
    ("visa_interview", "July 1", "This is not a date"),
    ("visa_interview", "01/07/27", "This is not a date"),
    ("visa_interview", "46204", "This is not a date"),
    ("visa_interview", "Ju 1 2027", "This is not a date"),
    ("passport_expiry", "9999-12-31", "check the year"),
    ("ds2019_received", "1027-07-01", "check the year"),
]


@pytest.mark.parametrize(("column", "cell", "sentence"), CELLS)
def test_a_bad_cell_is_named_and_nothing_is_written(refused, column, cell, sentence):
    good = person(**({column: ""} if column not in PERSON else {}))
    bad = good | {"email": "b@mail.example", column: cell}

    problems = refused(csv_of(good, bad))

    assert any(
        line == 3 and name == column and sentence in message
        for line, name, message in problems
    ), problems


@pytest.mark.parametrize("cell", ["123-45-6789", "123456789"])
@pytest.mark.parametrize("column", ["aamc_id", "category", "time_zone", "pgy"])
def test_a_private_number_is_never_repeated(refused, column, cell):
    assert cell not in str(refused(csv_of(person(**{column: cell}))))


FILES = [
    (b"", (1, "", "This file is empty.")),
    (b"\xef\xbb\xbf\r\n", (1, "", "This file is empty.")),
    (HEADER.encode(), (1, "", "There is no resident in this file.")),
    (f"\n{HEADER}\n{AMINA}".encode(), (1, "", "The first line must have the names")),
    (LATIN_1, (3, "", "not in UTF-8")),
    (f"{HEADER}\n{AMINA}".encode("utf-16"), (1, "", "not in UTF-8")),
    (f"{HEADER}\n{AMINA},x".encode(), (2, "", "5 cells, the header has 4")),
    (f"{HEADER}\nb@mail.example,B".encode(), (2, "", "2 cells, the header has 4")),
    (f"{HEADER},\n{AMINA},".encode(), (1, "", "Column 5 has no name.")),
    (f"{HEADER},email\n{AMINA},x@y.example".encode(), (1, "email", "there twice")),
    (
        f"{HEADER},arival_in_us\n{AMINA},".encode(),
        (1, "arival_in_us", "did you mean arrival_in_us?"),
    ),
    (
        f"{HEADER},Given Name\n{AMINA},".encode(),
        (1, "given name", "did you mean given_name?"),
    ),
    (
        b"email,given_name,family_name\na@b.example,A,B",
        (1, "category", "This column is missing."),
    ),
    (
        f'{HEADER}\n{AMINA}\n"b@mail.example,B,C,j1'.encode(),
        (3, "", "check its quotation marks"),
    ),
    (
        f"{HEADER}\n{AMINA}\n\n{AMINA.upper()}".encode(),
        (4, "email", "in line 2 already"),
    ),
    (b"%PDF-1.7 \xff\xfe", (1, "", "not in UTF-8")),
    (b"a," * (MAX_BYTES // 2 + 1), (1, "", "too big")),
]


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_a_bad_file_is_refused(refused, content, expected):
    line, column, sentence = expected

    problems = refused(content)

    assert any(
        (found[0], found[1]) == (line, column) and sentence in found[2]
        for found in problems
    ), problems


def test_all_problems_come_at_once_in_the_order_of_the_file(refused):
    rows = [person(category="j2", pgy="x"), person(email="b@mail.example", pgy="0")]

    found = [problem[:2] for problem in refused(csv_of(*rows))]

    assert found == [(2, "category"), (2, "pgy"), (3, "pgy")]


def test_a_missing_column_is_said_once_and_not_for_every_line(refused):
    content = b"email,given_name,family_name\na@b.example,A,B\nc@d.example,C,D\n"

    assert [problem[:2] for problem in refused(content)] == [(1, "category")]


@pytest.mark.parametrize(
    "name", ["residents.xlsm", "residents.xls", "residents.ods", "residents.xlsx"]
)
def test_what_is_neither_csv_nor_xlsx_is_refused(refused, name):
    [(line, column, _)] = refused(b"\xd0\xcf\x11\xe0 an old workbook", name)

    assert (line, column) == (1, "")


def test_a_formula_in_a_workbook_is_refused_wherever_it_is(refused):
    problems = refused(xlsx_of(person(pgy="=1+1")), "residents.xlsx")

    assert problems == [(2, "pgy", "This is a formula: paste its value instead.")]


def test_a_formula_in_the_header_is_refused(refused):
    content = xlsx_of(person() | {'="pgy"': "1"})

    [(line, _, message)] = refused(content, "residents.xlsx")

    assert (line, "formula" in message) == (1, True)


def test_a_text_that_looks_like_a_formula_is_refused_in_a_name(refused):
    def as_text(sheet):
        sheet["B2"].value = "=A1"
        sheet["B2"].data_type = "s"

    [(line, column, message)] = refused(
        xlsx_of(person(), change=as_text), "residents.xlsx"
    )

    assert (line, column) == (2, "given_name")
    assert "as a formula does" in message


def test_an_error_in_a_workbook_is_refused(refused):
    [(line, column, _)] = refused(xlsx_of(person(pgy="#N/A")), "residents.xlsx")

    assert (line, column) == (2, "pgy")


def test_lines_of_a_workbook_are_those_of_the_sheet(refused):
    def lower(sheet):
        sheet.insert_rows(2, amount=3)

    problems = refused(xlsx_of(person(category="x"), change=lower), "residents.xlsx")

    assert [problem[:2] for problem in problems] == [(5, "category")]


def test_a_cell_beside_the_table_is_refused(refused):
    def beside(sheet):
        sheet["H2"].value = "call her"

    problems = refused(xlsx_of(person(), change=beside), "residents.xlsx")

    assert problems == [(2, "", "This line has 8 cells, the header has 4.")]


def test_a_workbook_with_macros_is_refused_whatever_its_name(refused):
    [(_, _, message)] = refused(
        _with_part(xlsx_of(person()), "xl/vbaProject.bin", b"x"), "residents.xlsx"
    )

    assert "macros" in message


def test_a_workbook_that_explodes_is_refused_before_it_is_unpacked(refused):
    bomb = _with_part(xlsx_of(person()), "xl/media/x.xml", bytes(20 * 1024 * 1024))

    [(_, _, message)] = refused(bomb, "residents.xlsx")

    assert "unpacks to far more" in message


def test_a_sheet_that_claims_a_billion_rows_is_refused_soon(refused, monkeypatch):
    monkeypatch.setattr(workbook, "_MAX_ROWS", 50)

    def far_below(sheet):
        sheet["A1000000"].value = "x@mail.example"

    [(_, _, message)] = refused(xlsx_of(person(), change=far_below), "residents.xlsx")

    assert "at most" in message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_refused(refused, part):
    content = _with_part(xlsx_of(person()), part, b"<not xml")

    [(_, _, message)] = refused(content, "residents.xlsx")

    assert "damaged" in message


def test_a_workbook_that_declares_entities_is_refused(refused):
    sheet = b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    content = _with_part(xlsx_of(person()), "xl/worksheets/sheet1.xml", sheet)

    [(_, _, message)] = refused(content, "residents.xlsx")

    assert message.startswith("This workbook is damaged")


def test_half_a_workbook_is_refused(refused):
    [(_, _, message)] = refused(xlsx_of(person())[:700], "residents.xlsx")

    assert "damaged" in message


def _with_part(content, name, data):
    """The archive `content` with one part added or replaced."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            if part != name:
                after.writestr(part, before.read(part))
        after.writestr(name, data)
    return changed.getvalue()
