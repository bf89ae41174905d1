"""What people are rated by, word for word, with where it comes from."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.milestones import scopes
from onboarding.milestones.models import Competency


@require_safe
def show_framework(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The framework that the program `pk` rates by now; 404 for its strangers."""
    program = get_object_or_404(scopes.programs_known_to(request.user), pk=pk)
    edition = scopes.framework_of(program)
    if edition is None:
        raise Http404
    found = Competency.objects.visible_to(request.user)
    context = {
        "program": program,
        "edition": edition,
        "competencies": found.for_program(edition, program.pk),
    }
    return render(request, "milestones/framework.html", context)
