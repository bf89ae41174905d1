"""What residents and staff write about items and dates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from onboarding.checklists.actions import Proof
from onboarding.checklists.evidence_files import CheckedFile, StoredFile
from onboarding.checklists.file_field import EvidenceFileField
from onboarding.checklists.words import EvidenceKind
from onboarding.lib.inputs import DayInput
from onboarding.lib.private_numbers import (
    refuse_private_numbers_but_licenses,
)
from onboarding.residents.anchors import HAPPENINGS, Anchor, SwitchName

# Papers are valid for ten years at most; what is older than that is a slip of the pen.
_YEARS = 15

Posted = Mapping[str, Any] | None
Files = MultiValueDict[str, UploadedFile] | None

_SHOWN = ("on", "is_confirmed")
_FIELDS = {
    EvidenceKind.ATTESTATION: {"is_true"},
    EvidenceKind.DATE: {"on"},
    EvidenceKind.FILE: {"on", "file"},
    EvidenceKind.IN_PERSON: {"on"},
    EvidenceKind.NUMBER: {"value"},
}
_DAY = {
    EvidenceKind.DATE: (
        "Date",
        "The day when it happened or, if the text above asks for it, the date on the "
        "paper.",
    ),
    EvidenceKind.FILE: (
        "Date",
        "The date that the text above asks for, as it stands on the paper.",
    ),
    EvidenceKind.IN_PERSON: (
        "The day it was seen",
        "No copy is kept. Who saw it confirms it here: their name and this day are the "
        "record.",
    ),
}


class DayField(forms.DateField):
    """A day in a plausible year."""

    widget = DayInput
    default_error_messages = {
        "required": "Give the date, for example 2027-07-01.",
        "invalid": "Write the date like 2027-07-01: year, month, day.",
    }

    def __init__(
        self, *, label: str, help_text: str = "", required: bool = True
    ) -> None:
        super().__init__(label=label, help_text=help_text, required=required)


class SwitchField(forms.TypedChoiceField):
    """Yes, no, or not answered (None)."""

    def __init__(self, name: SwitchName, *, label: str = "") -> None:
        super().__init__(
            label=label or name.label,
            choices=[("", "Not answered"), ("yes", "Yes"), ("no", "No")],
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            required=False,
        )


class ProofForm(forms.Form):
    """What shows that an item is done: a sentence, a day, a file, a number, nothing."""

    is_true = forms.BooleanField(
        label="I did this, and I say so truthfully.",
        error_messages={"required": "Tick the box to say that you did it."},
    )
    on = DayField(label="Date")
    value = forms.CharField(
        label="Number",
        max_length=40,
        help_text="Copy it as it stands on the paper. Never a Social Security number.",
        validators=[refuse_private_numbers_but_licenses],
        error_messages={"required": "Write the number as it stands on the paper."},
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        kind: str,
        today: date,
        button: str = "Mark as done",
    ) -> None:
        super().__init__(data, files)
        self.today = today
        wanted = _FIELDS.get(EvidenceKind(kind), set())
        # Made here: what it says depends on the settings.
        self.fields["file"] = EvidenceFileField()
        self.fields = {n: f for n, f in self.fields.items() if n in wanted}
        if "on" in wanted:
            self.fields["on"].label, self.fields["on"].help_text = _DAY[
                EvidenceKind(kind)
            ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", button))

    def clean_on(self) -> date:
        """The day, if its year can be meant."""
        day: date = self.cleaned_data["on"]
        refuse_far_years(day, self.today)
        return day

    @property
    def file(self) -> CheckedFile | None:
        """The file that was given, not stored yet."""
        return self.cleaned_data.get("file")

    def proof(self, file: StoredFile | None = None) -> Proof:
        """What was given, for the act, with the file where it is stored now."""
        given = self.cleaned_data
        return Proof(on=given.get("on"), value=given.get("value", ""), file=file)


class KeyDateForm(forms.Form):
    """The day of one anchor, as far as the resident knows it, or that there is none.

    `has_seen` comes with the second post, from the page that lists what moves.
    """

    on = DayField(label="Date")
    is_confirmed = forms.BooleanField(
        label="This date is certain",
        required=False,
        help_text="Leave it empty while you only expect it. You can change it later.",
    )
    clear = forms.BooleanField(required=False, widget=forms.HiddenInput)
    has_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Posted = None,
        *,
        anchor: Anchor,
        today: date,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        self.is_happening = anchor in HAPPENINGS
        if self.is_happening:
            del self.fields["is_confirmed"]
        if data and data.get("clear"):
            self.fields["on"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = False
        self.helper.layout = Layout(*(n for n in self.fields if n in _SHOWN))
        self.helper.add_input(Submit("", "Save this date"))

    def clean_on(self) -> date | None:
        """The day, if its year can be meant."""
        day: date | None = self.cleaned_data["on"]
        if day:
            refuse_far_years(day, self.today)
        return day

    @property
    def day(self) -> date | None:
        """The day to store; None: clear it."""
        day: date | None = self.cleaned_data["on"]
        return None if self.cleaned_data["clear"] else day

    @property
    def is_sure(self) -> bool:
        """Whether the date is certain; a happening is, for it is told as a fact."""
        return self.is_happening or bool(self.cleaned_data["is_confirmed"])

    @property
    def has_seen_moves(self) -> bool:
        """Whether the person has read what will move."""
        return bool(self.cleaned_data["has_seen"])


def refuse_far_years(day: date, today: date) -> None:
    """Raise ValidationError for a day that nobody can mean."""
    if abs(day.year - today.year) > _YEARS:
        raise forms.ValidationError(
            f"Check the year: {day.year} is far away from now.", code="far_year"
        )
