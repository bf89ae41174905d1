"""What a button says before it is pressed, and what is said afterwards."""

from collections import Counter
from datetime import date

from onboarding.checklists.deciding import Outcome
from onboarding.checklists.models import Item
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.page import ItemPage
from onboarding.checklists.presenting.phrases import counted, sentence
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import Actor, StoredState
from onboarding.residents.anchors import Anchor

_DECIDED = {
    Transition.APPROVE: "approved",
    Transition.SEND_BACK: "sent back",
    Transition.WAIVE: "waived",
    Transition.EXTEND: "given more time",
    Transition.REOPEN: "opened again",
    Transition.REASSIGN: "reassigned",
}
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
    return f"“{item.title}” {_SETTLED[StoredState(item.state)]}"


def dated(anchor: Anchor, day: date | None, today: date) -> str:
    """What a person said of one date, as a sentence."""
    what = f"is {day_words(day, today)}" if day else "has no date"
    return f"{anchor.label} {what}."


def counted_moves(moved: int, added: int, fell_away: int) -> str:
    """What a new date or fact did to the plan, as a sentence."""
    parts = [
        (moved, "item moved", "items moved"),
        (added, "item was added", "items were added"),
        (fell_away, "item fell away", "items fell away"),
    ]
    said = [counted(*part) for part in parts if part[0]]
    return f"{', '.join(said)}." if said else "Nothing else moved."


def decided(page: ItemPage, transition: Transition) -> str:
    """What a decision about one item did, as a sentence."""
    item, title = page.item, f"“{page.line.title}”"
    day = day_words(item.due_on, page.line.today) if item.due_on else "no day yet"
    checked = f", and {Actor(item.verifier).label} checks it" if item.verifier else ""
    return {
        Transition.APPROVE: f"You approved {title}.",
        Transition.SEND_BACK: f"{title} is back with {item.resident.first_name}, with "
        "your reason.",
        Transition.WAIVE: f"{title} is waived: nobody needs to do it.",
        Transition.EXTEND: f"{title} is due on {day} now.",
        Transition.REOPEN: f"{title} is open again.",
        Transition.REASSIGN: f"{Actor(item.owner).label} does {title} now{checked}.",
    }[transition]


def decided_many(transition: Transition, outcome: Outcome) -> str:
    """What a decision about many items did: how many, and what was refused and why."""
    verb = _DECIDED[transition]
    said = [f"{counted(len(outcome.done), 'item', 'items')} {verb}."]
    if outcome.settled:
        count, was = (
            len(outcome.settled),
            "was" if len(outcome.settled) == 1 else "were",
        )
        said.append(f"{counted(count, 'item', 'items')} {was} left alone.")
    reasons = Counter(sentence for _, sentence in outcome.refused)
    said += [
        f"{counted(count, 'item', 'items')} refused: {sentence}"
        for sentence, count in reasons.items()
    ]
    return " ".join(said)
