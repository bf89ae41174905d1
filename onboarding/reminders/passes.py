"""One pass: what is owed is written down first, then what is ready leaves."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from onboarding.reminders.agenda import read_agenda
from onboarding.reminders.deliver import BATCH, Clock, Outcome, Sender, deliver
from onboarding.reminders.models import Heartbeat, Letter
from onboarding.reminders.news import plan_news
from onboarding.reminders.plan import plan_invitations, plan_reminders
from onboarding.reminders.post import Post
from onboarding.reminders.sweep import Swept, sweep


@dataclass(frozen=True, slots=True)
class Owed:
    """What preparing a pass came to; `ready` are the letters to be sent now."""

    planned: int
    swept: Swept
    ready: Sequence[int]

    @property
    def batches(self) -> Iterator[list[int]]:
        """`ready` in pieces for one connection each."""
        for start in range(0, len(self.ready), BATCH):
            yield list(self.ready[start : start + BATCH])


@dataclass(frozen=True, slots=True)
class Passed:
    """What a whole pass came to."""

    owed: Owed
    letters: Counter[Outcome]


def prepare(now: datetime) -> Owed:
    """Sweep and plan. Afterwards everything owed at `now` is in the table.

    Three queries where nothing is to be done.
    """
    agenda = read_agenda(now)
    swept = sweep(agenda, now)
    invited = plan_invitations(agenda.uninvited, now) if agenda.uninvited else 0
    planned = plan_reminders(now)
    news = plan_news(now)
    ready: Sequence[int] = agenda.ready
    if swept or invited or planned or news or agenda.late:
        ready = list(
            Letter.objects.ready(now)
            .order_by("send_after", "pk")
            .values_list("pk", flat=True)
        )
    return Owed(planned, swept, ready)


def run_pass(
    now: datetime, *, clock: Clock, post: Callable[[], Sender] = Post
) -> Passed:
    """A complete pass in this process. `clock` gives the moment of each letter."""
    owed = prepare(now)
    swept = owed.swept
    letters = Counter(
        {Outcome.FAILED: swept.failed, Outcome.CANCELLED: swept.cancelled}
    )
    for batch in owed.batches:
        letters.update(deliver(batch, clock=clock, post=post))
    return Passed(owed, +letters)


def beat_heart(now: datetime, owed: Owed) -> None:
    """Write down that a pass has finished at `now`, for the health page."""
    told = {
        "finished_at": now,
        "planned": owed.planned,
        "caught_up": owed.swept.taken_back,
    }
    if not Heartbeat.objects.filter(pk=1).update(**told):
        Heartbeat.objects.bulk_create([Heartbeat(pk=1, **told)], ignore_conflicts=True)
