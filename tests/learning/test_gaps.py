"""The rule of gaps, held against tables of every combination."""

from itertools import product

import pytest

from onboarding.checklists.packs.fields import Known
from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.needs import NeedsAssessment
from onboarding.checklists.packs.schema import Framework, Manifest
from onboarding.learning.gaps import findings, need_of_level

FOCUS, REVIEW, READY = "focus", "review", "ready"
WORST = (READY, REVIEW, FOCUS)

# Worked out by hand from the page “How suggestions are made”, not from the code.
CONTEXT = {"": None, "always": None, "unknown": None, "rarely": REVIEW, "never": REVIEW}
EXPERIENCE = {
    "": None,
    "0": FOCUS,
    "1": FOCUS,
    "2": REVIEW,
    "3": READY,
    "4": READY,
}
CONFIDENCE = {
    "": None,
    "1": FOCUS,
    "2": FOCUS,
    "3": REVIEW,
    "4": READY,
    "5": READY,
}
KNOWLEDGE = {"": None, "b": READY, "a": FOCUS}
# By level (0.5: not yet at level 1), at arrival (2.0 expected next) and later (3.0).
LEVELS = {
    None: (None, None),
    0.5: (FOCUS, FOCUS),
    1.0: (FOCUS, FOCUS),
    1.5: (REVIEW, FOCUS),
    2.0: (READY, FOCUS),
    2.5: (READY, REVIEW),
    3.0: (READY, READY),
    3.5: (READY, READY),
    4.0: (READY, READY),
    4.5: (READY, READY),
    5.0: (READY, READY),
}
OCCASIONS = {"arrival": 0, "month_6": 1, "month_12": 1}


def question(slug, kind, **fields):
    return {"slug": slug, "kind": kind, "text": f"Doing {slug}.", **fields} | {
        "competencies": ["pain"]
    }


@pytest.fixture(scope="module")
def content():
    """One competency, asked about in every way."""
    source = {"name": "A book", "checked_on": "2026-11-23", "verified": True}
    manifest = {
        "slug": "small",
        "edition": "1",
        "title": "Small",
        "language": "en",
        "sections": [{"slug": "talk", "title": "Talking"}],
        "anchors": [],
        "switches": [],
    }
    framework = {
        "slug": "f",
        "title": "F",
        "label": "Ours",
        "domains": [{"slug": "all", "title": "All"}],
        "competencies": [
            {
                "slug": "pain",
                "domain": "all",
                "title": "Pain",
                "definition": "Treats it.",
                "expected": {"arrival": 1.0, "month_6": 2.0, "month_12": 3.0},
                "methods": ["quiz"],
                "levels": {str(n): "x" for n in range(1, 6)},
                "sources": [source],
            }
        ],
    }
    needs = {
        "questions": [
            question("where", "context", scale="availability"),
            question("did", "experience"),
            question("sure", "confidence"),
            question(
                "know",
                "knowledge",
                options={"a": "One", "b": "Two"},
                best="b",
                rationale="So it is.",
                sources=[source],
            ),
        ]
    }
    read = {"context": Known(), "strict": False}
    return Content(
        Manifest.model_validate(manifest, **read),
        [],
        Framework.model_validate(
            framework | {"competencies": [_numbered(framework)]}, **read
        ),
        NeedsAssessment.model_validate(needs, **read),
        None,
        1,
    )


def _numbered(framework):
    one = framework["competencies"][0]
    return one | {"levels": dict.fromkeys(range(1, 6), "x")}


def by_hand(answers, level, occasion):
    """What the tables say, whatever the code does."""
    told = (CONTEXT, EXPERIENCE, CONFIDENCE, KNOWLEDGE)
    known = [table[a] for table, a in zip(told, answers, strict=True) if table[a]]
    seen = LEVELS[level][OCCASIONS[occasion]]
    if seen is not None:
        known = [seen, REVIEW if answers[3] == "a" else READY]
    return max(known, key=WORST.index) if known else None


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("level", LEVELS)
def test_rule_agrees_with_the_table_in_every_combination(content, level, occasion):
    names = ("where", "did", "sure", "know")
    seen = {} if level is None else {"pain": level}
    wrong = []

    for answers in product(CONTEXT, EXPERIENCE, CONFIDENCE, KNOWLEDGE):
        given = dict(zip(names, answers, strict=True))
        found = {f.subject: f.need for f in findings(content, given, seen, occasion)}
        if found.get("pain") != by_hand(answers, level, occasion):
            wrong.append((answers, found))

    assert wrong == []


@pytest.mark.parametrize(
    ("level", "expected", "need"),
    [
        (2.0, 3.0, FOCUS),
        (2.5, 3.0, REVIEW),
        (3.0, 3.0, READY),
        (1.0, 1.5, REVIEW),
        (0.5, 1.0, REVIEW),
        (0.5, 1.5, FOCUS),
    ],
)
def test_level_counts_by_its_distance_from_what_is_expected(level, expected, need):
    assert need_of_level(level, expected) == need


def because(content, given, seen=None, occasion="arrival"):
    return list(findings(content, given, seen or {}, occasion)[0].because)


def test_reasons_name_the_answer_and_the_aim(content):
    given = {"did": "1", "sure": "3", "know": "a", "where": "never"}

    assert because(content, given) == [
        "You answered “never” on “Doing where”.",
        "You answered 1 of 4 on “Doing did”; at six months we aim at 3.",
        "You answered 3 of 5 on “Doing sure”; at six months we aim at 4.",
        "You chose another answer than the best one to the question on “Pain”.",
    ]


def test_what_somebody_saw_is_the_reason_and_not_what_was_said(content):
    given = {"did": "0", "know": "a"}

    assert because(content, given, {"pain": 1.5}, "month_6") == [
        "Somebody who watched you saw level 1.5; at twelve months we expect 3.0.",
        "You chose another answer than the best one to the question on “Pain”.",
    ]


def test_ready_needs_no_reasons(content):
    assert because(content, {"did": "3", "sure": "5", "know": "b"}) == []


def test_nothing_follows_from_no_answer(content):
    assert findings(content, {}, {}, "arrival") == []
    assert findings(content, {"did": "", "know": ""}, {}, "arrival") == []
