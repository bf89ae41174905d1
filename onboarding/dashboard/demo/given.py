"""What the coordinator has put into the plans of two residents beside everybody's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from onboarding.accounts.models import User
from onboarding.checklists.facts import facts_of
from onboarding.checklists.giving import OwnText, choices_for, give_item, write_item
from onboarding.checklists.models import Section
from onboarding.residents.models import Resident

# By their place among the residents: the named one, and one who is no stranger here.
_OWN_TEXT, _NO_STRANGER = 0, 3
_SECTION, _DAYS = "settling-in", timedelta(days=9)
_TITLE = "Call the housing office about your first week"
_GUIDANCE = (
    "Your lease starts a week after you arrive. The housing office keeps two rooms for "
    "such weeks. Ask for **Maria**, and tell her your flight.\n"
)
_WHY_HOUSING = "You wrote that your lease starts a week after you arrive."
_GIVEN = "build-credit-history"
_WHY_CREDIT = "After six years abroad your credit history here starts anew."


def give_to_some(residents: Sequence[Resident], *, by: User, now: datetime) -> None:
    """An item written for one of `residents`, and one of the pack for another."""
    for resident in residents[_OWN_TEXT : _OWN_TEXT + 1]:
        edition = resident.plan.edition
        section = Section.objects.filter(edition=edition, slug=_SECTION).first()
        if section:
            due_on = facts_of(resident).today(now) + _DAYS
            text = OwnText(section, _TITLE, _GUIDANCE, due_on)
            write_item(resident, text, reason=_WHY_HOUSING, by=by, now=now)
    for resident in residents[_NO_STRANGER : _NO_STRANGER + 1]:
        if _GIVEN in {definition.slug for definition in choices_for(resident)}:
            give_item(resident, _GIVEN, reason=_WHY_CREDIT, by=by, now=now)
