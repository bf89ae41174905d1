"""The command: what it stores, what it prints, how it ends."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.checklists import enrollment
from onboarding.checklists.models import Edition, Item, ItemDefinition, Pack, Section
from tests import factories
from tests.checklists.packs import FRAMEWORK, NEEDS, PACK, item, write_pack
from tests.commands import run

pytestmark = pytest.mark.django_db


def load(folder):
    """What the command answers for `folder`."""
    return run("load_pack", folder, "--json")


def test_loading_a_pack_counts_what_it_stored(tmp_path):
    write_pack(tmp_path, framework=FRAMEWORK, needs_assessment=NEEDS)

    answer = load(tmp_path)

    assert answer.code == 0
    assert answer.json == {
        "pack": "small",
        "edition": "1",
        "status": "loaded",
        "items": 1,
        "competencies": 1,
        "questions": 2,
    }


def test_optional_files_left_out_count_as_none(tmp_path):
    answer = load(write_pack(tmp_path))

    assert answer.code == 0
    assert (answer.json["competencies"], answer.json["questions"]) == (0, 0)


def test_loaded_item_says_what_the_file_says(tmp_path):
    values = {
        "verifier": "coordinator",
        "applies_to": "{category: j1, has_ssn: false, state: [OH, IL]}",
        "requires": "[first]",
        "due": "{anchor: match_day, business_days: 3}",
        "not_before": "{anchor: match_day}",
        "repeats": "{every_months: 12, until: program_end}",
        "lead_days": "21",
        "competencies": "[pain-nature]",
        "sensitive": "true",
    }
    items = item("first", section="pay") + item(**values)
    load(write_pack(tmp_path, items=items, framework=FRAMEWORK))

    stored = ItemDefinition.objects.get(slug="sign-contract")
    assert stored.rules == {
        "applies_to": {"category": ["j1"], "has_ssn": False, "state": ["OH", "IL"]},
        "requires": ["first"],
        "due": {"anchor": "match_day", "business_days": 3},
        "not_before": {"anchor": "match_day"},
        "repeats": {"every_months": 12, "until": "program_end"},
        "lead_days": 21,
    }
    assert stored.sources == [
        {
            "name": "A rule",
            "url": "https://rules.example/1",
            "checked_on": "2026-11-23",
            "verified": False,
        }
    ]
    assert stored.competencies == ["pain-nature"]
    assert stored.is_sensitive
    assert (stored.owner, stored.verifier) == ("resident", "coordinator")


def test_rules_hold_only_what_the_file_gives(tmp_path):
    load(write_pack(tmp_path))

    assert ItemDefinition.objects.get().rules == {
        "due": {"anchor": "match_day", "days": 14}
    }


def test_items_stand_in_the_order_of_the_sections(tmp_path):
    items = item("z", section="pay") + item("y") + item("x")
    load(write_pack(tmp_path, items=items))

    assert [d.slug for d in ItemDefinition.objects.order_by("position")] == [*"yxz"]
    assert [s.slug for s in Section.objects.order_by("position")] == ["match", "pay"]


def test_edition_keeps_the_titles_of_competencies(tmp_path):
    load(write_pack(tmp_path, framework=FRAMEWORK))

    assert Edition.objects.get().competencies == {
        "pain-nature": "Pain as an experience"
    }


def test_loading_the_same_again_says_unchanged(tmp_path):
    load(write_pack(tmp_path))
    laid_out_anew = item().replace("Do it today.", '"Do it today."') + "# The end\n"
    write_pack(tmp_path, items=laid_out_anew)

    answer = load(tmp_path)

    assert answer.code == 0
    assert (answer.json["status"], answer.json["items"]) == ("unchanged", 1)
    assert ItemDefinition.objects.count() == 1


@pytest.mark.parametrize(
    "files",
    [
        {"items": item(title="Sign it now")},
        {"framework": FRAMEWORK},
        {"needs_assessment": NEEDS},
        {"pack": PACK.replace("Match and contract", "The Match")},
    ],
    ids=["item", "framework", "question", "section"],
)
def test_other_content_under_the_same_edition_is_refused(tmp_path, files):
    load(write_pack(tmp_path))

    answer = load(write_pack(tmp_path, **files))

    assert answer.code == 1
    assert answer.json == {
        "status": "refused",
        "problems": [
            {
                "file": "pack.yaml",
                "line": 2,
                "where": "edition",
                "message": "Edition “1” is loaded already with other content and never "
                "changes; raise “edition” in pack.yaml.",
            }
        ],
    }
    assert Edition.objects.count() == 1


def test_new_edition_leaves_the_items_that_people_have(tmp_path):
    load(write_pack(tmp_path))
    resident = factories.make_resident()
    enrollment.enroll([resident], by=None, now=factories.NOW)
    newer = PACK.replace('"1"', '"2"').replace("A small pack", "A newer pack")

    answer = load(write_pack(tmp_path, pack=newer, items=item("other")))

    assert answer.json["status"] == "loaded"
    assert [i.slug for i in Item.objects.filter(resident=resident)] == ["sign-contract"]
    pack = Pack.objects.get()
    assert (pack.title, pack.newest.label) == ("A newer pack", "2")


def test_refused_pack_writes_nothing_and_names_each_problem(tmp_path):
    write_pack(tmp_path, items=item(owner="boss", evidence="proof"))

    answer = load(tmp_path)

    assert answer.code == 1
    assert answer.said.splitlines() == [
        "items/all.yaml:5: sign-contract: “owner” has the unknown role “boss”.",
        "items/all.yaml:8: sign-contract: “evidence” has the unknown kind of evidence "
        "“proof”.",
        "2 problems; nothing was written.",
    ]
    assert answer.json["status"] == "refused"
    assert [problem["line"] for problem in answer.json["problems"]] == [5, 8]
    assert not Pack.objects.exists()


def test_without_json_one_sentence_is_printed(tmp_path):
    answer = run("load_pack", write_pack(tmp_path))

    assert answer.out == "small 1 is loaded: items 1, competencies 0, questions 0.\n"


def test_folder_that_is_not_there_is_wrong_usage(tmp_path):
    answer = load(tmp_path / "nowhere")

    assert answer.code == 2
    assert "There is no folder" in answer.said


def test_loading_thirty_items_asks_as_often_as_loading_one(tmp_path):
    load(write_pack(tmp_path))
    counts = []
    for label, count in (("2", 1), ("3", 30)):
        items = "".join(item(f"item-{n}") for n in range(count))
        pack = PACK.replace('"1"', f'"{label}"')
        write_pack(tmp_path, pack=pack, items=items)
        with CaptureQueriesContext(connection) as queries:
            assert load(tmp_path).code == 0
        counts.append(len(queries))

    assert counts[0] == counts[1]
