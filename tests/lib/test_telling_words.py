"""Words that tell something private are found, others are left alone."""

import pytest

from onboarding.lib.telling_words import TELLING_WORDS, has_telling_word


@pytest.mark.parametrize("word", TELLING_WORDS)
def test_telling_word_in_any_case_is_found(word):
    assert has_telling_word(f"Your {word.lower()}, please")
    assert has_telling_word(word.upper())


@pytest.mark.parametrize(
    "text",
    [
        "Two visas",
        "Your visa’s end",
        "All nationalities",
        "H1B papers",
        "J\u20111 status",
        "J–1 status",
        "A green\u00a0card",
        "Social\nSecurity",
        "drug-free",
    ],
)
def test_telling_word_in_another_spelling_is_found(text):
    assert has_telling_word(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Advisable",
        "Read the rules",
        "Visage and televisa",
        "Nine instead of ninety-four",
        "A greenhouse card",
        "Batbox",
        "Drugstore",
        "PJ-12",
        "Match and contract",
    ],
)
def test_word_that_only_looks_alike_is_left_alone(text):
    assert not has_telling_word(text)
