"""What staff and residents say of cohorts and people, before they see the effects."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.checklists.forms import DayField, Posted, SwitchField, refuse_far_years
from onboarding.residents.anchors import COHORT_ANCHORS, Anchor, Category, SwitchName
from onboarding.residents.models import Cohort, Resident

_OPTIONAL = frozenset({Anchor.MATCH_DAY, Anchor.HIRE_DATE})
# In the words of a resident. The others are for the program to decide.
QUESTIONS: Mapping[str, str] = {
    SwitchName.NEW_TO_US: "Are you new to the United States?",
    SwitchName.HAS_SSN: "Do you have a Social Security number? (Never write it here.)",
    SwitchName.HAS_FAMILY_COMING: "Does your family come with you?",
    SwitchName.STEP3_PASSED: "Have you passed Step 3?",
    SwitchName.CANADIAN_CITIZEN: "Are you a Canadian citizen?",
}


class _Asked(forms.Form):
    """`has_seen` comes with the second post, from the page that shows the effects."""

    has_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def _ask(self, button: str) -> None:
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = False
        self.helper.add_input(Submit("", button))


class CohortDatesForm(_Asked):
    """The dates that a whole cohort shares."""

    match_day = DayField(label="Match Day", required=False)
    orientation_start = DayField(label="Start of orientation")
    hire_date = DayField(
        label="First day of paid work",
        required=False,
        help_text="Empty: the start of orientation.",
    )
    program_start = DayField(label="Start of the program")

    def __init__(self, data: Posted = None, *, cohort: Cohort, today: date) -> None:
        names = [anchor.value for anchor in Anchor if anchor in COHORT_ANCHORS]
        super().__init__(data, initial={name: getattr(cohort, name) for name in names})
        self.names, self.today = names, today
        self._ask("See what moves")

    def clean(self) -> dict[str, Any]:
        """Refuse years that nobody means, and an orientation after the start."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.names:
            if day := cleaned.get(name):
                try:
                    refuse_far_years(day, self.today)
                except forms.ValidationError as problem:
                    self.add_error(name, problem)
        first, start = cleaned.get("orientation_start"), cleaned.get("program_start")
        if first and start and first > start:
            self.add_error(
                "orientation_start",
                "Orientation starts on or before the first day of the program.",
            )
        return cleaned

    @property
    def changed_days(self) -> dict[str, date | None]:
        """The dates that are different from those that are stored."""
        return {
            name: self.cleaned_data[name]
            for name in self.names
            if self.cleaned_data[name] != self.initial[name]
        }


class FactsForm(_Asked):
    """Category and switches, as whoever manages a resident knows them."""

    category = forms.ChoiceField(
        label="Category",
        choices=Category.choices,
        help_text="What allows them to work in the United States.",
    )

    def __init__(self, data: Posted = None, *, resident: Resident) -> None:
        super().__init__(data, initial=_known(resident))
        for name in SwitchName:
            self.fields[name.value] = SwitchField(name)
        self._ask("See what changes")

    @property
    def answers(self) -> dict[str, bool | None]:
        """The answers that are different, by name of the switch; None: not answered."""
        return _changed(self)


class AnswersForm(_Asked):
    """The questions that a resident answers about themselves."""

    def __init__(self, data: Posted = None, *, resident: Resident) -> None:
        super().__init__(data, initial=_known(resident))
        for name, question in QUESTIONS.items():
            self.fields[name] = SwitchField(SwitchName(name), label=question)
        self._ask("See what changes")

    @property
    def answers(self) -> dict[str, bool | None]:
        """The answers that are different, by name of the switch; None: not answered."""
        return _changed(self)


def _known(resident: Resident) -> dict[str, object]:
    answers = {s.name: "yes" if s.is_on else "no" for s in resident.switches.all()}
    return {"category": resident.category, **answers}


def _changed(form: forms.Form) -> dict[str, bool | None]:
    names = [name for name in form.changed_data if name in SwitchName.values]
    return {name: form.cleaned_data[name] for name in names}
