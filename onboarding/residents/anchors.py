"""The kinds of key dates, the categories and the switches, one word each."""

from django.db import models


class Anchor(models.TextChoices):
    """A kind of date that items count from."""

    MATCH_DAY = "match_day", "Match Day"
    CONTRACT_SIGNED = "contract_signed", "Contract signed"
    DS2019_RECEIVED = "ds2019_received", "DS-2019 or approval notice received"
    VISA_INTERVIEW = "visa_interview", "Visa interview"
    ARRIVAL_IN_US = "arrival_in_us", "Arrival in the United States"
    ORIENTATION_START = "orientation_start", "Start of orientation"
    HIRE_DATE = "hire_date", "First day of paid work"
    PROGRAM_START = "program_start", "Start of the program"
    DS2019_END_DATE = "ds2019_end_date", "End date on the DS-2019"
    H1B_END_DATE = "h1b_end_date", "End date of the H-1B"
    EAD_END_DATE = "ead_end_date", "End date of the work permit card"
    LICENSE_EXPIRY = "license_expiry", "Expiry of the training license"
    PASSPORT_EXPIRY = "passport_expiry", "Expiry of the passport"
    ACADEMIC_YEAR = "academic_year", "Start of the academic year"
    TAX_DAY = "tax_day", "Tax Day"
    ADDRESS_CHANGE = "address_change", "Change of address"
    TRAVEL_DEPARTURE = "travel_departure", "Departure for travel abroad"
    TRAINING_CHANGE = "training_change", "Change in training"


# Set once for the cohort; a resident may have a date of their own instead.
COHORT_ANCHORS = frozenset(
    {Anchor.MATCH_DAY, Anchor.ORIENTATION_START, Anchor.HIRE_DATE, Anchor.PROGRAM_START}
)
# Follow from the cohort's year alone: nobody sets them.
CALENDAR_ANCHORS = frozenset({Anchor.ACADEMIC_YEAR, Anchor.TAX_DAY})
# Set when they happen; until then their items wait apart and remind nobody.
HAPPENINGS = frozenset(
    {Anchor.ADDRESS_CHANGE, Anchor.TRAVEL_DEPARTURE, Anchor.TRAINING_CHANGE}
)
# Each new paper has a later date, and with it the next renewal.
EXPIRIES = frozenset(
    {
        Anchor.DS2019_END_DATE,
        Anchor.H1B_END_DATE,
        Anchor.EAD_END_DATE,
        Anchor.LICENSE_EXPIRY,
        Anchor.PASSPORT_EXPIRY,
    }
)
# What an import file may carry, in the order of interfaces §4.
IMPORT_ANCHORS = tuple(a for a in Anchor if a not in CALENDAR_ANCHORS | HAPPENINGS)
# Who sees these dates: the resident, their coordinator, their GME office (design §5).
IMMIGRATION_ANCHORS = frozenset(
    {
        Anchor.DS2019_RECEIVED,
        Anchor.VISA_INTERVIEW,
        Anchor.DS2019_END_DATE,
        Anchor.H1B_END_DATE,
        Anchor.EAD_END_DATE,
        Anchor.PASSPORT_EXPIRY,
    }
)


class Category(models.TextChoices):
    """Work authorization: what allows a resident to work in the United States."""

    J1 = "j1", "J-1"
    H1B = "h1b", "H-1B"
    EAD = "ead", "Work permit card (EAD)"
    REFUGEE_ASYLEE = "refugee_asylee", "Refugee or asylee"
    LPR = "lpr", "Permanent resident"
    US_CITIZEN = "us_citizen", "US citizen"
    OTHER = "other", "Other"


class SwitchName(models.TextChoices):
    """A yes/no fact that adds or hides items. One that nobody answered counts as no."""

    CANADIAN_CITIZEN = "canadian_citizen", "Canadian citizen"
    NEW_TO_US = "new_to_us", "New to the United States"
    HAS_SSN = "has_ssn", "Has a Social Security number"
    HAS_FAMILY_COMING = "has_family_coming", "Family is coming too"
    STEP3_PASSED = "step3_passed", "Has passed Step 3"
    LATE_ARRIVAL = "late_arrival", "Arrives late"
    EXTRA_TIME_NEEDED = "extra_time_needed", "Needs extra time"
