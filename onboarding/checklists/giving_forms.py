"""What somebody writes who adds an item to one resident's plan."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.checklists.forms import DayField, Posted, refuse_far_years
from onboarding.checklists.giving import OwnText
from onboarding.checklists.models import ItemDefinition, Section
from onboarding.checklists.packs.schema import MOST_TITLE
from onboarding.checklists.words import Actor, EvidenceKind
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.lib.telling_words import has_telling_word

_SHOWS = (EvidenceKind.ATTESTATION, EvidenceKind.DATE, EvidenceKind.IN_PERSON)


class ReasonForm(forms.Form):
    """Why something stands in this plan and not in others."""

    reason = forms.CharField(
        label="Why do they need it?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="The resident reads this, and it stays in the history.",
        validators=[refuse_private_numbers],
        error_messages={"required": "Write why: a sentence is enough."},
    )

    def __init__(self, data: Posted, *, prefix: str, button: str) -> None:
        super().__init__(data, prefix=prefix)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.add_input(Submit(prefix, button))


class GiveForm(ReasonForm):
    """One item of the resident's edition that is not in their plan."""

    item = forms.ChoiceField(
        error_messages={"required": "Choose the item."},
        help_text="What their category, answers and place did not ask for.",
    )
    field_order = ("item", "reason")

    def __init__(self, data: Posted, *, offered: Sequence[ItemDefinition]) -> None:
        super().__init__(data, prefix="give", button="Add this item")
        self.fields["item"].choices = [("", "Choose …"), *_grouped(offered)]  # type: ignore[attr-defined]


class WriteForm(ReasonForm):
    """An item for this resident alone."""

    title = forms.CharField(
        max_length=MOST_TITLE,
        help_text=f"What to do, in one line of {MOST_TITLE} characters at most.",
        validators=[refuse_private_numbers],
    )
    guidance = forms.CharField(
        label="How",
        max_length=4_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="What to do, why, and whom to ask. Markdown.",
        validators=[refuse_private_numbers],
    )
    section = forms.ModelChoiceField(Section.objects.none(), empty_label="Choose …")
    due_on = DayField(
        label="Due", help_text="This very day: it does not move with other dates."
    )
    owner = forms.ChoiceField(label="Who does it", choices=Actor.choices)
    verifier = forms.ChoiceField(
        label="Who checks it",
        choices=[("", "Nobody"), *Actor.choices],
        required=False,
    )
    evidence = forms.ChoiceField(
        label="What shows that it is done",
        choices=[(kind.value, kind.label) for kind in _SHOWS],
    )
    is_sensitive = forms.BooleanField(
        label="Private: visa, health, background, pay",
        required=False,
        help_text="Its title then never stands in a letter.",
    )
    field_order = (
        "title",
        "guidance",
        "section",
        "due_on",
        "owner",
        "verifier",
        "evidence",
        "is_sensitive",
        "reason",
    )

    def __init__(self, data: Posted, *, edition: int, today: date) -> None:
        super().__init__(data, prefix="write", button="Add this item of your own")
        self.today = today
        sections = Section.objects.filter(edition=edition).order_by("position")
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """The day, unless it is over."""
        day: date = self.cleaned_data["due_on"]
        refuse_far_years(day, self.today)
        if day < self.today:
            raise forms.ValidationError("This day is over. By when do they need it?")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a title that would tell something private in a letter."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_telling = has_telling_word(cleaned.get("title", ""))
        if is_telling and not cleaned.get("is_sensitive"):
            self.add_error(
                "title",
                "This title says something private. Tick “Private” below, or say it "
                "without that word.",
            )
        return cleaned

    def text(self) -> OwnText:
        """What was written."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data}
        del given["reason"]
        return OwnText(**given)


def _grouped(
    offered: Iterable[ItemDefinition],
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The titles under those of their sections, in the order of the journey."""
    groups = groupby(offered, key=lambda definition: definition.section.title)
    return [(title, [(d.slug, d.title) for d in group]) for title, group in groups]
