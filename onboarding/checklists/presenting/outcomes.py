"""What a button says before it is pressed, and what is said afterwards."""

from datetime import date

from onboarding.checklists.comparing import Change
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.page import ItemPage
from onboarding.checklists.presenting.phrases import counted, sentence
from onboarding.checklists.words import StoredState
from onboarding.residents.anchors import Anchor

_SETTLED = {
    StoredState.OPEN: "is open again: look at it before you go on.",
    StoredState.SUBMITTED: "was sent already. Nothing changed.",
    StoredState.RETURNED: "was sent back already. Nothing changed.",
    StoredState.DONE: "was done already. Nothing changed.",
    StoredState.WAIVED: "is waived, so nobody needs to do it. Nothing changed.",
    StoredState.NOT_APPLICABLE: "does not apply any more. Nothing changed.",
}


def button(page: ItemPage) -> str:
    """What pressing does: finish it, or send it to whoever checks it."""
    return f"Send to {page.checker}" if page.needs_check else "Mark as done"


def waiting_for(item: Item) -> int:
    """How many items of the same plan wait for `item`. One query."""
    same_plan = Item.objects.filter(resident=item.resident_id)
    return same_plan.unfinished().filter(waiting_for=item.slug).count()


def completed(page: ItemPage, waited: int) -> str:
    """What happens next, after the item was finished or sent.

    `waited` is how many items waited for it before.
    """
    title = f"“{page.line.title}”"
    if page.item.state == StoredState.SUBMITTED:
        checker = sentence(f"{page.checker} checks it now")
        return f"{title} is sent. {checker} There is nothing more to do for you."
    freed = waited - waiting_for(page.item)
    if freed <= 0:
        return f"{title} is done."
    return f"{title} is done. {counted(freed, 'other item', 'other items')} can go on."


def settled(item: Item) -> str:
    """That somebody was faster, or the button was pressed twice."""
    return f"“{item.definition.title}” {_SETTLED[StoredState(item.state)]}"


def dated(anchor: Anchor, day: date | None, today: date) -> str:
    """What a person said of one date, as a sentence."""
    what = f"is {day_words(day, today)}" if day else "has no date"
    return f"{anchor.label} {what}."


def moved(change: Change) -> str:
    """What a new date did to the plan, as a sentence."""
    new = len(change.added) + len(change.restored)
    parts = [
        (len(change.moved), "item moved", "items moved"),
        (new, "item was added", "items were added"),
        (len(change.retired), "item fell away", "items fell away"),
    ]
    said = [counted(*part) for part in parts if part[0]]
    return f"{', '.join(said)}." if said else "Nothing else moved."
