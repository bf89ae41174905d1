"""Writing an assessment, reading it, correcting it."""

from dataclasses import dataclass
from datetime import datetime

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
from onboarding.milestones import actions, scopes
from onboarding.milestones.forms import AssessmentForm
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Competency,
    Rating,
)
from onboarding.milestones.words import Occasion
from onboarding.residents.models import Resident


@require_POST
def begin_assessment(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open a form for the resident `pk`; 404 for everybody who may not rate them."""
    rateable = scopes.residents_to_rate(request.user)
    resident = get_object_or_404(rateable, pk=pk)
    occasion = request.POST.get("occasion", "")
    if occasion not in Occasion.values:
        raise Http404
    try:
        found = actions.begin(
            resident,
            by=request.user,
            source=scopes.source_of(resident),
            occasion=occasion,
            now=timezone.now(),
        )
    except actions.RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("milestones:observe-list")
    return _to_form(request, found)


@require_POST
def answer_request(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open the form that answers a request; 404 unless it waits for the user."""
    owed = AssessmentRequest.objects.visible_to(request.user).owed_by(request.user)
    asked = get_object_or_404(owed, pk=pk)
    asked.asked_of = request.user
    try:
        found = actions.answer(asked, now=timezone.now())
    except actions.RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("dashboard:home")
    return _to_form(request, found)


def _to_form(request: AuthenticatedHttpRequest, found: Assessment) -> HttpResponse:
    opened = request.POST.getlist("competency")
    query = f"?open={','.join(opened)}" if opened else ""
    return redirect(f"{found.get_absolute_url()}{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def show_assessment(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The form of the user's own draft, else what was said; 404 for all others."""
    visible = Assessment.objects.visible_to(request.user).select_related(
        "resident__cohort__program", "resident__user", "edition", "supersedes"
    )
    assessment = get_object_or_404(visible, pk=pk)
    desk = _Desk(request, assessment, timezone.now())
    if not assessment.is_draft:
        return desk.read()
    return desk.save() if request.method == "POST" else desk.write(desk.form())


@require_POST
def correct_assessment(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open a draft that will take the place of what the user has given."""
    given = get_object_or_404(Assessment.objects.visible_to(request.user), pk=pk)
    try:
        draft = actions.correct(given, by=request.user, now=timezone.now())
    except actions.RefusedError:
        raise Http404 from None
    return redirect(draft)


@require_http_methods(["GET", "HEAD", "POST"])
def discard_draft(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw away the user's own draft; 404 for what was given."""
    mine = Assessment.objects.visible_to(request.user).filter(
        assessor=request.user, submitted_at=None
    )
    draft = get_object_or_404(mine.select_related("resident"), pk=pk)
    if request.method != "POST":
        context = {"assessment": draft}
        return render(request, "milestones/assessment_discard.html", context)
    actions.discard(draft)
    messages.success(request, "The draft is gone. Nobody else has seen it.")
    return redirect("dashboard:home")


@require_safe
def list_to_observe(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Whom the user may observe or rate now; 404 if there is nobody.

    By name, those who have not begun last: nobody sees them at work yet.
    """
    residents = scopes.residents_to_rate(request.user).exclude(user=request.user)
    everybody = list(residents)
    if not everybody:
        raise Http404
    now = timezone.now()
    wanted = request.GET.get("q", "").strip()
    found = [r for r in everybody if wanted.casefold() in str(r).casefold()]
    found.sort(key=lambda resident: not _has_begun(resident, now))
    rows = [
        (resident, _occasion_now(resident, now), _has_begun(resident, now))
        for resident in found
    ]
    context = {"rows": rows, "wanted": wanted, "total": len(everybody)}
    return render(request, "milestones/observe_list.html", context)


def _has_begun(resident: Resident, now: datetime) -> bool:
    """Whether the orientation of their cohort has begun."""
    cohort = resident.cohort
    return cohort.orientation_start <= local_day(now, cohort.program.time_zone)


def _occasion_now(resident: Resident, now: datetime) -> Occasion:
    cohort = resident.cohort
    return scopes.occasion_on(
        local_day(now, cohort.program.time_zone), cohort.program_start
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """One request about one assessment that the user may read."""

    request: AuthenticatedHttpRequest
    assessment: Assessment
    now: datetime

    def form(self, *, bound: bool = False, is_final: bool = False) -> AssessmentForm:
        """The form of the draft, with the posted data if `bound`."""
        program = self.assessment.resident.cohort.program
        competencies = Competency.objects.visible_to(self.request.user)
        return AssessmentForm(
            self.assessment,
            list(competencies.for_program(self.assessment.edition, program.pk)),
            today=local_day(self.now, program.time_zone),
            data=self.request.POST if bound else None,
            is_final=is_final,
        )

    def save(self) -> HttpResponse:
        """Keep it or give it, by the button that was pressed."""
        is_final = "give" in self.request.POST
        form = self.form(bound=True, is_final=is_final)
        if not form.is_valid():
            return self.write(form)
        if is_final:
            actions.submit(
                self.assessment, form.view(), form.competencies, now=self.now
            )
            messages.success(self.request, self._thanks())
        else:
            actions.save_draft(self.assessment, form.view(), now=self.now)
            messages.success(
                self.request, "Saved as a draft. Only you see it until you give it."
            )
        return redirect(self.assessment)

    def write(self, form: AssessmentForm) -> HttpResponse:
        """The form, with what was typed and why it was refused."""
        opened = frozenset(self.request.GET.get("open", "").split(","))
        context = {
            "assessment": self.assessment,
            "form": form,
            "groups": list(form.groups(opened)),
            "is_self": self.assessment.resident.user_id == self.request.user.pk,
        }
        status = 422 if form.is_bound else 200
        page = "milestones/assessment_form.html"
        return render(self.request, page, context, status=status)

    def read(self) -> HttpResponse:
        """What was said, for those whom it concerns."""
        assessment = self.assessment
        ratings = Rating.objects.visible_to(self.request.user).filter(
            assessment=assessment
        )
        later = Assessment.objects.visible_to(self.request.user).filter(
            supersedes=assessment
        )
        context = {
            "assessment": assessment,
            "ratings": ratings.select_related("competency__domain").order_by(
                "competency__domain__position", "competency__position"
            ),
            "correction": later.first(),
            "is_mine": assessment.assessor_id == self.request.user.pk,
            "is_about_me": assessment.resident.user_id == self.request.user.pk,
        }
        return render(self.request, "milestones/assessment_detail.html", context)

    def _thanks(self) -> str:
        name = self.assessment.resident.first_name
        if self.assessment.resident.user_id == self.request.user.pk:
            return "Thank you. Your own view is part of your progress now."
        return f"Thank you. {name} can read it now."
