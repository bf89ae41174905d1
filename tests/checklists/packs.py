"""Small pack folders for tests: a sound one, and ways to spoil it."""

import pytest

from onboarding.checklists.packs.folder import read_pack
from onboarding.checklists.packs.problems import RefusedPackError

SOURCE = (
    '{name: "A rule", url: "https://rules.example/1", checked_on: 2026-11-23,'
    " verified: false}"
)
PACK = """\
slug: small
edition: "1"
title: A small pack
language: en-US
sections:
  - {slug: match, title: Match and contract}
  - {slug: pay, title: Employment and pay}
anchors: [match_day, program_start]
switches: [has_ssn]
"""
FRAMEWORK = f"""\
slug: pain-practice
title: Pain practice
label: "Learning tool of this program."
domains:
  - {{slug: understanding, title: Understanding pain}}
competencies:
  - slug: pain-nature
    domain: understanding
    title: Pain as an experience
    definition: Explains pain as personal.
    expected: {{arrival: 1.5, month_6: 2.5, month_12: 3.0}}
    methods: [quiz]
    levels: {{1: a, 2: b, 3: c, 4: d, 5: e}}
    sources:
      - {SOURCE}
"""
NEEDS = """\
questions:
  - {slug: na-1, kind: context, text: How was it?, options: {a: Good, b: Bad}}
  - {slug: na-2, kind: experience, text: What did you do?}
"""


def item(slug="sign-contract", **values):
    """The YAML of one item; a value of None leaves the key out."""
    lines = {
        "slug": slug,
        "section": "match",
        "title": "Sign your contract",
        "guidance": "Do it today.",
        "owner": "resident",
        "due": "{anchor: match_day, days: 14}",
        "deadline": "institution",
        "evidence": "date",
        "sensitive": "false",
        "sources": f"[{SOURCE}]",
    } | values
    given = [f"{key}: {value}" for key, value in lines.items() if value is not None]
    return "- " + "\n  ".join(given) + "\n"


def write_pack(folder, **files):
    """A sound pack in `folder`, with `files` instead of its own.

    Names are those of the files without ending; `items` is items/all.yaml. Text or
    bytes; None leaves a file out.
    """
    contents = {"pack": PACK, "items": item()} | files
    (folder / "items").mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / ("items/all.yaml" if name == "items" else f"{name}.yaml")
        if isinstance(content, str):
            content = content.encode()
        if content is not None:
            path.write_bytes(content)
    return folder


def problems_of(folder, **files):
    """What is said about a pack with `files`, a line each."""
    with pytest.raises(RefusedPackError) as refused:
        read_pack(write_pack(folder, **files))
    return [str(problem) for problem in refused.value.problems]
