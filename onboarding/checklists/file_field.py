"""The box of a form that takes one file as evidence."""

from typing import Any

from django import forms
from django.conf import settings

from onboarding.checklists.evidence_files import CheckedFile, check

# A hint for the browser, which then offers the camera; what comes is checked anyway.
_ACCEPT = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class EvidenceFileField(forms.FileField):
    """A file, read and found harmless, as a CheckedFile; or None."""

    def __init__(self) -> None:
        super().__init__(
            label="A scan or photo of it, if you like",
            required=False,
            # An empty file gets our sentence.
            allow_empty_file=True,
            widget=forms.FileInput({"accept": _ACCEPT}),
            help_text=f"PDF, JPEG or PNG, {settings.FILE_MAX_MB} MB at most. Or hand "
            "the paper over in person. Never a passport, a visa paper or a Social "
            f"Security card. We erase it {settings.FILE_KEEP_DAYS} days after it was "
            "checked.",
            error_messages={"invalid": "The file did not arrive. Choose it again."},
        )

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:  # noqa: ANN401 -- Django's signature
        """Read the file. Raises RefusedUploadError with a sentence."""
        upload = super().clean(data, initial)
        return check(upload) if upload else None
