"""What was said in the demo of those who started a year ago, and their committee.

Everything goes through the same actions as the pages. Chance is seeded: the same
residents get the same levels.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from onboarding.accounts.models import User
from onboarding.lib.dates import local_day
from onboarding.milestones import actions, committees
from onboarding.milestones.asking import Wish, ask_cohort
from onboarding.milestones.committees import Call, Verdict
from onboarding.milestones.models import Competency, ExpectedLevels, Meeting
from onboarding.milestones.scopes import framework_of
from onboarding.milestones.words import Decision, Method, Occasion, Setting, Source
from onboarding.residents.models import Cohort, Program, Resident

# When each occasion was rated, in days after the start of the program.
_RATED = {Occasion.ARRIVAL: 12, Occasion.MONTH_6: 178}
_MET_ON, _MEETS_IN, _DUE_IN = 190, 12, 9
_WORDS = (
    (
        "Asked what she wants to be able to do again, and wrote it in the note.",
        "Set the time of the next look before you leave the room.",
    ),
    (
        "Called the interpreter without being asked and let the patient set the pace.",
        "Say aloud what you are unsure of; the team will help.",
    ),
    (
        "Put three kinds of treatment together and explained why to the family.",
        "Write down when the medicine ends, not only when it starts.",
    ),
    (
        "Asked the nurse first what she had seen overnight.",
        "Try the short three-question tool on every visit this month.",
    ),
    (
        "Stayed calm in a tense visit and kept the patient's trust.",
        "Look up the monitoring program before the visit, not after it.",
    ),
)
_OWN_WORDS = ("I listen well.", "I want to speak up earlier when I am unsure.")


@dataclass(frozen=True, slots=True)
class Raters:
    """Who rates in one program; without a director there is no committee."""

    faculty: User
    coordinator: User
    peer_mentor: User | None = None
    director: User | None = None


@dataclass(slots=True)
class _Voice:
    """One person who rates one resident, with chance of their own."""

    resident: Resident
    by: User
    source: str
    chance: random.Random
    shift: Decimal


def rate(residents: Sequence[Resident], raters: Raters, *, now: datetime) -> None:
    """Let everybody say what they saw of `residents`, of one cohort, until `now`."""
    cohort = residents[0].cohort
    edition = framework_of(cohort.program)
    if edition is None:
        return
    found = Competency.objects.for_program(edition, cohort.program_id)
    _expect_more_of(found[0], cohort.program)
    competencies = list(found)
    for index, resident in enumerate(residents):
        for occasion, days in _RATED.items():
            at = _moment(cohort, days + index)
            for voice in _voices(resident, raters, index):
                if voice.source != Source.PEER_MENTOR:
                    _give(voice, occasion, competencies, at)
        _observe(resident, raters, index, competencies)
    if raters.director is not None:
        _hold_meeting(residents, raters, now)
    _ask(cohort, raters, now)
    _leave_a_draft(residents[-1], raters, competencies, now)


def _expect_more_of(competency: Competency, program: Program) -> None:
    """What the program sees most of, it expects half a step more of by the end."""
    ExpectedLevels.objects.get_or_create(
        program=program,
        framework=competency.domain.edition.framework,
        competency=competency.slug,
        defaults={
            "arrival": competency.expected_arrival,
            "month_6": competency.expected_month_6,
            "month_12": competency.expected_month_12 + Decimal("0.5"),
        },
    )


def _voices(resident: Resident, raters: Raters, index: int) -> list[_Voice]:
    # Most people see themselves about as others do, some higher, some lower.
    own_shift = (Decimal(0), Decimal(1), Decimal("-0.5"), Decimal("0.5"))[index % 4]
    people = [
        (resident.user, Source.SELF, own_shift),
        (raters.faculty, Source.FACULTY, Decimal(0)),
    ]
    if raters.peer_mentor is not None and raters.peer_mentor.pk == (
        resident.peer_mentor_id
    ):
        people.append((raters.peer_mentor, Source.PEER_MENTOR, Decimal(0)))
    return [
        _Voice(
            resident,
            by,
            source,
            random.Random(f"{resident.user.email} {source}"),  # noqa: S311 -- a story
            shift,
        )
        for by, source, shift in people
    ]


def _give(
    voice: _Voice, occasion: str, competencies: Sequence[Competency], at: datetime
) -> None:
    draft = actions.begin(
        voice.resident, by=voice.by, source=voice.source, occasion=occasion, now=at
    )
    answers = {each.slug: _level(each, occasion, voice) for each in competencies}
    actions.submit(draft, _view(voice, answers, at), competencies, now=at)


def _observe(
    resident: Resident,
    raters: Raters,
    index: int,
    competencies: Sequence[Competency],
) -> None:
    """A few things seen on some day, by whoever was there."""
    for number, voice in enumerate(_voices(resident, raters, index)[1:]):
        for step in range(2):
            at = _moment(resident.cohort, 60 + 110 * step + 17 * number + 5 * index)
            start = (3 * index + 7 * step + number) % len(competencies)
            seen = competencies[start : start + 2]
            occasion = Occasion.MONTH_6 if step else Occasion.ARRIVAL
            draft = actions.begin(
                resident,
                by=voice.by,
                source=voice.source,
                occasion=Occasion.OBSERVATION,
                now=at,
            )
            answers = {each.slug: _level(each, occasion, voice) for each in seen}
            actions.submit(draft, _view(voice, answers, at), competencies, now=at)


def _level(competency: Competency, occasion: str, voice: _Voice) -> str:
    if voice.source == Source.FACULTY and voice.chance.random() < 0.06:  # noqa: PLR2004 -- now and then
        return "not_assessable"
    around = voice.chance.choice((-1, 0, 0, 0, 1))
    level = competency.expected[occasion] + Decimal(around) / 2 + voice.shift
    return f"{min(max(level, Decimal(1)), Decimal(5)):.1f}"


def _view(voice: _Voice, answers: dict[str, str], at: datetime) -> actions.View:
    seen_on = local_day(at, voice.resident.cohort.program.time_zone)
    if voice.source == Source.SELF:
        strength, next_step = _OWN_WORDS
        method = Method.SELF_ASSESSMENT.value
        return actions.View(answers, seen_on, method, "", strength, next_step)
    strength, next_step = _WORDS[at.toordinal() % len(_WORDS)]
    setting = voice.chance.choice((Setting.INPATIENT, Setting.OUTPATIENT)).value
    method = Method.DIRECT_OBSERVATION.value
    return actions.View(answers, seen_on, method, setting, strength, next_step)


def _hold_meeting(residents: Sequence[Resident], raters: Raters, now: datetime) -> None:
    """The meeting of month 6 with what it decided, and one that is still to come."""
    cohort, director = residents[0].cohort, raters.director
    if director is None:
        return
    members = [raters.faculty, director, raters.coordinator]
    met_at = _moment(cohort, _MET_ON)
    zone = cohort.program.time_zone
    call = Call(Occasion.MONTH_6, local_day(met_at, zone), 2, members)
    meeting, _ = committees.call_meeting(
        cohort, call, by=director, now=met_at - timedelta(days=14)
    )
    present = meeting.members.exclude(user=raters.coordinator)
    committees.note_who_is_there(meeting, present.values_list("pk", flat=True))
    _decide(meeting, raters.faculty, director, met_at)
    ahead = local_day(now + timedelta(days=_MEETS_IN), zone)
    committees.call_meeting(
        cohort,
        Call(Occasion.MONTH_12, ahead, 2, members),
        by=director,
        now=now - timedelta(days=3),
    )


def _decide(meeting: Meeting, writer: User, director: User, at: datetime) -> None:
    for index, review in enumerate(meeting.reviews.select_related("resident")):
        review.meeting = meeting
        needs_support = index % 4 == 1
        verdict = Verdict(
            Decision.MORE_SUPPORT if needs_support else Decision.ON_TRACK,
            "Two observed visits in the next three months, with feedback right after."
            if needs_support
            else "Steady growth in what was observed; keep the monthly observation.",
        )
        committees.decide(review, verdict, by=writer, now=at)
        committees.confirm(review, by=director, now=at + timedelta(days=1))


def _ask(cohort: Cohort, raters: Raters, now: datetime) -> None:
    due_on = local_day(now + timedelta(days=_DUE_IN), cohort.program.time_zone)
    whom = frozenset({Source.SELF.value, Source.FACULTY.value})
    wish = Wish(Occasion.MONTH_12, whom, due_on)
    ask_cohort(cohort, wish, by=raters.coordinator, now=now - timedelta(days=3))


def _leave_a_draft(
    resident: Resident,
    raters: Raters,
    competencies: Sequence[Competency],
    now: datetime,
) -> None:
    at = now - timedelta(days=2)
    draft = actions.begin(
        resident,
        by=raters.faculty,
        source=Source.FACULTY,
        occasion=Occasion.OBSERVATION,
        now=at,
    )
    strength, _ = _WORDS[0]
    view = actions.View(
        {competencies[0].slug: "3.0"},
        local_day(at, resident.cohort.program.time_zone),
        Method.DIRECT_OBSERVATION.value,
        "",
        strength,
        "",
    )
    actions.save_draft(draft, view, now=at)


def _moment(cohort: Cohort, days: int) -> datetime:
    """A moment of the American day so many days after the start of the program."""
    start = datetime.fromisoformat(f"{cohort.program_start}T16:00:00+00:00")
    return start + timedelta(days=days)
