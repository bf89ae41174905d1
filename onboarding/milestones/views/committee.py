"""Meetings of the committee: calling one, reading before it, deciding, confirming."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.lib.dates import local_day
from onboarding.lib.http import chosen_keys
from onboarding.milestones import committees, scopes
from onboarding.milestones.actions import RefusedError
from onboarding.milestones.committee_forms import CallForm, DecisionForm
from onboarding.milestones.models import Meeting, Member, Review
from onboarding.milestones.packets import Packet, packet_of


@require_safe
def list_meetings(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The meetings that concern the user, and the cohorts they may call one for."""
    meetings = Meeting.objects.visible_to(request.user)
    context = {
        "meetings": meetings.select_related("cohort__program"),
        "cohorts": scopes.cohorts_overseen_by(request.user),
        "to_confirm": Review.objects.visible_to(request.user)
        .to_confirm_by(request.user)
        .select_related("resident", "meeting__cohort__program"),
    }
    return render(request, "milestones/meeting_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_meeting(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Call a meeting about the cohort `pk`; 404 for those who do not oversee it."""
    cohort = get_object_or_404(scopes.cohorts_overseen_by(request.user), pk=pk)
    now = timezone.now()
    today = local_day(now, cohort.program.time_zone)
    form = CallForm(
        request.POST or None,
        seats=committees.may_sit(cohort.program, request.user),
        occasion=scopes.occasion_on(today, cohort.program_start),
    )
    if request.method == "POST" and form.is_valid():
        meeting, is_new = committees.call_meeting(
            cohort, form.call(), by=request.user, now=now
        )
        said = "The meeting is called." if is_new else "It was called before."
        messages.success(request, said)
        return redirect(meeting)
    context = {"cohort": cohort, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "milestones/meeting_form.html", context, status=status)


@require_safe
def show_meeting(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What the members read before they meet; who organizes sees who comes."""
    meeting = _meeting(request, pk)
    context = {
        "meeting": meeting,
        "packet": packet_for(request, meeting),
        "is_member": _sits(request, meeting),
    }
    return render(request, "milestones/meeting_detail.html", context)


@require_POST
def note_attendance(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Write down who is there; 404 for those who may not see the meeting."""
    meeting = _meeting(request, pk)
    chosen = chosen_keys(request, "present")
    committees.note_who_is_there(meeting, chosen)
    messages.success(request, "Who is there is written down.")
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def show_review(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One resident before the committee: what was said, and the decision."""
    review = _review(request, pk)
    packet = packet_of(review.meeting, [review])
    sheet = packet.sheets[0]
    form = DecisionForm(review, sheet.tracks, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = committees.decide(
                review, form.verdict(), by=request.user, now=timezone.now()
            )
        except RefusedError as refused:
            refusal = str(refused)
        else:
            said = "Written down." if changed else "It was confirmed already."
            messages.success(request, said)
            return redirect(review.meeting)
    context = {
        "review": review,
        "packet": packet,
        "sheet": sheet,
        "form": form,
        "refusal": refusal,
        "is_member": _sits(request, review.meeting),
        "can_confirm": Review.objects.visible_to(request.user)
        .to_confirm_by(request.user)
        .filter(pk=review.pk)
        .exists(),
        "is_own": review.resident.user_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "milestones/review_detail.html", context, status=status)


@require_POST
def confirm_review(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The director confirms; 404 for everybody else."""
    review = _review(request, pk)
    try:
        changed = committees.confirm(review, by=request.user, now=timezone.now())
    except RefusedError:
        raise Http404 from None
    name = review.resident.first_name
    said = f"Confirmed. {name} can read it now." if changed else "It was confirmed."
    messages.success(request, said)
    return redirect(review.meeting)


def packet_for(request: AuthenticatedHttpRequest, meeting: Meeting) -> Packet:
    """The packet with what the user may read of it: for who organizes, no levels."""
    reviews = Review.objects.visible_to(request.user).filter(
        meeting=meeting, resident__withdrawn_at=None
    )
    if not (_sits(request, meeting) or _directs(request, meeting)):
        reviews = reviews.none()
    return packet_of(meeting, list(reviews.select_related("resident")))


def _meeting(request: AuthenticatedHttpRequest, pk: int) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user)
    return get_object_or_404(meetings.select_related("cohort__program"), pk=pk)


def _review(request: AuthenticatedHttpRequest, pk: int) -> Review:
    reviews = Review.objects.visible_to(request.user).select_related(
        "resident__cohort__program",
        "resident__user",
        "meeting__cohort__program",
        "decided_by",
        "confirmed_by",
    )
    return get_object_or_404(reviews, pk=pk)


def _sits(request: AuthenticatedHttpRequest, meeting: Meeting) -> bool:
    seats = Member.objects.visible_to(request.user)
    return seats.filter(meeting=meeting, user=request.user).exists()


def _directs(request: AuthenticatedHttpRequest, meeting: Meeting) -> bool:
    directed = scopes.cohorts_directed_by(request.user)
    return directed.filter(pk=meeting.cohort_id).exists()
