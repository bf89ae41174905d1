"""Numbers that this portal must not hold (design, promise 4).

Texts are searched, not understood: rather one sentence too many than one number kept.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Nine digits in the groups of a Social Security number, with blanks, dots, strokes or
# hyphens, or in one piece. 000, 666 and 900–999 are never given out as the first group:
# https://www.ssa.gov/employer/randomization.html
_SSN = re.compile(
    r"(?<!\d)(?!000|666|9\d\d)\d{3}(?P<gap>\s?[-./]?\s?)\d{2}(?P=gap)\d{4}(?!\d)"
)
# The two lines at the foot of a passport (ICAO Doc 9303): fillers, or number, country,
# birth date, sex and expiry with their check digits.
_MACHINE_READABLE = re.compile(
    r"[A-Z0-9<]{8,}<<[A-Z0-9<]{6,}|[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}"
)
_SAYS_PASSPORT = re.compile(
    r"(?:pass(?:e)?port|pasaporte|reisepass|travel document)\b.{0,40}?"
    r"\b(?=[A-Z]{0,3}\d)(?=(?:[A-Z]*\d){5})[A-Z0-9]{6,12}\b",
    re.IGNORECASE | re.DOTALL,
)
# As most countries number their passports: one or two letters and seven or eight
# digits. Beside them the numbers of immigration papers: SEVIS, alien, receipt.
_PAPER = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z]{1,2}\d{7,8}|[A-Z]\d{7}[A-Z]|A\d{9}|N\d{10}"
    r"|(?:EAC|IOE|LIN|MSC|NBC|SRC|WAC|YSC)\d{10})(?![A-Z0-9])",
    re.IGNORECASE,
)
# The address of a page may have anything in it.
_ADDRESS = re.compile(r"https?://\S+")

_SSN_SAID = (
    "This looks like a Social Security number. We must not keep it: please "
    "remove it and give it to your hospital's HR office in person."
)
_PASSPORT_SAID = (
    "This looks like the number of a passport or a visa paper. We must not keep it: "
    "please remove it. Who needs to see it can look at the paper itself."
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


def refuse_private_numbers(text: str) -> None:
    """Raise ValidationError if `text` seems to hold a number we must not keep.

    That is a Social Security number, or the number of a passport or immigration paper.
    """
    _refuse(_plain(text), _SSN, _SAYS_PASSPORT, _PAPER)


def refuse_private_numbers_but_licenses(text: str) -> None:
    """The same for a box that asks for a number: licenses look like passports there."""
    _refuse(_plain(text), _SSN, _SAYS_PASSPORT)


def _refuse(text: str, ssn: re.Pattern[str], *papers: re.Pattern[str]) -> None:
    if ssn.search(text):
        raise ValidationError(_SSN_SAID, code="private_number")
    words = _ADDRESS.sub(" ", text)
    lines = [re.sub(r"[^\S\n]", "", line) for line in text.splitlines()]
    if any(map(_MACHINE_READABLE.search, lines)) or any(
        pattern.search(words) for pattern in papers
    ):
        raise ValidationError(_PASSPORT_SAID, code="private_number")


def _plain(text: str) -> str:
    """`text` with the digits, dashes and blanks that a keyboard has."""
    found = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in found
        if unicodedata.category(sign) != "Cf"
    )
