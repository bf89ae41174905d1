"""A pack that was written from the database is the pack that was loaded."""

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.checklists.models import Edition, EditionFiles, Pack
from onboarding.checklists.packs.fields import Known
from onboarding.checklists.packs.folder import Content, read_pack
from onboarding.checklists.packs.needs import NeedsAssessment
from onboarding.checklists.packs.schema import (
    METHODS,
    Framework,
    ItemEntry,
    Manifest,
)
from onboarding.checklists.packs.stored import content_of
from onboarding.checklists.packs.writing import files_of, write_folder, zipped
from tests.checklists.packs import FRAMEWORK, NEEDS, PACK, item, write_pack
from tests.commands import run
from tests.factories import NOW

SHIPPED = Path("onboarding/packs/us-img")
MARKDOWN = """\
|
    # Who, and *why*

    1. Bring `I-94`: it says "until".

       ```
       a: [b]   # kept
       ```
    - yes
    - 2026-11-23
"""


def load(folder):
    return run("load_pack", folder, "--json")


def export(*arguments):
    return run("export_pack", *arguments, "--json")


@pytest.mark.thorough
@pytest.mark.django_db
def test_export_of_the_shipped_pack_loads_as_unchanged(tmp_path):
    load(SHIPPED)

    answer = export("us-img", tmp_path / "out")

    assert answer.code == 0
    assert load(tmp_path / "out").json["status"] == "unchanged"
    assert read_pack(tmp_path / "out").plain() == read_pack(SHIPPED).plain()


@pytest.mark.django_db
def test_export_keeps_guidance_sources_framework_and_questions(tmp_path):
    (tmp_path / "in").mkdir()
    write_pack(
        tmp_path / "in",
        items=item(guidance=MARKDOWN) + item("pay", section="pay", lead_days="3"),
        framework=FRAMEWORK,
        needs_assessment=NEEDS,
    )
    load(tmp_path / "in")

    export("small", tmp_path / "out")

    exported = read_pack(tmp_path / "out")
    assert exported.plain() == read_pack(tmp_path / "in").plain()
    assert exported.items[0].guidance.startswith("# Who, and *why*\n\n1. Bring")
    assert exported.items[0].sources[0].checked_on == date(2026, 11, 23)
    assert sorted(p.name for p in (tmp_path / "out").rglob("*.yaml")) == [
        "framework.yaml",
        "match.yaml",
        "needs_assessment.yaml",
        "pack.yaml",
        "pay.yaml",
    ]


@pytest.mark.django_db
def test_export_writes_an_older_edition_when_it_is_named(tmp_path):
    load(write_pack(tmp_path / "in"))
    load(write_pack(tmp_path / "in", pack=PACK.replace('"1"', '"2"')))

    old = export("small", tmp_path / "old", "--edition", "1")
    new = export("small", tmp_path / "new")

    assert (old.json["edition"], new.json["edition"]) == ("1", "2")
    assert read_pack(tmp_path / "old").manifest.edition == "1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("other",), "There is no pack other."),
        (("small", "--edition", "7"), "Pack small has no edition 7."),
    ],
)
def test_export_of_what_is_not_there_is_refused(tmp_path, arguments, sentence):
    load(write_pack(tmp_path / "in"))

    answer = export(*arguments, tmp_path / "out")

    assert (answer.code, answer.said) == (1, sentence)
    assert not (tmp_path / "out").exists()


@pytest.mark.django_db
def test_export_into_a_folder_with_files_is_refused(tmp_path):
    load(write_pack(tmp_path))

    answer = export("small", tmp_path)

    assert answer.code == 1
    assert "is not an empty folder" in answer.said


@pytest.mark.django_db
def test_edition_without_its_files_gets_them_when_it_is_loaded_again(tmp_path):
    load(write_pack(tmp_path / "in"))
    EditionFiles.objects.all().delete()

    refused = export("small", tmp_path / "out")
    load(tmp_path / "in")

    assert refused.code == 1
    assert "Run “manage.py load_pack” with its folder once more" in refused.said
    assert export("small", tmp_path / "out").code == 0
    assert (Pack.objects.count(), Edition.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_zip_holds_the_folder_with_all_files(tmp_path):
    load(write_pack(tmp_path, framework=FRAMEWORK))
    files = files_of(content_of(Edition.objects.get()))

    archive = zipfile.ZipFile(BytesIO(zipped(files, "small-1", now=NOW)))

    archive.extractall(tmp_path / "out")
    assert read_pack(tmp_path / "out/small-1").digest == read_pack(tmp_path).digest


def test_character_that_databases_refuse_is_refused(tmp_path):
    write_pack(tmp_path, items=item(guidance='"a\\0b"'))

    document = run("load_pack", tmp_path)

    assert document.code == 1
    assert "A character here is not allowed" in document.said


# -- Any content at all ----------------------------------------------------------------

# What YAML must not take for something else, and what it must not lose.
TRICKY = st.sampled_from(
    ["no", "~", "null", "1", "2026-11-23", "0x1f", "a: b", "- a", "#", "|", "é", "'"]
)
ANY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
LINES = st.lists(st.one_of(ANY, TRICKY, st.just(""), st.just("  x ")), max_size=6)
TEXT = LINES.map("\n".join).filter(str.strip)
LINE = st.one_of(TRICKY, ANY).filter(
    lambda t: t.strip() == t and len(t.splitlines()) == 1
)
SOURCES = st.lists(
    st.fixed_dictionaries(
        {"name": LINE, "checked_on": st.dates().map(str), "verified": st.booleans()},
        optional={"year": st.integers(1900, 2200), "url": st.just("https://a.example")},
    ),
    min_size=1,
    max_size=2,
)
ITEM = st.fixed_dictionaries(
    {
        "slug": st.just("only"),
        "section": st.just("match"),
        "title": LINE.filter(lambda t: len(t) <= 60),
        "guidance": TEXT,
        "owner": st.just("resident"),
        "due": st.just({"anchor": "match_day", "business_days": -3}),
        "deadline": st.just("legal"),
        "evidence": st.just("none"),
        "sensitive": st.just(True),
        "sources": SOURCES,
    },
    optional={
        "applies_to": st.just({"category": ["j1"], "has_ssn": False}),
        "lead_days": st.integers(1, 3660),
    },
)
LEVELS = {"arrival": 1.5, "month_6": 2.0, "month_12": 5.0}


def validated(model, plain):
    return model.model_validate_json(json.dumps(plain), context=Known())


def content(entry, definition, question):
    """A pack of one item, one competency and one question."""
    sources = entry["sources"]
    manifest = {
        "slug": "small",
        "edition": "1",
        "title": "Small",
        "language": "en",
        "sections": [{"slug": "match", "title": "Match"}],
        "anchors": ["match_day"],
        "switches": ["has_ssn"],
    }
    plain = {
        "slug": "pain",
        "domain": "all",
        "title": "Pain",
        "definition": definition,
        "expected": LEVELS,
        "methods": [METHODS[0]],
        "levels": {str(number): definition for number in range(1, 6)},
        "sources": sources,
    }
    framework = {
        "slug": "f",
        "title": "F",
        "label": definition,
        "domains": [{"slug": "all", "title": "All"}],
        "competencies": [plain],
    }
    asked = {"slug": "q", "kind": "experience", "text": "Did you?"}
    needs = {"intro": definition, "questions": [asked | question]}
    return manifest, entry, framework, needs


@pytest.mark.thorough
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ITEM, TEXT, st.fixed_dictionaries({}, optional={"why": LINE, "sources": SOURCES})
)
def test_whatever_a_pack_says_survives_export(tmp_path_factory, entry, text, question):
    manifest, one, framework, needs = content(entry, text, question)
    original = Content(
        manifest=validated(Manifest, manifest),
        items=[validated(ItemEntry, one)],
        framework=validated(Framework, framework),
        needs=validated(NeedsAssessment, needs),
        systems=None,
        edition_line=1,
    )
    folder = tmp_path_factory.mktemp("pack")

    write_folder(files_of(original), folder)

    again = read_pack(folder)
    assert again.plain() == original.plain()
    assert again.digest == original.digest
