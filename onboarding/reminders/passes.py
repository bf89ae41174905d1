"""One pass: what is owed is written down first, then what is ready leaves."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db.models import F

from onboarding.reminders.agenda import Agenda, read_agenda
from onboarding.reminders.deliver import BATCH, Clock, Outcome, Sender, deliver
from onboarding.reminders.models import Heartbeat, Letter
from onboarding.reminders.news import plan_news
from onboarding.reminders.once import plan_once
from onboarding.reminders.plan import plan_invitations, plan_items
from onboarding.reminders.post import Post
from onboarding.reminders.sweep import Swept, sweep
from onboarding.reminders.weekly import plan_weekly


@dataclass(frozen=True, slots=True)
class Owed:
    """What preparing a pass came to; `ready` are the letters to be sent now."""

    planned: int
    swept: Swept
    ready: Sequence[int]

    @property
    def batches(self) -> Iterator[list[int]]:
        """`ready` in pieces for one connection each."""
        return self.batches_of(len(self.ready))

    def batches_of(self, room: int | None) -> Iterator[list[int]]:
        """The first `room` of `ready`, or all, in pieces for one connection each."""
        ready = self.ready[:room]
        for start in range(0, len(ready), BATCH):
            yield list(ready[start : start + BATCH])


@dataclass(frozen=True, slots=True)
class Passed:
    """What a whole pass came to."""

    owed: Owed
    # Of this pass's deliveries, and with those that the sweep gave up.
    delivered: Counter[Outcome]
    letters: Counter[Outcome]


def prepare(now: datetime) -> Owed:
    """Sweep and plan. Afterwards everything owed at `now` is in the table.

    Three queries where nothing is to be done.
    """
    agenda = read_agenda(now)
    swept = sweep(agenda, now)
    invited = plan_invitations(agenda.uninvited, now) if agenda.uninvited else 0
    planned = plan_items(now)
    news = plan_news(now)
    weekly = _plan_weekly(agenda, now)
    asked = plan_once([*agenda.asking_programs, *agenda.new_programs], now)
    ready: Sequence[int] = agenda.ready
    is_more = planned or news or weekly or asked
    has_changed = bool(swept or invited or is_more or agenda.late)
    if has_changed or len(ready) > BATCH:
        ready = _ready_by_turns(now)
    return Owed(planned.reminders, swept, ready)


def _plan_weekly(agenda: Agenda, now: datetime) -> int:
    if not (agenda.due_programs or agenda.new_programs):
        return 0
    return plan_weekly(agenda.due_programs, agenda.new_programs, now)


def _ready_by_turns(now: datetime) -> list[int]:
    """The letters to be sent at `now`: one of each program, then the next of each.

    So a program with thousands of letters keeps no other one waiting.
    """
    rows = Letter.objects.ready(now).order_by("send_after", "pk")
    by_program: dict[int | None, list[int]] = {}
    for pk, program in rows.values_list("pk", "resident__cohort__program_id"):
        by_program.setdefault(program, []).append(pk)
    rounds = zip_longest(*by_program.values())
    return [pk for some in rounds for pk in some if pk is not None]


def run_pass(
    now: datetime, *, clock: Clock, post: Callable[[], Sender] = Post
) -> Passed:
    """A complete pass in this process. `clock` gives the moment of each letter."""
    owed = prepare(now)
    delivered: Counter[Outcome] = Counter()
    for batch in owed.batches:
        delivered.update(deliver(batch, clock=clock, post=post))
    given_up = {
        Outcome.FAILED: owed.swept.failed,
        Outcome.CANCELLED: owed.swept.cancelled,
    }
    return Passed(owed, delivered, +(delivered + Counter(given_up)))


def beat_heart(now: datetime, owed: Owed) -> None:
    """Write down that a pass has finished at `now`, for the health page."""
    told = {
        "finished_at": now,
        "planned": owed.planned,
        "caught_up": owed.swept.taken_back,
    }
    Heartbeat.objects.bulk_create([Heartbeat(pk=1, **told)], ignore_conflicts=True)
    Heartbeat.objects.filter(pk=1).update(
        **told,
        passes=F("passes") + 1,
        taken_back=F("taken_back") + owed.swept.taken_back,
        failed=F("failed") + owed.swept.failed,
        cancelled=F("cancelled") + owed.swept.cancelled,
    )


def count(letters: Counter[Outcome]) -> None:
    """Add what became of letters to the counters."""
    sums = {
        outcome.value: F(outcome.value) + number
        for outcome, number in letters.items()
        if outcome is not Outcome.RELEASED
    }
    if sums:
        Heartbeat.objects.filter(pk=1).update(**sums)
