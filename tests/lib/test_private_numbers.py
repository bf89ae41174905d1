"""Numbers that we must not keep, in whatever way they are written."""

import pytest
from django.core.exceptions import ValidationError

from onboarding.lib.private_numbers import (
    refuse_private_numbers,
    refuse_private_numbers_but_licenses,
)

PASSPORT_FOOT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
)


@pytest.mark.parametrize(
    "text",
    [
        "219-09-9999",
        "my number is 219 09 9999.",
        "219.09.9999",
        "219/09/9999",
        "219099999",
        "219 - 09 - 9999",
        "219–09–9999",  # dashes of a word processor
        "219\u00a009\u00a09999",  # blanks that do not break
        "219\u200b-09-9999",  # a sign that nobody sees
        "２１９-０９-９９９９",
        "٢١٩-٠٩-٩٩٩٩",
        "SSN:219-09-9999;",
    ],
)
def test_social_security_numbers_are_refused_with_a_way_out(text):
    with pytest.raises(ValidationError, match="HR office in person"):
        refuse_private_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "AB1234567",
        "My passport: X1234567.",
        "ab1234567",
        "P1234567A",
        "L12345678",
        "passport number 912345678",
        "Passport no. is 12 or AB123456",
        "pasaporte 99887766",
        PASSPORT_FOOT,
        PASSPORT_FOOT.splitlines()[1],
        "P < U T O E R I K S S O N < < A N N A < M A R I A < < < < < < < < < <",
        "N0012345678",  # SEVIS
        "A912345678",  # alien registration
        "EAC2190012345",  # receipt of a petition
    ],
)
def test_numbers_of_passports_and_visa_papers_are_refused(text):
    with pytest.raises(ValidationError, match="passport or a visa paper"):
        refuse_private_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234567893",  # an NPI has ten digits
        "0-123-456-7",  # an ECFMG number has eight
        "+1 614 555 0123",
        "2027-07-01",
        "000-12-3456",  # never given out
        "912-34-5678",  # never given out
        "My passport expires on 2027-07-01.",
        "The passport office opens at 9:30, room 1204.",
        "Bring your passport and USD 160.",
        "Form I-129 and DS-2019",
        "https://travel.example/p/AB1234567",
        "a << b",
        "Page 2 is missing.",
        "Room B1204567890123",
    ],
)
def test_other_words_and_numbers_are_fine(text):
    refuse_private_numbers(text)


@pytest.mark.parametrize("text", ["MD1234567", "A1234567", "57.012345"])
def test_license_numbers_are_fine_where_a_number_is_asked_for(text):
    refuse_private_numbers_but_licenses(text)


@pytest.mark.parametrize("text", ["219-09-9999", "passport AB1234567", PASSPORT_FOOT])
def test_box_for_a_number_takes_no_private_one(text):
    with pytest.raises(ValidationError):
        refuse_private_numbers_but_licenses(text)
