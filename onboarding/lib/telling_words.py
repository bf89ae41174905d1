"""Words that say something private about a person wherever others may read along."""

import re

# Interfaces §5: never in a subject line, a preheader or the title of an open item.
TELLING_WORDS = (
    "visa",
    "J-1",
    "H-1B",
    "DS-2019",
    "SEVIS",
    "passport",
    "consulate",
    "immigration",
    "I-9",
    "I-94",
    "EAD",
    "green card",
    "asylum",
    "refugee",
    "TB",
    "tuberculosis",
    "vaccine",
    "immunization",
    "drug",
    "clearance",
    "background",
    "SSN",
    "Social Security",
    "nationality",
)


def _pattern(word: str) -> str:
    """`word` with any hyphen or none, with any blank, in the singular or plural."""
    loose = re.escape(word).replace(r"\-", "[-\u2010-\u2013 ]?").replace(r"\ ", r"\s+")
    return loose[:-1] + "(?:y|ies)" if word.endswith("y") else loose + "s?"


_TELLING = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(_pattern, TELLING_WORDS))})(?!\w)", re.IGNORECASE
)


def has_telling_word(text: str) -> bool:
    """Whether `text` has one of TELLING_WORDS as a word, in any case or spelling."""
    return _TELLING.search(text) is not None
