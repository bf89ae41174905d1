"""The notice that a plan changed."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.models import PlanChange


@require_POST
def put_aside(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The resident has read it. 404 for everybody else; twice changes nothing."""
    change = get_object_or_404(
        PlanChange.objects.visible_to(request.user).filter(resident__user=request.user),
        pk=pk,
    )
    if change.seen_at is None:
        change.seen_at = timezone.now()
        change.save(update_fields=["seen_at"])
    return redirect(settings.LOGIN_REDIRECT_URL)
