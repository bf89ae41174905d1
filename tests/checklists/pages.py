"""What the tests of pages share: one item, its addresses, what a page says."""

from django.urls import reverse
from django.utils import timezone

from onboarding.checklists import actions
from onboarding.checklists.models import Item
from tests import factories


def address(item, act="item-detail"):
    """The address of the page, or of one act on it."""
    return reverse(f"checklists:{act}", args=[item.pk])


def make_item(resident, *, evidence="attestation", **fields):
    """An open item “Sign your contract”; `fields` are its definition's."""
    defaults = {"verifier": "", "title": "Sign your contract"}
    definition = factories.make_definition(
        "sign-contract", evidence=evidence, **(defaults | fields)
    )
    return factories.make_item(resident, definition=definition)


def text(response):
    """The HTML with every gap as one blank."""
    return " ".join(response.content.decode().split())


def state_of(item):
    """The state as the database has it now."""
    return Item.objects.get(pk=item.pk).state


def submitted(resident, **fields):
    """An item that its resident has sent to the coordinator."""
    item = make_item(resident, verifier="coordinator", **fields)
    actions.complete(item, by=resident.user, now=timezone.now())
    return item
