"""The cells of the board. In Python and not in a template: there are thousands."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from onboarding.dashboard.tallies import Tally
from onboarding.lib.admin import NOTHING


def cell(tally: Tally | None, address: str) -> SafeString:
    """The numbers of one section, leading to `address`; a dash where there are none.

    Without an address the items are private: only what is wrong is said, for their
    number would tell the category.
    """
    if tally is None:
        return SafeString(NOTHING)
    if not address:
        return _marks(tally.late, tally.soon) or SafeString("on time")
    return format_html('<a href="{}">{}</a>', address, part(tally))


def part(tally: Tally) -> SafeString:
    """`3/9`, and in words and signs what is overdue and what is due soon."""
    return _part(tally.done, tally.all, tally.late, tally.soon)


@lru_cache(maxsize=4096)
def _part(done: int, every: int, late: int, soon: int) -> SafeString:
    return format_html(
        '<span class="tally">{}/{}</span>{}', done, every, _marks(late, soon)
    )


def _marks(late: int, soon: int) -> SafeString:
    return _mark("late", "▲", late, "overdue") + _mark("soon", "◷", soon, "soon")


def _mark(kind: str, sign: str, count: int, word: str) -> SafeString:
    if not count:
        return SafeString()
    return format_html(' <span class="{}">{} {} {}</span>', kind, sign, count, word)
