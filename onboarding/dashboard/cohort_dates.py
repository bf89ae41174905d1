"""Moving the dates of a whole cohort, with a look at each person first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.presenting import outcomes
from onboarding.checklists.presenting.days import day_words
from onboarding.checklists.presenting.phrases import counted
from onboarding.dashboard.forms import CohortDatesForm
from onboarding.dashboard.redating import Consequences, set_cohort_dates
from onboarding.dashboard.told import Told
from onboarding.lib.dates import local_day
from onboarding.residents.anchors import Anchor
from onboarding.residents.models import Cohort, KeyDate, Program, Resident


@dataclass(frozen=True, slots=True)
class Row:
    """What the new dates do to one resident."""

    resident: Resident
    told: Told


@dataclass(frozen=True, slots=True)
class Ahead:
    """What new dates of a cohort would do; `keeping` people have days of their own."""

    changes: Sequence[str]
    rows: Sequence[Row]
    untouched: int
    keeping: int

    @property
    def summary(self) -> str:
        """How much happens to how many residents, as a sentence."""
        every = [row.told.found for row in self.rows]
        kinds = (
            (sum(len(one.moved) for one in every), "item moves", "items move"),
            (sum(len(one.added) for one in every), "item comes", "items come"),
            (
                sum(len(one.fell_away) for one in every),
                "item falls away",
                "items fall away",
            ),
            (
                sum(len(one.now_overdue) for one in every),
                "is overdue at once",
                "are overdue at once",
            ),
            (
                sum(one.cancelled_reminders for one in every),
                "planned reminder is cancelled",
                "planned reminders are cancelled",
            ),
        )
        said = [counted(*kind) for kind in kinds if kind[0]] or ["no item moves"]
        people = counted(len(self.rows), "resident", "residents")
        return f"For {people}: {', '.join(said)}."

    @property
    def impossible(self) -> int:
        """For how many people not everything can be ready in time any more."""
        return sum(
            bool(row.told.found.impossible or row.told.found.not_ready_before)
            for row in self.rows
        )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_cohort_dates(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The dates of a cohort that the user manages. 404 for all others."""
    now = timezone.now()  # noqa: TID251 -- a view
    programs = Program.objects.visible_to(request.user).managed_by(request.user)
    cohorts = Cohort.objects.visible_to(request.user).filter(program__in=programs)
    cohort = get_object_or_404(cohorts.select_related("program"), pk=pk)
    today = local_day(now, cohort.program.time_zone)
    posted = request.POST if request.method == "POST" else None
    form = CohortDatesForm(posted, cohort=cohort, today=today)
    back = reverse("admin:residents_cohort_change", args=[pk])
    context = {
        **admin.site.each_context(request),
        "title": f"Dates of {cohort}",
        "cohort": cohort,
        "form": form,
        "back": back,
    }
    if posted is None or not form.is_valid():
        return render(request, "dashboard/cohort_dates_form.html", context)
    days = form.changed_days
    if not days:
        messages.info(request, "These are the dates that the cohort has already.")
        return redirect(back)
    if not form.cleaned_data["has_seen"]:
        context["ahead"] = _look_ahead(request, cohort, days, now)
        return render(request, "dashboard/cohort_dates_confirm.html", context)
    found = set_cohort_dates(cohort, days, by=request.user, now=now)
    messages.success(request, f"Saved. {_done(found)}")
    return redirect(back)


def _look_ahead(
    request: AuthenticatedHttpRequest,
    cohort: Cohort,
    days: Mapping[str, date | None],
    now: datetime,
) -> Ahead:
    today = local_day(now, cohort.program.time_zone)
    found = set_cohort_dates(cohort, days, by=request.user, now=now, is_preview=True)
    people = Resident.objects.visible_to(request.user).active().filter(cohort=cohort)
    rows = [Row(one, Told(found[one.pk], today)) for one in people if one.pk in found]
    touched = [row for row in rows if row.told.found]
    touched.sort(key=lambda row: _harm(row.told.found))
    own = KeyDate.objects.visible_to(request.user).filter(
        resident__cohort=cohort, resident__withdrawn_at=None, anchor__in=days
    )
    return Ahead(
        changes=[_change(cohort, name, day, today) for name, day in days.items()],
        rows=touched,
        untouched=len(rows) - len(touched),
        keeping=own.values("resident").distinct().count(),
    )


def _harm(found: Consequences) -> tuple[int, int, int]:
    """Sorts those first for whom the new dates are worst."""
    return -len(found.impossible), -len(found.now_overdue), -len(found.moved)


def _change(cohort: Cohort, name: str, day: date | None, today: date) -> str:
    before = getattr(cohort, name)
    words = [day_words(each, today) if each else "no date" for each in (before, day)]
    return f"{Anchor(name).label}: {words[0]} → {words[1]}"


def _done(found: Mapping[int, Consequences]) -> str:
    every = found.values()
    people = sum(bool(one) for one in every)
    moves = outcomes.counted_moves(
        sum(len(one.moved) for one in every),
        sum(len(one.added) for one in every),
        sum(len(one.fell_away) for one in every),
    )
    return f"{moves} {counted(people, 'resident', 'residents')} concerned."
