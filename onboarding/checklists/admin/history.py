"""Everything that happened to the plan of one resident, in sentences."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.presenting.story import Reader, chapters_of, history_of
from onboarding.lib.dates import local_day

PAGE_SIZE = 100


def show_history(request: AuthenticatedHttpRequest, resident: Any) -> HttpResponse:
    """The page; whoever calls it has asked whether the user manages `resident`."""
    now: datetime = timezone.now()
    zone: str = resident.cohort.program.time_zone
    pages = Paginator(history_of(resident, request.user), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    reader = Reader(request.user, local_day(now, zone), zone)
    context = {
        **admin.site.each_context(request),
        "title": f"{resident}: history",
        "resident": resident,
        "page": page,
        "pages": pages,
        "chapters": chapters_of(page, resident, reader),
    }
    return render(request, "admin/residents/resident/history.html", context)
