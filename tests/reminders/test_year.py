"""A whole year of a program, simulated: every promise about reminders, all at once.

Residents with the shipped pack finish things at random, dates move, people change their
zone. `YEAR_RESIDENTS=300` is the large one; a failing year is repeated by `YEAR_SEED`.
"""

import os
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from onboarding.checklists import actions, enrollment
from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Item
from onboarding.checklists.words import ACTIONABLE
from onboarding.lib.dates import ONE_DAY, zone
from onboarding.reminders.deliver import letter_of
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.rehearsal import foresee, next_moment
from onboarding.residents.models import Resident
from onboarding.residents.whereabouts import columns, whereabouts_of
from tests import factories
from tests.reminders.scenes import pass_at

RESIDENTS = int(os.environ.get("YEAR_RESIDENTS", "8"))
SEED = int(os.environ.get("YEAR_SEED", "2027"))
PACK = "onboarding/packs/us-img"
START = datetime(2027, 3, 22, 6, tzinfo=UTC)
DAYS = 365
ZONES = (
    "Asia/Karachi", "Africa/Lagos", "America/Bogota", "Europe/London",
    "Pacific/Auckland",
)  # fmt: skip
CATEGORIES = ("j1", "h1b", "ead", "lpr", "us_citizen")
MOVING = ("arrival_in_us", "visa_interview", "ds2019_received", "orientation_start")
# Windows (first day of the year, days) in which nobody acts: the simulator is asked.
STILL = ((20, 14), (150, 10))
# What became late in somebody's night is told in their morning, wherever they are.
LATELY = timedelta(hours=36)


class Year:
    """Who there is, what left, and who has changed something lately."""

    def __init__(self, cohort):
        self.chance = random.Random(SEED)
        self.people = [self._settle_in(cohort, index) for index in range(RESIDENTS)]
        enrollment.enroll(self.people, by=None, now=START)
        # (local time, address, subject, resident) in the order of leaving.
        self.letters = []
        self.touched = {}
        self.foreseen = []
        self.counts = Counter()

    def _settle_in(self, cohort, index):
        arrives = date(2027, 6, 1) + timedelta(days=self.chance.randrange(25))
        return factories.make_resident(
            cohort,
            time_zone=self.chance.choice(ZONES),
            category=CATEGORIES[index % len(CATEGORIES)],
            dates={"arrival_in_us": arrives} if self.chance.random() < 0.7 else {},
            switches=["new_to_us"] if self.chance.random() < 0.6 else [],
        )

    def run(self):
        """From one moment that matters to the next, through the year."""
        now, noon = START, START + timedelta(hours=6)
        end = START + timedelta(days=DAYS)
        while now < end:
            self.pass_at(now)
            upcoming = next_moment(now) or end
            if noon <= upcoming:
                now = max(noon, now)
                self.live(now)
                noon += timedelta(days=1)
            else:
                now = upcoming

    def pass_at(self, now):
        """A pass, and what left in it, with the clock of its reader."""
        before = len(mail.outbox)
        pass_at(now)
        self.counts["passes"] += 1
        new = {letter_of(one): one for one in mail.outbox[before:]}
        rows = Letter.objects.filter(pk__in=new).values(
            "pk", "resident_id", **columns()
        )
        for row in rows:
            where = whereabouts_of(row)
            local = now.astimezone(zone(where.zone_on(where.today(now))))
            message = new[row["pk"]]
            self.letters.append(
                (local, message.to[0], message.subject, row["resident_id"])
            )

    def live(self, now):
        """What people do on one day: mostly nothing, now and then a few things."""
        day = (now - START).days
        for first, days in STILL:
            if day == first:
                last = now.date() + timedelta(days=days - 2)
                span = now.date() + timedelta(days=1), last
                self.foreseen.append((span, foresee(*span, since=now, cohorts=None)))
            if first <= day <= first + days:
                return
        self.check_legal(now)
        for person in self.people:
            dice = self.chance.random()
            if dice < 0.35:
                self._finish_something(person, now)
            elif dice < 0.37:
                self._move_a_date(person, now)
            elif dice < 0.375:
                self._change_zone(person, now)

    def _finish_something(self, person, now):
        mine = Item.objects.filter(
            resident=person,
            state__in=ACTIONABLE,
            waiting_for="",
            due_on__lte=now.date() + timedelta(days=20),
            definition__owner="resident",
        )
        items = list(mine.select_related("definition").order_by("due_on", "pk")[:6])
        if not items:
            return
        item = self.chance.choice(items)
        proof = actions.Proof(on=now.date() - timedelta(days=1), value="A-17")
        try:
            actions.complete(item, by=person.user, now=now, proof=proof)
        except actions.RefusedError:
            return
        self._note(person, now, "things finished")

    def _move_a_date(self, person, now):
        anchor = self.chance.choice(MOVING)
        if anchor == "orientation_start":
            day = date(2027, 6, 10) + timedelta(days=self.chance.randrange(20))
        else:
            day = date(2027, 5, 20) + timedelta(days=self.chance.randrange(60))
        enrollment.set_key_dates(person, {anchor: day}, by=None, now=now)
        self._note(person, now, "dates moved")

    def _change_zone(self, person, now):
        person.time_zone = self.chance.choice(ZONES)
        Resident.objects.filter(pk=person.pk).update(time_zone=person.time_zone)
        enrollment.set_key_dates(person, {}, by=None, now=now)
        self._note(person, now, "zones changed")

    def _note(self, person, now, what):
        self.touched[person.pk] = now
        self.counts[what] += 1

    def check_legal(self, now):
        """Every legal item that is late for a whole day was in a letter.

        At noon in Greenwich yesterday is over everywhere: what was due the day before
        it has been told.
        """
        late = Item.objects.filter(
            state__in=ACTIONABLE,
            waiting_for="",
            due_on__lte=now.date() - timedelta(days=2),
            definition__deadline="legal",
            definition__owner="resident",
        )
        told = set(
            Reminder.objects.filter(
                item__in=late, stage__gte=1, state="sent"
            ).values_list("item_id", "due_on")
        )
        for item in late.select_related("resident"):
            touched = self.touched.get(item.resident_id, START)
            begins = item.not_before_on
            today = facts_of(item.resident).today(now)
            if now - touched < LATELY or (begins and begins >= today - ONE_DAY):
                continue
            self.counts["legal items looked for"] += 1
            assert (item.pk, item.due_on) in told, (
                f"{item.slug}, due {item.due_on}, was in no letter by {now}"
            )


@pytest.mark.thorough
@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_year_of_a_program_keeps_every_promise(cohort):
    call_command("load_pack", PACK, stdout=StringIO(), stderr=StringIO())
    year = Year(cohort)

    year.run()

    days = defaultdict(list)
    for local, _, _, resident in year.letters:
        assert 7 <= local.hour < 21, f"a letter at {local}"
        days[resident].append(local.date())
    for resident, dates in days.items():
        assert len(dates) == len(set(dates)), f"two letters a day to {resident}"
    told = Reminder.objects.filter(state="sent", item__isnull=False).values_list(
        "item_id", "stage", "due_on"
    )
    assert len(told) == len(set(told)), "a stage told twice"
    assert not Letter.objects.filter(state__in=["failed", "sending", "held"]).exists()
    assert len(year.letters) > RESIDENTS * 20
    for (first, last), foreseen in year.foreseen:
        said = {(one.local_time, one.to, one.subject) for one in foreseen}
        sent = {
            (local, to, subject)
            for local, to, subject, _ in year.letters
            if first <= local.date() <= last
        }
        assert said == sent
    assert any(foreseen for _, foreseen in year.foreseen)
    assert all(year.counts.values())
    print(f"{RESIDENTS} residents, {len(year.letters)} letters, {len(told)} reminders")  # noqa: T201 -- with -s, the size of the year
    print(*(f"{number:,} {what}" for what, number in year.counts.items()), sep=", ")  # noqa: T201 -- as above
