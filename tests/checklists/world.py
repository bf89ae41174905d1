"""A world in which anything may happen to residents, one thing after the other."""

from datetime import date, timedelta

from onboarding.checklists import enrollment, giving
from onboarding.checklists.actions import (
    Proof,
    RefusedError,
    approve,
    complete,
    send_back,
)
from onboarding.checklists.deciding import Decision, decide
from onboarding.checklists.editions.rolling import UndoRefusedError, undo
from onboarding.checklists.giving import OwnText
from onboarding.checklists.models import Item, RollOut, Section
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import Actor, StoredState
from onboarding.residents.anchors import Category
from onboarding.residents.models import Resident
from tests import factories
from tests.checklists.rollouts import give, people
from tests.factories import NOW

ANCHORS = (
    "contract_signed",
    "visa_interview",
    "arrival_in_us",
    "license_expiry",
    "orientation_start",
    "program_start",
    "address_change",
)
SWITCHES = ("new_to_us", "has_ssn", "step3_passed")
# Each kind of rule that a pack may have, and those that meet.
RULES = {
    "sign-contract": {"due": {"anchor": "match_day", "days": 14}},
    "pay-fee": {
        "applies_to": {"category": ["j1"]},
        "due": {"anchor": "contract_signed", "days": 10},
        "requires": ["sign-contract"],
    },
    "file-petition": {
        "applies_to": {"category": ["h1b", "ead"]},
        "due": {"anchor": "program_start", "days": -75},
        "not_before": {"anchor": "program_start", "days": -180},
        "lead_days": 21,
    },
    "attend-interview": {
        "applies_to": {"category": ["j1", "h1b"]},
        "due": {"anchor": "visa_interview"},
        "requires": ["pay-fee", "file-petition"],
    },
    "enter": {
        "due": {"anchor": "arrival_in_us"},
        "not_before": {"anchor": "program_start", "days": -30},
        "requires": ["attend-interview"],
    },
    "apply-for-number": {
        "applies_to": {"has_ssn": False},
        "due": {"anchor": "arrival_in_us", "business_days": 10},
        "requires": ["enter"],
    },
    "tell-payroll": {"due": {"after": "apply-for-number", "days": 28}},
    "thank-payroll": {
        "due": {"after": "tell-payroll", "business_days": 3},
        "repeats": {"every_months": 6, "until": "program_end"},
    },
    "buy-warm-clothes": {
        "applies_to": {"new_to_us": True},
        "due": {"anchor": "hire_date", "days": -3},
    },
    "log-hours": {
        "due": {"anchor": "program_start", "days": 30},
        "repeats": {"every_months": 3, "until": "program_end"},
    },
    "renew-license": {
        "due": {"anchor": "license_expiry", "days": -90},
        "repeats": {"every_months": 12, "until": "program_end"},
        "requires": ["sign-contract"],
    },
    "report-address": {"due": {"anchor": "address_change", "days": 10}},
}
CHECKED = {"pay-fee", "enter", "log-hours"}
# What the next edition says otherwise; None: no longer there.
NEXT = {
    "pay-fee": {
        "applies_to": {"category": ["j1", "h1b"]},
        "due": {"anchor": "contract_signed", "days": 20},
    },
    "attend-interview": {"due": {"anchor": "visa_interview"}, "requires": ["pay-fee"]},
    "thank-payroll": None,
    "buy-warm-clothes": {
        "due": {"anchor": "hire_date", "days": 10},
        "repeats": {"every_months": 12, "until": "program_end"},
    },
    "log-hours": {"due": {"anchor": "program_start", "days": 60}},
    "meet-mentor": {"due": {"after": "enter", "days": 7}},
}


def make_edition(label, every):
    edition = factories.make_edition(label)
    for slug, rules in every.items():
        if rules is not None:
            factories.make_definition(
                slug,
                edition=edition,
                rules=rules,
                deadline="legal" if len(slug) % 2 else "institution",
                verifier="coordinator" if slug in CHECKED else "",
                owner="gme_office" if slug == "file-petition" else "resident",
            )
    return edition


class World:
    """What is done to whom, one thing after the other; `now` goes on each time."""

    def __init__(self, people, cohort, coordinator, editions):
        self.people, self.cohort, self.coordinator = people, cohort, coordinator
        self.editions, self.rolled_out, self.undone = editions, 0, 0
        self.now = NOW
        self.done = {}

    def step(self, chance):
        self.now += timedelta(minutes=chance.randint(1, 600))
        resident = chance.choice(self.people)
        chance.choice(_ACTS)(self, resident, chance)

    def _item(self, resident, chance, *states):
        found = Item.objects.with_story().filter(resident=resident, state__in=states)
        items = list(found.order_by("pk"))
        return chance.choice(items) if items else None

    def set_date(self, resident, chance):
        day = date(2027, 5, 1) + timedelta(days=chance.randint(-60, 900))
        days = {chance.choice(ANCHORS): chance.choice((day, day, day, None))}
        enrollment.set_key_dates(resident, days, by=self.coordinator, now=self.now)

    def move_cohort(self, resident, chance):
        start = date(2027, 7, 1) + timedelta(days=chance.randint(0, 30))
        first = start - timedelta(days=chance.randint(0, 20))
        days = {"program_start": start, "orientation_start": first}
        enrollment.set_cohort_dates(
            self.cohort, days, by=self.coordinator, now=self.now
        )

    def set_category(self, resident, chance):
        enrollment.set_facts(
            resident,
            category=chance.choice(Category.values),
            by=self.coordinator,
            now=self.now,
        )

    def set_switch(self, resident, chance):
        answer = {chance.choice(SWITCHES): chance.choice((True, False, None))}
        enrollment.set_facts(resident, switches=answer, by=resident.user, now=self.now)

    def finish(self, resident, chance):
        item = self._item(resident, chance, "open", "returned")
        if item is None:
            return
        is_theirs = item.owner == Actor.RESIDENT
        try:
            complete(
                item,
                by=resident.user if is_theirs else self.coordinator,
                now=self.now,
                proof=Proof(),
            )
        except RefusedError:
            return
        if item.state == StoredState.DONE:
            self.done[item.pk] = item.completed_on

    def judge(self, resident, chance):
        item = self._item(resident, chance, "submitted")
        if item is None:
            return
        if chance.random() < 0.5:
            send_back(item, by=self.coordinator, now=self.now, reason="Page 2.")
        elif approve(item, by=self.coordinator, now=self.now):
            self.done[item.pk] = Item.objects.get(pk=item.pk).completed_on

    def decide(self, resident, chance):
        item = self._item(resident, chance, *StoredState.values)
        what = chance.choice(("waive", "extend", "reopen", "reassign"))
        decision = Decision(
            Transition(what),
            reason="So agreed.",
            until=self.now.date() + timedelta(days=chance.randint(5, 60)),
            owner=chance.choice(("coordinator", "resident")),
        )
        outcome = decide([item], decision, by=self.coordinator, now=self.now)
        if outcome.done and what == "reopen":
            self.done.pop(item.pk, None)

    def add(self, resident, chance):
        reason, by = "So agreed.", self.coordinator
        found = Resident.objects.select_related("cohort__program", "plan")
        resident = found.get(pk=resident.pk)
        offered = giving.choices_for(resident)
        if offered and chance.random() < 0.7:
            slug = chance.choice(offered).slug
            giving.give_item(resident, slug, reason=reason, by=by, now=self.now)
            return
        section = Section.objects.get(edition=resident.plan.edition)
        day = self.now.date() + timedelta(days=chance.randint(-5, 60))
        text = OwnText(section, f"Bring no. {chance.randint(1, 9)}", "To Ana.", day)
        giving.write_item(resident, text, reason=reason, by=by, now=self.now)

    def roll_out(self, resident, chance):
        some = chance.sample(self.people, chance.choice((1, 2, len(self.people))))
        edition = chance.choice(self.editions)
        give(edition, people(some), by=self.coordinator, now=self.now)
        self.rolled_out += 1

    def undo(self, resident, chance):
        last = RollOut.objects.filter(undone_at=None).order_by("pk").last()
        if last is None:
            return
        try:
            self.undone += undo(last, by=self.coordinator, now=self.now)
        except UndoRefusedError:
            return


_ACTS = (
    World.set_date,
    World.set_date,
    World.move_cohort,
    World.set_category,
    World.set_switch,
    World.finish,
    World.finish,
    World.finish,
    World.judge,
    World.decide,
    World.add,
    World.roll_out,
    World.undo,
)
