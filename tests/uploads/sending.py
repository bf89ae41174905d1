"""Sending a file on the page of an item, as a browser does."""

from datetime import timedelta
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from onboarding.checklists.models import EvidenceFile
from tests.checklists.pages import address
from tests.uploads import pdf

YESTERDAY = timezone.now().date() - timedelta(days=1)


def as_upload(content, name="contract.pdf"):
    """The file as Django hands it to a form, or a browser to Django."""
    return SimpleUploadedFile(name, content)


def send(client, item, content=None, name="contract.pdf", *, follow=True):
    """Post yesterday's date and one file."""
    upload = as_upload(pdf.make() if content is None else content, name)
    given = {"on": YESTERDAY.isoformat(), "file": upload}
    return client.post(address(item, "item-complete"), given, follow=follow)


def read(response):
    """The page as a person reads it."""
    return unescape(" ".join(response.content.decode().split()))


def sent_file(client, item, content=None, name="contract.pdf"):
    """The row of a file that was sent and accepted."""
    send(client, item, content, name)
    return EvidenceFile.objects.latest("pk")


def get(client, file):
    """Press the button behind a file."""
    item = file.evidence.item
    answer = client.post(f"/items/{item.pk}/files/{file.pk}/")
    if answer.streaming:
        # Reading to the end closes the file, too.
        answer.body = b"".join(answer.streaming_content)
    return answer
