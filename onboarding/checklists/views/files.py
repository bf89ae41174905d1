"""Getting a file that was uploaded as evidence."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.evidence_files import open_file
from onboarding.checklists.models import EvidenceFile, Item
from onboarding.checklists.presenting.files import name_of
from onboarding.checklists.roles import may_open_files, roles_towards

logger = logging.getLogger(__name__)

# Nothing in it runs, loads or frames, even if a browser shows it after all.
_SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_POST
def get_file(request: AuthenticatedHttpRequest, pk: int, file_pk: int) -> FileResponse:
    """The file, to be saved, never shown inside the portal.

    By a button and not by a link: it is written into the history, and what acts on GET
    is set off by every program that looks at links in advance.
    """
    item = get_object_or_404(Item.objects.visible_to(request.user).with_story(), pk=pk)
    if not may_open_files(item, roles_towards(request.user, item.resident)):
        raise Http404
    files = EvidenceFile.objects.visible_to(request.user).filter(evidence__item=item)
    file = get_object_or_404(files.kept().select_related("evidence__item"), pk=file_pk)
    try:
        content = open_file(file, by=request.user, now=timezone.now())
    except FileNotFoundError:
        logger.exception("Evidence file %s is not in the storage", file.pk)
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=name_of(file, item),
        content_type=file.media_type,
        headers=_SAFE,
    )
