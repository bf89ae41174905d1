"""A cohort as data."""

import csv
import io
import json
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from onboarding.dashboard.export import as_csv, as_xlsx, cohort_data
from tests import factories
from tests.commands import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(resident):
    """An item of the resident in Karachi, due on May 11, a week after NOW."""
    return factories.make_item(resident, "sign-contract")


def test_export_has_exactly_the_promised_keys(item, cohort):
    data = cohort_data(cohort, now=NOW)

    assert data == {
        "cohort": "im-riverside/2027",
        "residents": [
            {
                "email": item.resident.user.email,
                "name": "Aoife O'Brien",
                "category": "j1",
                "time_zone": "Asia/Karachi",
                "items": [
                    {
                        "slug": "sign-contract",
                        "title": "Sign contract",
                        "section": "match",
                        "occurrence": 1,
                        "state": "due_soon",
                        "late": False,
                        "next_actor": "resident",
                        "due_on": "2027-05-11",
                        "waiting_for": None,
                        "completed_on": None,
                        "deadline": "institution",
                    }
                ],
                "ratings": [],
            }
        ],
    }


def test_export_carries_current_ratings_as_levels_and_codes(resident, cohort):
    wrong = factories.make_assessment(resident, levels={"pain-nature": 5})
    factories.make_assessment(
        resident,
        levels={"pain-nature": 2.5, "pain-assess": "not_assessable"},
        supersedes=wrong,
    )
    factories.make_assessment(
        resident, source="self", levels={"pain-nature": "below_level_1"}
    )

    (exported,) = cohort_data(cohort, now=NOW)["residents"]

    assert sorted(exported["ratings"], key=str) == [
        {
            "competency": competency,
            "occasion": "arrival",
            "source": source,
            "level": level,
        }
        for competency, source, level in [
            ("pain-assess", "faculty", "not_assessable"),
            ("pain-nature", "faculty", 2.5),
            ("pain-nature", "self", "below_level_1"),
        ]
    ]


def test_export_counts_days_where_the_resident_is(resident, cohort):
    factories.make_item(resident, "today", due_on=date(2027, 5, 4))

    # 23:00 in Ohio on May 4 is 08:00 in Karachi on May 5.
    late_evening = NOW.replace(hour=3, day=5)
    [item] = cohort_data(cohort, now=late_evening)["residents"][0]["items"]

    assert (item["state"], item["late"]) == ("overdue", True)


def test_export_names_what_an_item_waits_for(resident, cohort):
    factories.make_item(resident, "a", due_on=None, waiting_for="arrival_in_us")
    factories.make_item(resident, "b", waiting_for="a")

    a, b = cohort_data(cohort, now=NOW)["residents"][0]["items"]

    assert (a["state"], a["next_actor"]) == ("waiting_for_date", "date")
    assert (a["due_on"], a["waiting_for"]) == (None, "arrival_in_us")
    assert (b["state"], b["next_actor"]) == ("waiting_for_item", "item")
    assert b["waiting_for"] == "a"


def test_export_leaves_out_who_has_left(cohort):
    factories.make_resident(cohort, withdrawn_at=NOW)

    assert cohort_data(cohort, now=NOW)["residents"] == []


def test_command_prints_json(item):
    with time_machine.travel(NOW, tick=False):
        answer = run("export_cohort", "im-riverside/2027", "--format", "json")

    [resident] = json.loads(answer.out)["residents"]
    assert resident["items"][0]["state"] == "due_soon"


def test_command_writes_csv_with_one_line_per_item(item, tmp_path):
    path = tmp_path / "cohort.csv"
    factories.make_item(item.resident, "get-bed")

    answer = run("export_cohort", "im-riverside/2027", "--format=csv", "--output", path)

    assert (answer.code, answer.out) == (0, "")
    lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [line["slug"] for line in lines] == ["sign-contract", "get-bed"]
    assert {line["email"] for line in lines} == {item.resident.user.email}
    assert lines[0]["due_on"] == "2027-05-11"
    assert (lines[0]["waiting_for"], lines[0]["completed_on"]) == ("", "")


def test_command_writes_a_workbook(item, tmp_path):
    path = tmp_path / "cohort.xlsx"

    run("export_cohort", "im-riverside/2027", "--format=xlsx", "--output", path)

    header, line = load_workbook(path).worksheets[0].values
    found = dict(zip(header, line, strict=True))
    assert (found["slug"], found["occurrence"]) == ("sign-contract", 1)
    assert found["category"] == "j1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_never_becomes_a_formula(item, cohort, start):
    name = f"{start}HYPERLINK(1)"
    item.resident.given_name = name
    item.resident.save()

    data = cohort_data(cohort, now=NOW)

    [line] = csv.DictReader(io.StringIO(as_csv(data), newline=""))
    assert line["name"].startswith(f"'{name}")
    cell = load_workbook(io.BytesIO(as_xlsx(data))).worksheets[0]["B2"]
    assert cell.data_type == "s"
    assert cell.value.strip().startswith(name.strip())
    assert cell.quotePrefix


def test_a_cohort_that_is_not_there_is_wrong_usage(cohort):
    for name in ("im-riverside/2026", "nobody/2027", "2027"):
        assert run("export_cohort", name, "--format=json").code == 2


def test_a_workbook_needs_a_file_or_a_pipe(item):
    answer = run("export_cohort", "im-riverside/2027", "--format=xlsx")

    assert (answer.code, answer.out) == (2, "")
    assert "--output" in answer.said


def test_export_has_the_same_queries_for_1_and_30_residents(item, cohort):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            cohort_data(cohort, now=NOW)
        return len(counted)

    few = queries()
    for _ in range(29):
        factories.make_item(factories.make_resident(cohort))

    assert queries() == few <= 6
