"""What a committee reads before it meets: everybody's tracks, disagreements first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.milestones import trajectories
from onboarding.milestones.models import (
    Assessment,
    Competency,
    FrameworkEdition,
    Meeting,
    Member,
    Review,
)
from onboarding.milestones.trajectories import HALF_BAND, SEEN, Track
from onboarding.milestones.words import OBSERVERS


@dataclass(frozen=True, slots=True)
class Word:
    """One strength and one next step that an observer named."""

    assessment: int
    by: str
    on: date
    strength: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One resident in the packet of one meeting."""

    review: Review
    occasion: str
    tracks: Sequence[Track]
    words: Sequence[Word]

    @property
    def apart(self) -> list[Track]:
        """Where self and observers are a level or more apart."""
        return [track for track in self.tracks if track.difference]

    @property
    def split(self) -> list[Track]:
        """Where observers are a level or more apart among themselves."""
        return [t for t in self.tracks if (c := self._seen(t)) and c.is_split]

    @property
    def below(self) -> list[Track]:
        """Where observers see less than is expected by now, half a step left out."""
        return [
            track
            for track in self.tracks
            if (cell := self._seen(track))
            and cell.level < track.expected[self.occasion] - HALF_BAND
        ]

    @property
    def unseen(self) -> list[Track]:
        """What no observer has rated for this occasion."""
        return [track for track in self.tracks if not self._seen(track)]

    @property
    def has_disagreement(self) -> bool:
        """Whether there is something to talk about before anything else."""
        return bool(self.apart or self.split)

    def _seen(self, track: Track) -> trajectories.Cell | None:
        return track.cells[SEEN].get(self.occasion)


@dataclass(frozen=True, slots=True)
class Packet:
    """The whole packet. Its number of queries does not depend on how many there are."""

    meeting: Meeting
    edition: FrameworkEdition | None
    members: Sequence[Member]
    sheets: Sequence[Sheet]

    @property
    def present(self) -> int:
        """How many members are there."""
        return sum(member.is_present for member in self.members)

    @property
    def has_quorum(self) -> bool:
        """Whether the committee can decide."""
        return self.present >= self.meeting.quorum

    @property
    def decided(self) -> int:
        """Of how many residents it has."""
        return sum(bool(sheet.review.decision) for sheet in self.sheets)


def packet_of(meeting: Meeting, reviews: Sequence[Review]) -> Packet:
    """The packet about `reviews` (with their residents), as far as the caller may see.

    Residents with disagreements first, each group by name: nobody is ranked.
    """
    program = meeting.cohort.program
    edition = FrameworkEdition.objects.used_by(program.pk)
    residents = [review.resident_id for review in reviews]
    said = trajectories.everything_about(residents)
    competencies: Sequence[Competency] = ()
    if edition is not None:
        known = Competency.objects.for_program(edition, program.pk)
        competencies = trajectories.with_former(list(known), said, program.pk)
    theirs = trajectories.by_resident(said)
    words = _words(residents)
    sheets = [
        Sheet(
            review,
            meeting.occasion,
            trajectories.tracks_of(
                theirs.get(review.resident_id, ()),
                competencies,
                meeting.cohort.program_start,
            ),
            words.get(review.resident_id, ()),
        )
        for review in reviews
    ]
    sheets.sort(key=lambda sheet: not sheet.has_disagreement)
    members = list(meeting.members.select_related("user"))
    return Packet(meeting, edition, members, sheets)


def _words(residents: Sequence[int]) -> Mapping[int, list[Word]]:
    """What observers wrote of each resident, the newest first."""
    rows = (
        Assessment.objects.current()
        .filter(resident__in=residents, source__in=OBSERVERS)
        .exclude(strength="", next_step="")
        .order_by("-seen_on", "-pk")
        .values_list(
            "resident_id",
            "pk",
            "assessor__name",
            "assessor__email",
            "seen_on",
            "strength",
            "next_step",
        )
    )
    found: dict[int, list[Word]] = defaultdict(list)
    for resident, key, name, email, seen_on, strength, next_step in rows:
        by = name or email
        # A submitted assessment has its day: the database says so.
        on = seen_on or date.min
        found[resident].append(Word(key, by, on, strength, next_step))
    return found
