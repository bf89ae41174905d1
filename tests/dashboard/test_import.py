"""A list of residents becomes a cohort."""

import json
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.accounts.models import User
from onboarding.checklists.models import Event, Item
from onboarding.residents.models import Cohort, KeyDate, Resident, Switch
from tests import factories
from tests.commands import run
from tests.dashboard.files import csv_of, person, xlsx_of

pytestmark = pytest.mark.django_db

FULL = person(
    preferred_name="Mina",
    hospital_email="ayusuf@riverside.example",
    aamc_id="01234567",
    medical_school="Indus Valley Medical College",
    medical_school_country="pk",
    graduation_year="2024",
    pgy="2",
    time_zone="Asia/Karachi",
    faculty_mentor="Faculty@riverside.example",
    new_to_us="yes",
    has_ssn="no",
    visa_interview="12 May 2027",
    arrival_in_us="2027-06-10",
)


@pytest.fixture
def program(db):
    """A program with a pack of two items, one of them for J-1 and after arrival."""
    edition = factories.make_edition()
    factories.make_definition("sign-contract", edition=edition)
    factories.make_definition(
        "report-arrival",
        edition=edition,
        rules={
            "applies_to": {"category": ["j1"]},
            "due": {"anchor": "arrival_in_us", "days": 4},
        },
        deadline="legal",
    )
    factories.make_user("faculty@riverside.example")
    return factories.make_program("im-riverside")


@pytest.fixture
def bring(tmp_path, program):
    """Import a file of the given content into the cohort of 2027."""

    def bring(content, *options, name="residents.csv", cohort="im-riverside/2027"):
        path = tmp_path / name
        path.write_bytes(content)
        return run("import_residents", path, "--cohort", cohort, "--json", *options)

    return bring


def counts(added=0, changed=0, unchanged=0):
    numbers = {"added": added, "changed": changed, "unchanged": unchanged}
    return numbers | {"problems": []}


def test_import_makes_the_missing_cohort_with_its_two_dates(bring):
    bring(csv_of(person()))

    cohort = Cohort.objects.get()
    assert cohort.slug == "im-riverside/2027"
    assert cohort.program_start == date(2027, 7, 1)
    assert cohort.orientation_start == date(2027, 6, 17)


def test_import_stores_every_column_where_it_belongs(bring):
    answer = bring(csv_of(FULL))

    assert (answer.code, answer.json) == (0, counts(added=1)), answer.said
    resident = Resident.objects.get()
    assert resident.user.email == "amina.yusuf@mail.example"
    assert resident.user.name == "Amina Yusuf"
    assert not resident.user.has_usable_password()
    assert resident.preferred_name == "Mina"
    assert resident.hospital_email == "ayusuf@riverside.example"
    assert (resident.category, resident.pgy) == ("j1", 2)
    assert resident.time_zone == "Asia/Karachi"
    assert resident.faculty_mentor.email == "faculty@riverside.example"
    assert resident.peer_mentor is None
    credentials = resident.credentials
    assert credentials.aamc_id == "01234567"
    assert credentials.medical_school == "Indus Valley Medical College"
    assert credentials.medical_school_country.code == "PK"
    assert credentials.graduation_year == 2024
    assert dict(resident.switches.values_list("name", "is_on")) == {
        "new_to_us": True,
        "has_ssn": False,
    }
    assert dict(resident.key_dates.values_list("anchor", "on")) == {
        "visa_interview": date(2027, 5, 12),
        "arrival_in_us": date(2027, 6, 10),
    }


def test_import_gives_new_residents_their_plans(bring):
    bring(csv_of(FULL))

    due = dict(Item.objects.values_list("slug", "due_on"))
    assert due["report-arrival"] == date(2027, 6, 14)
    assert Event.objects.get().kind == Event.Kind.ENROLLED


def test_importing_the_same_file_twice_changes_nothing(bring):
    content = csv_of(FULL, FULL | {"email": "b@mail.example", "aamc_id": "0002"})
    bring(content)
    before = _snapshot()

    answer = bring(content)

    assert answer.json == counts(unchanged=2)
    assert _snapshot() == before


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_import_reads_any_separator_with_or_without_bom(bring, separator, encoding):
    row = person(given_name="Żaneta", family_name="O’Brien-Ñúñez")

    answer = bring(csv_of(row, separator=separator, encoding=encoding))

    assert answer.json == counts(added=1), answer.said
    assert str(Resident.objects.get()) == "O’Brien-Ñúñez, Żaneta"


def test_import_reads_columns_in_any_order_and_any_case(bring):
    row = dict(reversed(FULL.items()))
    content = csv_of({name.upper(): cell for name, cell in row.items()})

    assert bring(content).json == counts(added=1)


def test_import_reads_the_dates_and_numbers_of_a_workbook(bring):
    row = FULL | {
        "graduation_year": 2024.0,
        "pgy": 2,
        "visa_interview": datetime(2027, 5, 12, 9, 30),
        "arrival_in_us": date(2027, 6, 10),
    }

    answer = bring(xlsx_of(row), name="residents.xlsx")

    assert answer.json == counts(added=1), answer.said
    assert bring(csv_of(FULL)).json == counts(unchanged=1)


def test_import_keeps_the_zeros_that_a_number_format_shows(bring):
    def as_number(sheet):
        sheet["E2"].number_format = "00000000"

    row = person(aamc_id=1234567)

    bring(xlsx_of(row, change=as_number), name="residents.xlsx")

    assert Resident.objects.get().credentials.aamc_id == "01234567"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-07-01", date(2027, 7, 1)),
        ("2027/7/1", date(2027, 7, 1)),
        ('"July 1, 2027"', date(2027, 7, 1)),
        ("1 Jul 2027", date(2027, 7, 1)),
        ("1-Jul-2027", date(2027, 7, 1)),
        ("Sept. 3 2027", date(2027, 9, 3)),
        ("25/12/2027", date(2027, 12, 25)),
        ("12/25/2027", date(2027, 12, 25)),
        ("05.05.2027", date(2027, 5, 5)),
    ],
)
def test_import_reads_dates_that_have_one_meaning(bring, written, day):
    answer = bring(csv_of(person(visa_interview=written)))

    assert answer.json == counts(added=1), answer.said
    assert KeyDate.objects.get().on == day


def test_an_empty_cell_changes_nothing_and_clear_empties(bring):
    bring(csv_of(FULL))
    row = FULL | {
        "family_name": "",
        "preferred_name": "clear",
        "graduation_year": "clear",
        "medical_school": "",
        "faculty_mentor": "clear",
        "new_to_us": "clear",
        "has_ssn": "",
        "visa_interview": "",
        "arrival_in_us": "clear",
    }

    assert bring(csv_of(row)).json == counts(changed=1)

    resident = Resident.objects.get()
    assert (resident.family_name, resident.preferred_name) == ("Yusuf", "")
    assert resident.faculty_mentor is None
    assert resident.credentials.graduation_year is None
    assert resident.credentials.medical_school == "Indus Valley Medical College"
    assert list(resident.switches.values_list("name", flat=True)) == ["has_ssn"]
    assert [d.anchor for d in resident.key_dates.all()] == ["visa_interview"]
    assert bring(csv_of(row)).json == counts(unchanged=1)


def test_somebody_may_be_called_clear(bring):
    bring(csv_of(person(family_name="Clear")))

    assert Resident.objects.get().family_name == "Clear"


def test_two_long_names_are_cut_for_the_account_alone(bring):
    bring(csv_of(person(given_name="A" * 100, family_name="B" * 100)))

    resident = Resident.objects.get()
    assert (resident.given_name, resident.family_name) == ("A" * 100, "B" * 100)
    assert resident.user.name == f"{'A' * 100} {'B' * 49}"


def test_a_changed_date_moves_the_plan(bring):
    bring(csv_of(FULL))

    bring(csv_of(FULL | {"arrival_in_us": "2027-06-20"}))

    assert Item.objects.get(slug="report-arrival").due_on == date(2027, 6, 24)
    assert Event.objects.filter(kind=Event.Kind.REPLANNED).count() == 1


def test_a_changed_category_retires_what_no_longer_applies(bring):
    bring(csv_of(FULL))

    bring(csv_of(FULL | {"category": "lpr"}))

    assert Item.objects.get(slug="report-arrival").state == "not_applicable"


def test_a_changed_name_leaves_the_plan_alone(bring):
    bring(csv_of(FULL))

    bring(csv_of(FULL | {"family_name": "Yusuf-Khan"}))

    assert User.objects.get(email=FULL["email"]).name == "Amina Yusuf-Khan"
    assert not Event.objects.filter(kind=Event.Kind.REPLANNED).exists()


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(bring):
    before = _snapshot()

    answer = bring(csv_of(FULL), "--dry-run")

    assert (answer.code, answer.json) == (0, counts(added=1))
    assert _snapshot() == before


def test_the_address_is_the_same_person_whatever_its_case(bring):
    bring(csv_of(FULL))

    answer = bring(csv_of(FULL | {"email": "Amina.YUSUF@mail.example", "pgy": "3"}))

    assert answer.json == counts(changed=1)
    assert Resident.objects.get().pgy == 3


def test_an_account_from_another_institution_is_used_again(bring):
    other = factories.make_resident(email=FULL["email"])

    assert bring(csv_of(FULL)).json == counts(added=1)
    assert Resident.objects.filter(user=other.user).count() == 2


def test_a_resident_of_another_cohort_of_the_institution_is_refused(bring, program):
    factories.make_resident(
        factories.make_cohort(program, year=2026), email=FULL["email"]
    )

    answer = bring(csv_of(FULL))

    assert answer.code == 1
    assert answer.json["problems"] == [
        {
            "line": 2,
            "column": "email",
            "message": "This person is a resident of im-riverside/2026.",
        }
    ]


def test_without_a_pack_nothing_is_imported(tmp_path):
    factories.make_program("im-riverside")
    path = tmp_path / "residents.csv"
    path.write_bytes(csv_of(person()))

    answer = run("import_residents", path, "--cohort", "im-riverside/2027", "--json")

    assert answer.code == 1
    assert "load_pack" in answer.json["problems"][0]["message"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "cohort", ["nobody/2027", "im-riverside", "im-riverside/27", "im-riverside/9999"]
)
def test_a_cohort_that_cannot_be_is_wrong_usage(bring, cohort):
    assert bring(csv_of(FULL), cohort=cohort).code == 2


def test_a_missing_file_is_wrong_usage(program, tmp_path):
    answer = run("import_residents", tmp_path / "no.csv", "--cohort=im-riverside/2027")

    assert answer.code == 2


def test_queries_do_not_grow_with_the_rows(bring):
    bring(csv_of(person()))  # makes the cohort
    few = _queries(bring, 3, start=0)
    many = _queries(bring, 30, start=3)

    assert many == few


def _queries(bring, number, start):
    rows = [
        FULL | {"email": f"person{i}@mail.example"}
        for i in range(start, start + number)
    ]
    with CaptureQueriesContext(connection) as counted:
        assert bring(csv_of(*rows)).json == counts(added=number)
    return len(counted)


def _snapshot():
    """All that an import may touch, as text."""
    models = (User, Cohort, Resident, KeyDate, Switch, Item, Event)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return json.dumps(rows, default=str)
