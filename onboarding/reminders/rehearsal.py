"""What would leave in the days to come: the real pass, run ahead on a copy.

No second planner that could be of another opinion: the functions of `passes` run at
every moment at which they would have something to do, on copies of the tables that they
write (`lib/shadow.py`), and a post that only takes notes stands in for the mail server.
"""

from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from django.core.mail import EmailMessage
from django.db.models import F, Min, Q

from onboarding.accounts.models import Invitation
from onboarding.checklists.models import Event, Item
from onboarding.lib.dates import ONE_DAY, zone
from onboarding.lib.shadow import Rows, shadowed
from onboarding.reminders.deliver import letter_of
from onboarding.reminders.models import (
    Escalation,
    Letter,
    Policy,
    ReadMark,
    Reminder,
    Rota,
)
from onboarding.reminders.passes import run_pass
from onboarding.residents.models import Cohort, Resident
from onboarding.residents.whereabouts import columns, whereabouts_of

# The last clocks reach a day twelve hours after those of Greenwich.
_LAST_CLOCKS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One letter that would leave; `local_time` is where the person is by then.

    `to` is an address, `name` the resident's; a weekly letter to staff has the address.
    """

    to: str
    name: str
    local_time: datetime
    subject: str
    items: Sequence[str]
    titles: Sequence[str]

    @property
    def day(self) -> date:
        """The day where its reader is."""
        return self.local_time.date()

    @property
    def hour(self) -> str:
        """`8:00 AM`, on the reader's clock."""
        return f"{self.local_time:%I:%M %p}".lstrip("0")

    @property
    def place(self) -> str:
        """Whose clock that is: `Karachi`."""
        zone = str(self.local_time.tzinfo)
        return zone.rpartition("/")[2].replace("_", " ")


class Notes:
    """A post that sends nothing and remembers what it was given, by letter."""

    def __init__(self) -> None:
        self.messages: dict[int, EmailMessage] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    was_try = False
    # To whom, when and about what: nobody reads these letters.
    wants_words = False

    def admit(self, wanted: int, now: datetime) -> int:  # noqa: ARG002 -- as Post has it
        """All: what the mail server will be able to do nobody knows."""
        return wanted

    def send(self, message: EmailMessage, now: datetime) -> None:  # noqa: ARG002 -- as above
        """Write down that it would leave now."""
        self.messages[letter_of(message)] = message


@dataclass(slots=True)
class _Ahead:
    """What the passes so far have come to."""

    notes: Notes = field(default_factory=Notes)
    moments: dict[int, datetime] = field(default_factory=dict)

    def run(self, since: datetime, until: datetime) -> None:
        """A pass at every moment from `since` to `until` at which one matters."""
        now: datetime | None = since
        while now is not None and now < until:
            self._pass_at(now)
            now = next_moment(now)

    def _pass_at(self, now: datetime) -> None:
        run_pass(now, clock=lambda: now, post=lambda: self.notes)
        for letter in self.notes.messages.keys() - self.moments.keys():
            self.moments[letter] = now


def foresee(
    first: date,
    last: date,
    *,
    since: datetime | None = None,
    cohorts: Collection[Cohort] | None,
    supposing: Callable[[], None] | None = None,
) -> list[Foreseen]:
    """The letters of the local days `first` to `last`, in the order of leaving.

    Counted from `since`, or else from the start of `first` in Greenwich: what the
    ledger says by now has been sent, and what is owed by then leaves at once. With
    `cohorts`, only what goes to their residents; several cost little more than one,
    since their passes are the same. What `supposing` does is true for this look only.
    Sends and stores nothing.
    """
    start = since or datetime.combine(first, time(), UTC)
    end = datetime.combine(last + ONE_DAY, time(), UTC) + _LAST_CLOCKS
    with shadowed(_copied(cohorts)):
        if supposing is not None:
            supposing()
        if cohorts is not None:
            # The weekly letters to staff change nothing for residents, and cost most.
            Rota.objects.update(next_at=None)
            # Neither does what residents of other programs are asked.
            programs = {cohort.program_id for cohort in cohorts}
            Rota.objects.exclude(program__in=programs).update(asks_at=end)
        ahead = _Ahead()
        ahead.run(start, end)
        letters = list(_described(ahead, cohorts))
    return sorted(
        (one for one in letters if first <= one.day <= last),
        key=lambda one: (one.local_time, one.to),
    )


def foresee_next(
    days: int,
    *,
    cohorts: Collection[Cohort],
    now: datetime,
    supposing: Callable[[], None] | None = None,
) -> list[Foreseen]:
    """The letters of the next `days` days to residents of `cohorts`, as of `now`.

    Some people are half a day behind Greenwich: their today counts.
    """
    first = (now - _LAST_CLOCKS).date()
    last = now.date() + timedelta(days=days - 1)
    return foresee(first, last, since=now, cohorts=cohorts, supposing=supposing)


def _copied(cohorts: Collection[Cohort] | None) -> Rows:
    """What a pass or a change of policy writes, and the invitations and events that a
    pass would look at.
    """
    read_to = ReadMark.objects.values_list("read_to", flat=True).first() or 0
    events = Event.objects.filter(pk__gt=read_to)
    everything: Rows = {
        Item: Item.objects.all(),
        Letter: Letter.objects.all(),
        Reminder: Reminder.objects.all(),
        ReadMark: ReadMark.objects.all(),
        Invitation: Invitation.objects.all(),
        Event: events,
        Rota: Rota.objects.all(),
        Policy: Policy.objects.all(),
        Escalation: Escalation.objects.all(),
        Escalation.letters.through: Escalation.letters.through.objects.all(),
    }
    if cohorts is None:
        return everything
    return {
        **everything,
        Item: Item.objects.filter(resident__cohort__in=cohorts),
        Letter: Letter.objects.filter(resident__cohort__in=cohorts),
        Reminder: Reminder.objects.filter(letter__resident__cohort__in=cohorts),
        Escalation: Escalation.objects.filter(item__resident__cohort__in=cohorts),
        Escalation.letters.through: Escalation.letters.through.objects.filter(
            letter__resident__cohort__in=cohorts
        ),
        Invitation: Invitation.objects.filter(user__residencies__cohort__in=cohorts),
        Event: events.filter(resident__cohort__in=cohorts),
    }


def next_moment(now: datetime) -> datetime | None:
    """When a pass has something to do again: a row says so."""
    items = Item.objects.filter(notice_at__gt=now).aggregate(at=Min("notice_at"))
    planned = Letter.objects.filter(state=Letter.State.PLANNED, send_after__gt=now)
    first = planned.aggregate(at=Min("send_after"))
    programs = Rota.objects.aggregate(
        weekly=Min("next_at", filter=Q(next_at__gt=now)),
        asks=Min("asks_at", filter=Q(asks_at__gt=now)),
    )
    moments = items["at"], first["at"], *programs.values()
    return min((at for at in moments if at is not None), default=None)


def _described(ahead: _Ahead, cohorts: Collection[Cohort] | None) -> Iterator[Foreseen]:
    """Each letter with its items and the time where its reader is."""
    items = _items_of(ahead.moments)
    rows = Letter.objects.filter(pk__in=ahead.moments)
    if cohorts is not None:
        rows = rows.filter(resident__cohort__in=cohorts, recipient=F("resident__user"))
    found = list(rows.values("pk", "resident_id", **columns()))
    people = Resident.objects.in_bulk({row["resident_id"] for row in found} - {None})
    for row in found:
        letter = row["pk"]
        message = ahead.notes.messages[letter]
        to = message.to[0]
        yield Foreseen(
            to=to,
            name=str(people.get(row["resident_id"], to)),
            local_time=_local(row, ahead.moments[letter]),
            subject=str(message.subject),
            items=[slug for slug, _ in items[letter]],
            titles=[title for _, title in items[letter]],
        )


def _items_of(letters: Iterable[int]) -> Mapping[int, list[tuple[str, str]]]:
    """Slug and title of what each letter tells, the first due first."""
    told = Reminder.objects.filter(
        letter__in=letters, state=Reminder.State.SENT, item__isnull=False
    )
    items: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for letter, *item in told.order_by("due_on", "item__slug", "item_id").values_list(
        "letter_id", "item__slug", "item__definition__title"
    ):
        items[letter].append((item[0], item[1]))
    return items


def _local(row: Mapping[str, Any], at: datetime) -> datetime:
    if row["resident_id"] is None:
        return at
    where = whereabouts_of(row)
    return at.astimezone(zone(where.zone_on(where.today(at))))
