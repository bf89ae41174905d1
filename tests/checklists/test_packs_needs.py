"""The questions and the figures of a pack: their shape, and those that we ship."""

import pytest

from onboarding.checklists.packs.folder import read_pack
from tests.checklists.packs import NEEDS, problems_of, write_pack
from tests.checklists.test_packs_shipped import BRITISH, shipped

KNOWS = (
    "  - {slug: na-3, kind: knowledge, text: Which one?, options: {a: One, b: Two}, "
    "best: b, rationale: Because., "
    "sources: [{name: A book, checked_on: 2026-11-23, verified: false}]}\n"
)
SOUND = NEEDS + KNOWS
CASES = {
    "unknown kind": (
        ("kind: experience", "kind: experiense"),
        "na-2: “questions.kind” has the unknown kind of question “experiense”; did you "
        "mean “experience”?",
    ),
    "unknown key": (
        ("best: b", "bast: b, best: b"),
        "na-3: The key “questions.bast” is unknown here; did you mean “best”?",
    ),
    "no best answer": (
        ("best: b, ", ""),
        "na-3: “best” is missing: the best answer.",
    ),
    "no rationale": (
        ("rationale: Because., ", ""),
        "na-3: “rationale” is missing: why that answer is the best one.",
    ),
    "best that is no option": (
        ("best: b", "best: c"),
        "na-3: “best” names “c”, which is none of the options.",
    ),
    "options where our scale answers": (
        ("text: What did you do?", "text: What did you do?, options: {a: One, b: Two}"),
        "na-2: It is answered on our scale of experience; remove “options”.",
    ),
    "context without answers": (
        (", options: {a: Good, b: Bad}", ""),
        "na-1: Give it a “scale” or “options”, one of them.",
    ),
    "context with a right answer": (
        ("b: Bad}", "b: Bad}, best: a"),
        "na-1: Nothing is right or wrong about a context; remove “best”.",
    ),
    "activity that is not there": (
        ("kind: experience", "kind: experience, opens: [sign-contrakt]"),
        "na-2: “questions.opens” has the unknown item “sign-contrakt” (not in "
        "items/*.yaml); did you mean “sign-contract”?",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), CASES.values(), ids=CASES)
def test_question_that_cannot_be_asked_is_refused(tmp_path, change, sentence):
    assert change[0] in SOUND

    found = problems_of(tmp_path, needs_assessment=SOUND.replace(*change))

    assert [line.partition(": ")[2] for line in found] == [sentence]


def test_all_problems_of_the_questions_are_told_at_once(tmp_path):
    spoiled = SOUND
    for change, _ in list(CASES.values())[:4]:
        spoiled = spoiled.replace(*change)

    assert len(problems_of(tmp_path, needs_assessment=spoiled)) == 4


def test_sound_questions_are_read(tmp_path):
    needs = read_pack(write_pack(tmp_path, needs_assessment=SOUND)).needs

    assert [question.kind for question in needs.questions] == [
        "context",
        "experience",
        "knowledge",
    ]


def test_figure_without_a_source_is_refused(tmp_path):
    systems = (
        "intro: Read this.\nplaces:\n  - name: Utopia\n    opioids:\n"
        "      - {value: '1', unit: mg, period: '2006-08'}\n"
    )

    found = problems_of(tmp_path, health_systems=systems)

    assert found == [
        "health_systems.yaml:5: places: “places.opioids.source” is missing."
    ]


# -- What we ship ----------------------------------------------------------------------


def test_shipped_needs_assessment_asks_thirty_questions_of_every_kind():
    kinds = [question.kind for question in shipped().needs.questions]

    assert [kinds.count(kind) for kind in ("context", "knowledge")] == [3, 18]
    assert kinds.count("experience") + kinds.count("confidence") == 9


def test_shipped_questions_lead_to_activities_and_tell_their_source():
    questions = shipped().needs.questions

    assert not [q.slug for q in questions if not q.opens or not q.sources]


def test_shipped_questions_are_spelled_as_in_the_us():
    questions = shipped().needs.questions
    said = {q.slug: f"{q.text} {q.rationale} {q.options}" for q in questions}

    assert not [slug for slug, text in said.items() if BRITISH.search(text)]


def test_shipped_figures_have_a_year_a_unit_and_a_source():
    systems = shipped().systems
    figures = [figure for place in systems.places for figure in place.opioids]

    assert len(systems.places) == 31
    assert "describe a health system, not a doctor" in systems.intro
    assert all(2000 < figure.last_year < 2027 for figure in [*figures, *systems.world])


def test_shipped_figures_include_the_united_states_with_its_own_problems():
    home = next(p for p in shipped().systems.places if p.name == "United States")

    assert any("Black patients" in note for note in home.notes)


def test_shipped_figures_leave_what_is_not_known_blank():
    blank = [place.name for place in shipped().systems.places if not place.opioids]

    assert {"Saudi Arabia", "Israel", "Pakistan", "Nepal"} <= set(blank)
