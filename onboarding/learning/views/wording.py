"""A word to the program about words that hurt or are wrong."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.learning import wording
from onboarding.learning.forms import WordingForm
from onboarding.learning.own import resident_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedHttpRequest, about: str) -> HttpResponse:
    """The form, for residents; what they write goes to their program without a name."""
    resident = resident_or_404(request.user)
    place = wording.place_of(resident, request.user, about)
    if place is None:
        raise Http404
    form = WordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wording.report(
            resident,
            place,
            trouble=form.cleaned_data["trouble"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        messages.success(
            request, "Thank you. Your program reads it; your name is not with it."
        )
        return redirect(place.back)
    status = 422 if form.is_bound else 200
    context = {"form": form, "place": place}
    return render(request, "learning/wording.html", context, status=status)
