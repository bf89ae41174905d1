"""All that a batch of claimed letters needs, read in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from onboarding.checklists.models import Item
from onboarding.checklists.scopes import owned_by
from onboarding.checklists.todays import is_ahead
from onboarding.checklists.words import ACTIONABLE, Actor, Deadline
from onboarding.lib.dates import local_day
from onboarding.reminders.calendars import Standing, calendar_for
from onboarding.reminders.compose import (
    INVITATION_SUBJECT,
    Digest,
    News,
    Once,
    Task,
    Welcome,
    Written,
    compose_digest,
    compose_invitation,
    digest_subject,
)
from onboarding.reminders.hours import Calendar, LetterDay
from onboarding.reminders.links import later_url, why_url
from onboarding.reminders.models import Letter, Reminder
from onboarding.reminders.staff_drafts import (
    OverdueDraft,
    WeeklyDraft,
    overdue_draft,
    weekly_draft,
)
from onboarding.reminders.telling import NewsOf, read_news
from onboarding.reminders.waiting import waiting_for_residents
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import KeyDate, Resident

_Row = Mapping[str, Any]
# The dates that say where people are, which address is theirs, what they are asked.
_DATES = (Anchor.ARRIVAL_IN_US, Anchor.ORIENTATION_START, Anchor.PROGRAM_START)
_ASKED = ("asked_by", "asked_by__name", "ask", "ask_key")
_ITEM_COLUMNS = (
    "item__state",
    "item__due_on",
    "item__not_before_on",
    "item__waiting_for",
    "item__definition__title",
    "item__definition__is_sensitive",
    "item__definition__deadline",
    "item__definition__section__title",
)


@dataclass(slots=True)
class DigestDraft:
    """A reminder letter before it is written."""

    letter: Letter
    resident: Resident
    dates: Mapping[str, date]
    calendar: Calendar
    today: date
    open_tasks: int
    rows: list[_Row] = field(default_factory=list)
    news: NewsOf = field(default_factory=NewsOf)
    # What this letter is the first to ask, and by which reminder (key).
    asks: dict[Once, int] = field(default_factory=dict)
    waiting: Sequence[News] = ()

    @property
    def hours(self) -> LetterDay:
        """When it may leave: people may have moved since it was planned."""
        return self.calendar.hours(self.letter.local_day)

    @property
    def address(self) -> str:
        """Where to send it."""
        return self.resident.address_on(self.today, dict(self.dates))

    def why_not(self, now: datetime) -> str:  # noqa: ARG002 -- as an invitation has it
        """Why it is not needed any more, or nothing."""
        if self.resident.withdrawn_at is not None:
            return "They have left the program."
        if not self.resident.user.is_active:
            return "Their account is switched off."
        if not (self.rows or self.news.is_owed or self.asks):
            return "Everything in it was finished or moved before it left."
        return ""

    @property
    def subject(self) -> str:
        """What its subject says."""
        due_on = [row["due_on"] for row in self.rows]
        return digest_subject(due_on, self.today, len(self.news.lines))

    def write(self) -> Written:
        """The letter."""
        return compose_digest(
            Digest(
                first_name=self.resident.first_name,
                program=self.resident.cohort.program.name,
                today=self.today,
                tasks=[_task(row, self.resident.user_id) for row in self.rows],
                others=max(self.open_tasks - len(self.rows), 0),
                policy=self.calendar.policy,
                news=self.news.lines,
                waiting=self.waiting,
                is_first=self.news.is_first,
                later_url=later_url(self.letter.pk),
                why_url=why_url(self.letter.pk),
            )
        )


@dataclass(slots=True)
class InvitationDraft:
    """An invitation before it is written."""

    letter: Letter
    today: date
    zone: str

    @property
    def hours(self) -> LetterDay:
        """Any hour: somebody has just asked for it."""
        letter = self.letter
        return LetterDay(letter.local_day, letter.send_after, letter.send_before)

    @property
    def address(self) -> str:
        """Where to send it: the address they will sign in with."""
        return self.letter.recipient.email

    def why_not(self, now: datetime) -> str:
        """Why it is not needed any more, or nothing."""
        invitation = self.letter.invitation
        if invitation is None or invitation.used_at or invitation.revoked_at:
            return "The invitation was used or replaced before it left."
        if invitation.expires_at <= now:
            return "The invitation expired before it left."
        return "" if self.letter.recipient.is_active else "The account is switched off."

    @property
    def subject(self) -> str:
        """What its subject says."""
        return INVITATION_SUBJECT

    def write(self) -> Written:
        """The letter."""
        letter = self.letter
        invitation, resident = letter.invitation, letter.resident
        if invitation is None:
            raise ValueError("A letter of this kind has an invitation.")
        recipient = letter.recipient
        asker = invitation.invited_by
        return compose_invitation(
            Welcome(
                first_name=resident.first_name if resident else recipient.name,
                program=resident.cohort.program.name if resident else "your program",
                asker=str(asker) if asker else "Your program",
                token=invitation.token,
                today=self.today,
                until=local_day(invitation.expires_at, self.zone),
            )
        )


Draft = DigestDraft | InvitationDraft | WeeklyDraft | OverdueDraft


def read_drafts(
    keys: Sequence[int], now: datetime, *, in_words: bool = True
) -> list[Draft]:
    """The drafts of claimed letters, in the order of `keys`.

    Reminders that are out of date by now are cancelled here, in one statement. Unless
    `in_words`, what subjects do not depend on is not read.
    """
    letters = _read_letters(keys)
    people = {one.resident_id for one in letters if one.kind == Letter.Kind.DIGEST}
    open_tasks = _count_open_tasks(people, now) if people and in_words else {}
    drafts = [_draft(one, open_tasks, now) for one in letters]
    digests = {d.letter.pk: d for d in drafts if isinstance(d, DigestDraft)}
    if digests:
        _fill(digests)
        _fill_news(digests, now)
        asking = {key: draft for key, draft in digests.items() if draft.asks}
        _fill_waiting(digests if in_words else asking, now)
    return drafts


def _read_letters(keys: Sequence[int]) -> list[Letter]:
    dates = KeyDate.objects.filter(anchor__in=_DATES)
    letters = Letter.objects.select_related(
        "recipient",
        "resident__user",
        "resident__cohort__program__policy",
        "invitation__invited_by",
    ).prefetch_related(Prefetch("resident__key_dates", dates), "resident__quiet_spells")
    return list(letters.filter(pk__in=keys).order_by("pk"))


def _count_open_tasks(people: Iterable[int | None], now: datetime) -> dict[int, int]:
    """How many items each of `people` can work on now."""
    can_begin = Q(not_before_on=None) | Q(not_before_on__lte=now.date())
    rows = (
        Item.objects.filter(
            can_begin,
            owned_by(Actor.RESIDENT),
            ~is_ahead(now),
            resident__in=people,
            state__in=ACTIONABLE,
            due_on__isnull=False,
            waiting_for="",
        )
        .order_by()
        .values_list("resident")
        .annotate(Count("pk"))
    )
    return dict(rows)


def _draft(letter: Letter, open_tasks: Mapping[int, int], now: datetime) -> Draft:
    resident = letter.resident
    if letter.kind == Letter.Kind.STAFF:
        return weekly_draft(letter, now)
    if resident is None:
        return InvitationDraft(letter, local_day(now, "UTC"), "UTC")
    own = {key_date.anchor: key_date.on for key_date in resident.key_dates.all()}
    dates = resident.cohort.dates | own
    calendar = calendar_for(resident, dates)
    today = calendar.where.today(now)
    if letter.kind == Letter.Kind.INVITATION:
        return InvitationDraft(letter, today, calendar.where.zone_on(today))
    if letter.kind == Letter.Kind.ESCALATION:
        return overdue_draft(letter, today, now)
    count = open_tasks.get(resident.pk, 0)
    return DigestDraft(letter, resident, dates, calendar, today, count)


def _fill(digests: Mapping[int, DigestDraft]) -> None:
    """Give each draft what it tells: of each item the latest stage, if still true."""
    rows = (
        Reminder.objects.filter(
            letter__in=digests, state=Reminder.State.PLANNED, event=None
        )
        .order_by("letter", "item", "-stage")
        .values("pk", "letter_id", "item_id", "due_on", *_ITEM_COLUMNS, *_ASKED)
    )
    stale, seen = [], set()
    for row in rows:
        draft = digests[row["letter_id"]]
        if row["ask"]:
            once = Once(row["ask"], row["ask_key"], row["due_on"])
            draft.asks[once] = row["pk"]
        elif row["item_id"] in seen or not _is_true(row, draft.today):
            stale.append(row["pk"])
        else:
            seen.add(row["item_id"])
            draft.rows.append(row)
    if stale:
        Reminder.objects.filter(pk__in=stale).update(state=Reminder.State.CANCELLED)


def _fill_news(digests: Mapping[int, DigestDraft], now: datetime) -> None:
    """Give each draft what happened."""
    people = {draft.resident.pk: draft.today for draft in digests.values()}
    letters = {key: draft.resident.pk for key, draft in digests.items()}
    news = read_news(letters, people, now)
    for key, draft in digests.items():
        draft.news = news[key]
    stale = [pk for one in news.values() for pk in one.stale]
    if stale:
        Reminder.objects.filter(pk__in=stale).update(state=Reminder.State.CANCELLED)


def _fill_waiting(digests: Mapping[int, DigestDraft], now: datetime) -> None:
    """Give each draft what waits elsewhere for the same person.

    What it was to ask and is not asked any more is left out.
    """
    if not digests:
        return
    people = {
        draft.resident.pk: Standing(draft.dates, draft.today)
        for draft in digests.values()
    }
    waiting = waiting_for_residents(people, now)
    stale: list[int] = []
    for draft in digests.values():
        draft.waiting = waiting.get(draft.resident.pk, ())
        still = {line.once for line in draft.waiting}
        stale.extend(pk for once, pk in draft.asks.items() if once not in still)
        draft.asks = {once: pk for once, pk in draft.asks.items() if once in still}
    if stale:
        Reminder.objects.filter(pk__in=stale).update(state=Reminder.State.CANCELLED)


def _is_true(row: _Row, today: date) -> bool:
    """Whether the resident can still act on the item, and its date is the same."""
    begins = row["item__not_before_on"]
    return (
        row["item__state"] in ACTIONABLE
        and row["item__due_on"] == row["due_on"]
        and not row["item__waiting_for"]
        and (begins is None or begins <= today)
    )


def _task(row: _Row, reader: int) -> Task:
    return Task(
        why=_why(row, reader),
        title=row["item__definition__title"],
        section=row["item__definition__section__title"],
        is_sensitive=row["item__definition__is_sensitive"],
        is_legal=row["item__definition__deadline"] == Deadline.LEGAL,
        due_on=row["due_on"],
        path=reverse("checklists:item-detail", args=[row["item_id"]]),
    )


def _why(row: _Row, reader: int) -> str:
    """Why it is in this letter, where its date does not say so."""
    if row["asked_by"] == reader:
        return "You asked to be reminded today"
    if row["asked_by"]:
        name = row["asked_by__name"] or "Your program"
        return f"{name} asks you to look at it now"
    is_legal = row["item__definition__deadline"] == Deadline.LEGAL
    return "A deadline set by law" if is_legal else ""
