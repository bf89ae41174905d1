"""Pages of items and dates."""

from django.http import HttpResponse
from django.shortcuts import render

from onboarding.accounts.http import AuthenticatedHttpRequest


def list_dates(request: AuthenticatedHttpRequest) -> HttpResponse:
    return render(request, "dashboard/home_empty.html")


def show_item(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return render(request, "dashboard/home_empty.html")
