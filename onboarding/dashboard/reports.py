"""Paper for people: what a committee reads, and what a resident takes along."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.models import Item
from onboarding.checklists.words import EvidenceKind
from onboarding.dashboard.progress import Progress, progress_of
from onboarding.lib.dates import local_day
from onboarding.lib.printing import pdf_of
from onboarding.milestones.charts import description_of
from onboarding.milestones.models import Assessment, Meeting, Review
from onboarding.milestones.packets import Packet, Sheet, Word
from onboarding.milestones.scopes import residents_followed_by
from onboarding.milestones.trajectories import (
    COMMITTEE,
    SEEN,
    SELF,
    Cell,
    Track,
    domains_of,
    level_words,
)
from onboarding.milestones.views.committee import packet_for
from onboarding.milestones.words import MONTHS, OBSERVERS, Occasion

DOCUMENTS = Path(__file__).parent / "documents"
NOTHING = "–"
# More than this nobody takes to heart.
_MOST_WORDS = 6


@require_safe
def print_packet(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The packet of a meeting as a PDF; 404 for those who may not read it."""
    meetings = Meeting.objects.visible_to(request.user)
    meeting = get_object_or_404(
        meetings.select_related("cohort__program__institution"), pk=pk
    )
    packet = packet_for(request, meeting)
    if packet.edition is None or not packet.sheets:
        raise Http404
    now = timezone.now()  # noqa: TID251 -- a view
    made = pdf_of(DOCUMENTS / "packet.typ", packet_data(packet, now), now=now)
    return _pdf(made, "committee-packet.pdf")


@require_safe
def print_report(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The transition report of one resident; 404 for those who do not follow them."""
    followed = residents_followed_by(request.user)
    resident = get_object_or_404(
        followed.select_related("cohort__program__institution"), pk=pk
    )
    progress = progress_of(resident, request.user)
    if progress is None:
        raise Http404
    now = timezone.now()  # noqa: TID251 -- a view
    given = Assessment.objects.visible_to(request.user).current()
    reviews = Review.objects.visible_to(request.user).confirmed()
    data = report_data(
        progress,
        list(
            given.filter(resident=resident, source__in=OBSERVERS)
            .select_related("assessor")
            .order_by("-seen_on", "-pk")
        ),
        list(reviews.filter(resident=resident).select_related("meeting")),
        now,
    )
    made = pdf_of(DOCUMENTS / "report.typ", data, now=now)
    return _pdf(made, "transition-report.pdf")


def packet_data(packet: Packet, now: datetime) -> dict[str, Any]:
    """The packet as plain values for packet.typ."""
    meeting = packet.meeting
    return {
        "cohort": str(meeting.cohort),
        "occasion": meeting.get_occasion_display(),
        "held_on": day(meeting.held_on),
        "made_on": day(local_day(now, meeting.cohort.program.time_zone)),
        "label": packet.edition.disclaimer if packet.edition else "",
        "quorum": meeting.quorum,
        "present": packet.present,
        "decided": packet.decided,
        "members": [
            {"name": str(member.user), "is_present": member.is_present}
            for member in packet.members
        ],
        "residents": [_sheet(sheet) for sheet in packet.sheets],
    }


def report_data(
    progress: Progress,
    given: Sequence[Assessment],
    reviews: Sequence[Review],
    now: datetime,
) -> dict[str, Any]:
    """The report as plain values for report.typ."""
    resident, cohort = progress.resident, progress.resident.cohort
    end = cohort.program_start.replace(year=cohort.program_start.year + 1)
    return {
        "name": f"{resident.given_name} {resident.family_name}",
        "first_name": resident.first_name,
        "program": cohort.program.name,
        "institution": cohort.program.institution.name,
        "period": f"{day(cohort.program_start)} to {day(end)}",
        "made_on": day(local_day(now, cohort.program.time_zone)),
        "framework": progress.edition.framework.title,
        "label": progress.edition.disclaimer,
        "committee": [
            {
                "when": review.meeting.get_occasion_display(),
                "decision": review.get_decision_display(),
                "reason": review.reason,
            }
            for review in reviews
        ],
        "domains": [_drawn(domain) for domain in domains_of(progress.tracks)],
        "tracks": [_row(track) for track in progress.tracks],
        "done": _done(progress.done),
        "strengths": _said(given, "strength"),
        "next_steps": _said(given, "next_step"),
        "ahead": _ahead(progress.tracks),
    }


def day(on: date) -> str:
    """`July 1, 2027`."""
    return f"{on:%B} {on.day}, {on.year}"


def _sheet(sheet: Sheet) -> dict[str, Any]:
    review = sheet.review
    confirmed = "Confirmed by the director." if review.confirmed_at else ""
    return {
        "name": str(review.resident),
        "decision": review.get_decision_display() if review.decision else "",
        "reason": review.reason,
        "confirmed": confirmed or ("Not confirmed yet." if review.decision else ""),
        "apart": [_apart(track) for track in sheet.apart],
        "split": [track.title for track in sheet.split],
        "below": [track.title for track in sheet.below],
        "tracks": [_row(track, sheet.occasion) for track in sheet.tracks],
        "words": [_word(word) for word in sheet.words[:_MOST_WORDS]],
        "earlier": max(0, len(sheet.words) - _MOST_WORDS),
    }


def _apart(track: Track) -> str:
    apart = track.difference
    if apart is None:
        return track.title
    return f"{track.title} · self {apart.own_words}, observers {apart.seen_words}"


def _word(word: Word) -> dict[str, str]:
    return {
        "by": word.by,
        "on": day(word.on),
        "strength": word.strength,
        "next_step": word.next_step,
    }


def _row(track: Track, occasion: str = Occasion.MONTH_12) -> dict[str, str]:
    return {
        "title": track.title,
        "expected_words": level_words(track.expected[occasion]),
        "self_words": _words(track.latest(SELF)),
        "observed_words": _words(track.latest(SEEN)),
        "committee_words": _words(track.latest(COMMITTEE)),
    }


def _words(cell: Cell | None) -> str:
    return cell.words if cell else NOTHING


def _drawn(track: Track) -> dict[str, Any]:
    return {
        "title": track.title,
        "description": description_of(track),
        "expected": [float(track.expected[occasion]) for occasion in MONTHS],
        "self": _levels(track.cells[SELF]),
        "observers": _levels(track.cells[SEEN]),
        "committee": _levels(track.cells[COMMITTEE]),
        "dots": [{"month": dot.month, "level": float(dot.level)} for dot in track.dots],
    }


def _levels(cells: Mapping[str, Cell]) -> list[float | None]:
    return [float(cells[o].level) if o in cells else None for o in MONTHS]


def _done(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Finished activities by section, in the order in which they were finished."""
    sections: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in reversed(items):
        seen = item.definition.evidence == EvidenceKind.IN_PERSON
        sections[item.definition.section.title].append(
            {
                "title": item.definition.title,
                "on": day(item.completed_on) if item.completed_on else "",
                "how": ", seen in person" if seen else "",
            }
        )
    return [{"title": title, "items": found} for title, found in sections.items()]


def _said(given: Sequence[Assessment], field: str) -> list[dict[str, str]]:
    """The last few, the newest first; what was said twice stands once."""
    once = {getattr(each, field): each for each in reversed(given)}
    once.pop("", None)
    newest = sorted(once.values(), key=lambda each: each.seen_on or date.min)
    return [
        {
            "text": getattr(assessment, field),
            "by": str(assessment.assessor),
            "on": day(assessment.seen_on) if assessment.seen_on else "",
        }
        for assessment in reversed(newest[-_MOST_WORDS:])
    ]


def _ahead(tracks: Sequence[Track]) -> list[str]:
    """What observers have not seen on the level that is expected at 12 months."""
    found = []
    for track in tracks:
        seen = track.latest(SEEN)
        expected = track.expected[Occasion.MONTH_12]
        if (seen.level if seen else Decimal(0)) < expected:
            now = f"now {seen.words}" if seen else "not seen yet"
            found.append(f"{track.title} · {level_words(expected)}, {now}")
    return found


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
