"""The question after letters came back: is this address right?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.reminders.address_form import AddressForm
from onboarding.reminders.addresses import correct, trust_again
from onboarding.reminders.models import BadAddress


@require_http_methods(["GET", "HEAD", "POST"])
def show_address(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask for the right address; confirm or correct it by POST.

    404 while all of the user's addresses work.
    """
    user = request.user
    mine = BadAddress.objects.visible_to(user).suspended().filter(user=user)
    bad = mine.order_by("pk").first()
    if bad is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST" and "confirm" in request.POST:
        trust_again(bad, now)
        messages.success(request, f"Thank you. We write to {bad.address} again.")
        return redirect("dashboard:home")
    form = AddressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        correct(bad, address, now)
        messages.success(request, f"Thank you. From now on we write to {address}.")
        return redirect("dashboard:home")
    context = {
        "bad": bad,
        "form": form,
        "is_sign_in": user.email.lower() == bad.address.lower(),
    }
    return render(request, "reminders/address.html", context)
