"""Numbers that this portal must not hold (design, promise 4)."""

import re

from django.core.exceptions import ValidationError

# Nine digits in the groups of a Social Security number, with blanks, dots or hyphens,
# or in one piece. 000, 666 and 900–999 are never given out as the first group:
# https://www.ssa.gov/employer/randomization.html
_SSN = re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}([-. ]?)\d{2}\1\d{4}(?!\d)")


def refuse_private_numbers(text: str) -> None:
    """Raise ValidationError if `text` seems to hold a Social Security number."""
    if _SSN.search(text):
        raise ValidationError(
            "This looks like a Social Security number. We must not keep it: please "
            "remove it and give it to your hospital's HR office in person.",
            code="private_number",
        )
