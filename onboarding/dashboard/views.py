"""The first page after signing in, whoever signs in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest


@require_safe
def show_home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The resident's home, the staff's board, or what to do without either."""
    return render(request, "dashboard/home_empty.html")
