"""When residents are asked: at arrival, and twice more in the first year."""

from collections.abc import Mapping
from datetime import date, timedelta

from onboarding.learning.words import Occasion
from onboarding.residents.anchors import Anchor

# From when on an occasion takes the place of the one before.
_OPENS = {Occasion.MONTH_6: timedelta(days=150), Occasion.MONTH_12: timedelta(days=330)}
# By when its questions should be answered.
DUE = {
    Occasion.ARRIVAL: (Anchor.ORIENTATION_START, timedelta(days=2)),
    Occasion.MONTH_6: (Anchor.PROGRAM_START, timedelta(days=180)),
    Occasion.MONTH_12: (Anchor.PROGRAM_START, timedelta(days=350)),
}


def occasion_on(dates: Mapping[str, date], today: date) -> Occasion:
    """The occasion that is open on `today`; only one is at a time."""
    start = dates[Anchor.PROGRAM_START]
    later = [o for o, after in _OPENS.items() if today >= start + after]
    return later[-1] if later else Occasion.ARRIVAL


def due_on(occasion: str, dates: Mapping[str, date]) -> date:
    """The day by which the questions of `occasion` should be answered."""
    anchor, after = DUE[Occasion(occasion)]
    return dates[anchor] + after


def opens_on(occasion: str, dates: Mapping[str, date]) -> date | None:
    """The first day of a later occasion; None for the first, which is open at once."""
    after = _OPENS.get(Occasion(occasion))
    return dates[Anchor.PROGRAM_START] + after if after else None
