"""Packs that are refused as a whole: their other files, and what does not fit."""

import pytest

from tests.checklists.packs import FRAMEWORK, NEEDS, PACK, item, problems_of

FILE_CASES = {
    "no pack.yaml": ({"pack": None}, "pack.yaml:1: pack: The file is missing."),
    "no items": ({"items": None}, "items:1: items: There is no file items/*.yaml."),
    "empty file": ({"items": ""}, "items/all.yaml:1: all: The file is empty."),
    "items that are no list": (
        {"items": "slug: a\n"},
        "items/all.yaml:1: all: This must be a list.",
    ),
    "an item that is a word": (
        {"items": item() + "- word\n"},
        "items/all.yaml:11: entry 2: This must hold keys and values.",
    ),
    "name that is not read": (
        {"frame": "a: b"},
        "frame.yaml:1: frame: A pack has no file of this name; did you mean "
        "“framework.yaml”?",
    ),
    "edition that is a number": (
        {"pack": PACK.replace('"1"', "2026.10")},
        "pack.yaml:2: edition: “edition” must be text; put it in quotes.",
    ),
    "language": (
        {"pack": PACK.replace("en-US", "English")},
        "pack.yaml:4: language: “language” must be a language such as en-US, not "
        "“English”.",
    ),
    "unknown anchor in the list": (
        {"pack": PACK.replace("program_start", "program_strt")},
        "pack.yaml:8: anchors: “anchors” has the unknown anchor “program_strt”; did "
        "you mean “program_start”?",
    ),
    "telling section": (
        {"pack": PACK.replace("Employment and pay", "Immigration")},
        "pack.yaml:7: pay: The title “Immigration” tells something private; reword it.",
    ),
    "section used twice": (
        {"pack": PACK.replace("slug: pay", "slug: match")},
        "pack.yaml:7: match: The slug “match” is used already in pack.yaml, line 6.",
    ),
    "competency of no domain": (
        {"framework": FRAMEWORK.replace("domain: u", "domain: mis")},
        "framework.yaml:8: pain-nature: “competencies.domain” has the unknown domain "
        "“misnderstanding” (not in domains); did you mean “understanding”?",
    ),
    "level that is not described": (
        {"framework": FRAMEWORK.replace(", 5: e", "")},
        "framework.yaml:13: pain-nature: “competencies.levels” needs 5 or more; it "
        "has 4.",
    ),
    "level between half steps": (
        {"framework": FRAMEWORK.replace("2.5", "2.3")},
        "framework.yaml:11: pain-nature: “competencies.expected.month_6” must be a "
        "multiple of 0.5.",
    ),
    "expectation that falls": (
        {"framework": FRAMEWORK.replace("2.5", "1.0")},
        "framework.yaml:11: pain-nature: “expected” falls from one occasion to the "
        "next.",
    ),
    "unknown method": (
        {"framework": FRAMEWORK.replace("quiz", "quizz")},
        "framework.yaml:12: pain-nature: “competencies.methods” has the unknown method "
        "“quizz”; did you mean “quiz”?",
    ),
    "question without text": (
        {"needs_assessment": NEEDS.replace(", text: What did you do?", "")},
        "needs_assessment.yaml:3: na-2: “questions.text” is missing.",
    ),
    "question used twice": (
        {"needs_assessment": NEEDS.replace("na-2", "na-1")},
        "needs_assessment.yaml:3: na-1: The slug “na-1” is used already in "
        "needs_assessment.yaml, line 2.",
    ),
}


@pytest.mark.parametrize(("files", "said"), FILE_CASES.values(), ids=FILE_CASES.keys())
def test_pack_with_a_mistake_is_refused_with_its_line(tmp_path, files, said):
    assert problems_of(tmp_path, **files) == [said]


BOMB = "- &a [x, x, x]\n" + "".join(
    f"- &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
UNSAFE_CASES = {
    "tag": (
        "- !!python/object/apply:os.system ['true']\n",
        "1: entry 1: Remove tag:yaml.org,2002:python/object/apply:os.system; tags are "
        "refused.",
    ),
    "own tag": ("- slug: !x a\n", "1: a: Remove !x; tags are refused."),
    "harmless tag": (
        "- slug: !!str a\n",
        "1: a: Remove tag:yaml.org,2002:str; tags are refused.",
    ),
    "anchor": ("- &a b\n", "1: entry 1: Remove &a; anchors are refused."),
    "not UTF-8": (
        "- slug: a\n  title: Zürich\n".encode("latin-1"),
        "2: all: The file is not UTF-8; save it as UTF-8.",
    ),
    "UTF-16": (
        "- slug: a\n".encode("utf-16"),
        "1: all: The file is not UTF-8; save it as UTF-8.",
    ),
    "control character": (
        "- slug: a\n- slug: \x07\n",
        "2: all: A character here is not allowed in YAML.",
    ),
    "two documents": (
        item() + "---\n- a\n",
        "11: all: A file holds one document; split it here.",
    ),
    "YAML 1.1": (
        "%YAML 1.1\n---\n" + item(),
        "1: all: Only YAML 1.2 is read; remove the %YAML line.",
    ),
    "deep": ("[" * 5000, "1: all: This is nested too deeply for a pack."),
    "deep keys": ("? " * 5000, "1: all: This is nested too deeply for a pack."),
    "key that is a list": ("- [a]: b\n", "1: all: A key must be a word."),
    "too large": (
        "# " + "x" * 2_000_000,
        "1: all: The file is larger than 1024 KB; split it.",
    ),
    "broken": (
        "- slug: a\n  title: 'b\n",
        "3: all: This is not YAML: while scanning a quoted scalar found unexpected end "
        "of stream.",
    ),
}


@pytest.mark.parametrize(
    ("content", "said"), UNSAFE_CASES.values(), ids=UNSAFE_CASES.keys()
)
def test_file_that_is_not_safe_is_refused_with_its_line(tmp_path, content, said):
    assert problems_of(tmp_path, items=content) == [f"items/all.yaml:{said}"]


def test_aliases_that_explode_are_refused_without_being_followed(tmp_path):
    found = problems_of(tmp_path, items=BOMB)

    assert "items/all.yaml:1: entry 1: Remove &a; anchors are refused." in found
    assert "items/all.yaml:9: entry 9: Write *h out; aliases are refused." in found


def test_key_given_twice_is_refused_with_both_lines(tmp_path):
    found = problems_of(tmp_path, items=item() + "  owner: coordinator\n")

    assert found == [
        "items/all.yaml:11: sign-contract: The key “owner” is here twice; first in "
        "line 5."
    ]


def test_slug_used_in_two_files_names_both_places(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items/more.yaml").write_text("# Again\n" + item())

    assert problems_of(tmp_path) == [
        "items/more.yaml:2: sign-contract: The slug “sign-contract” is used already in "
        "items/all.yaml, line 1."
    ]


def test_circle_of_requirements_is_printed_once(tmp_path):
    found = problems_of(
        tmp_path,
        items=item("a", requires="[b]")
        + item("b", requires="[c]")
        + item("c")
        # c waits for a through its due date.
        .replace("{anchor: match_day, days: 14}", "{after: a, days: 1}"),
    )

    assert found == [
        "items/all.yaml:11: a: These items wait for each other: a -> b -> c -> a."
    ]


def test_due_of_both_kinds_is_refused(tmp_path):
    found = problems_of(
        tmp_path,
        items=item("arrive") + item(due="{anchor: match_day, after: arrive}"),
    )

    assert found == [
        "items/all.yaml:16: sign-contract: “due” has both “anchor” and “after”; keep "
        "one."
    ]


def test_two_circles_are_both_printed(tmp_path):
    found = problems_of(
        tmp_path,
        items="".join(
            item(slug, requires=f"[{other}]")
            for slug, other in ("ab", "ba", "cd", "dc", "ea")
        ),
    )

    assert [line.rpartition(": ")[2] for line in found] == [
        "a -> b -> a.",
        "c -> d -> c.",
    ]


def test_every_problem_of_every_file_is_reported_at_once(tmp_path):
    found = problems_of(
        tmp_path,
        pack=PACK.replace("language: en-US\n", "lang: en-US\n"),
        items=item(
            "a",
            title="Visa " + "a" * 60,
            owner="boss",
            due="{anchor: match_day, after: x}",
            not_before="{anchor: match_day, days: 15}",
            requires="[b]",
        )
        + item("b", requires="[a, zz]"),
        needs_assessment="[",
    )

    places = [":".join(line.split(":")[:3]) for line in found]
    assert places == [
        "items/all.yaml:3: a",  # too long
        "items/all.yaml:3: a",  # telling
        "items/all.yaml:5: a",  # owner
        "items/all.yaml:6: a",  # both kinds
        "items/all.yaml:6: a",  # no item x
        "items/all.yaml:11: a",  # window after due
        "items/all.yaml:12: a",  # circle
        "items/all.yaml:23: b",  # no item zz
        "needs_assessment.yaml:1: needs_assessment",
        "pack.yaml:1: language",
        "pack.yaml:4: lang",
    ]


def test_unreadable_file_blames_no_reference_to_it(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items/broken.yaml").write_text("[")

    found = problems_of(tmp_path, pack="[", items=item(requires="[other]"))

    assert [line.split(":")[0] for line in found] == ["items/broken.yaml", "pack.yaml"]
