"""Complete or approve one item, as the person would on its page."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils import timezone

from onboarding.accounts.models import User
from onboarding.checklists import actions
from onboarding.checklists.facts import facts_of
from onboarding.checklists.forms import ProofForm
from onboarding.checklists.models import Item
from onboarding.checklists.roles import can, may_read, roles_towards
from onboarding.checklists.states import state_of
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import EvidenceKind
from onboarding.lib.commands import day, moment, print_json, refusal
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.residents.lookup import resident_called
from onboarding.residents.models import Resident


class Command(BaseCommand):
    """`complete_item amina@mail.example sign-contract --on 2027-04-01`."""

    help = "Does what the resident, or with --by somebody else, would do on the page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose item, who acts, what they give, and when."""
        parser.add_argument("email", metavar="RESIDENT_EMAIL")
        parser.add_argument("slug", metavar="ITEM_SLUG")
        parser.add_argument("--cohort", metavar="PROGRAM/YEAR")
        parser.add_argument("--by", metavar="STAFF_EMAIL", help="who acts")
        parser.add_argument("--on", type=day, metavar="DATE", help="the day of it")
        parser.add_argument("--value", default="", metavar="TEXT")
        parser.add_argument("--at", type=moment, help="the clock, ISO 8601 with offset")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Act, and say the state of the item before and after."""
        now = options["at"] or timezone.now()
        resident = resident_called(options["email"], cohort=options["cohort"])
        by = _actor(resident, options["by"])
        item = _item(resident, options["slug"], by)
        today = facts_of(resident).today(now)
        before = state_of(item, today)
        try:
            _act(item, by, now, options)
        except actions.RefusedError as refused:
            raise refusal(str(refused)) from None
        except ValidationError as wrong:
            raise refusal(wrong.messages[0]) from None
        after = state_of(item, today)
        if options["json"]:
            answer = {"slug": item.slug, "from": str(before), "to": str(after)}
            print_json(self.stdout, answer)
        else:
            self.stdout.write(f"{item.slug}: {before.label} → {after.label}")


def _actor(resident: Resident, staff_email: str | None) -> User:
    if staff_email is None:
        return resident.user
    found = User.objects.with_email(staff_email).filter(is_active=True).first()
    if found is None:
        raise refusal(f"There is no account {staff_email}.")
    return found


def _item(resident: Resident, slug: str, by: User) -> Item:
    """The first occurrence that somebody still has to act on, else the last one."""
    found = Item.objects.visible_to(by).filter(resident=resident, slug=slug)
    items = list(found.with_story().order_by("occurrence"))
    item = next(
        (one for one in items if one.is_unfinished), items[-1] if items else None
    )
    if item is None or not may_read(item, roles_towards(by, resident)):
        raise refusal(f"There is no item {slug} in this plan that {by.email} can see.")
    return item


def _act(item: Item, by: User, now: datetime, options: dict[str, Any]) -> None:
    """Approve what waits for `by`, or else complete it; twice changes nothing."""
    roles = roles_towards(by, item.resident)
    if can(Transition.APPROVE, item, roles):
        actions.approve(item, by=by, now=now)
        return
    today = facts_of(item.resident).today(now)
    proof = _proof(item, options["on"], options["value"], today)
    actions.complete(item, by=by, now=now, proof=proof)


def _proof(item: Item, on: date | None, value: str, today: date) -> actions.Proof:
    """What is given, as the form of the page would take it. Raises ValidationError."""
    if item.definition.evidence != EvidenceKind.NUMBER:
        refuse_private_numbers(value)
    typed = {"is_true": "on", "on": on.isoformat() if on else "", "value": value}
    form = ProofForm(typed, kind=item.definition.evidence, today=today)
    if not form.is_valid():
        sentences = [said for found in form.errors.values() for said in found]
        raise ValidationError(sentences)
    return actions.Proof(on=on, value=value)
