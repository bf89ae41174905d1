"""What assessors write: levels, what they saw, one strength, one next step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.lib.inputs import DayInput
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.milestones.actions import View
from onboarding.milestones.asking import Wish
from onboarding.milestones.models import Assessment, Competency
from onboarding.milestones.words import (
    LEVELS,
    OBSERVERS,
    Code,
    Method,
    Occasion,
    Setting,
    Source,
)

LONGEST = 500
PREFIX = "rate-"
_ALLOWED = {f"{level:.1f}" for level in LEVELS} | set(Code.values)
# A self-assessment is the method; where somebody else was, they say.
_OBSERVED = [m for m in Method if m != Method.SELF_ASSESSMENT]

Posted = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One choice for a competency: a described level, a half step, or a code."""

    value: str
    label: str
    text: str = ""
    is_half: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One competency on the form, with what was chosen for it."""

    competency: Competency
    chosen: str
    is_open: bool

    @property
    def name(self) -> str:
        """The name of its radio buttons."""
        return f"{PREFIX}{self.competency.slug}"

    @property
    def steps(self) -> list[Step]:
        """The levels from 1.0 to 5.0; full ones with the text of the level."""
        texts = self.competency.level_texts
        return [
            Step(
                value=f"{level:.1f}",
                label=f"{level:.1f}" if level % 1 else f"{level:.0f}",
                text="" if level % 1 else texts[int(level)],
                is_half=bool(level % 1),
                is_chosen=self.chosen == f"{level:.1f}",
            )
            for level in LEVELS
        ]

    @property
    def codes(self) -> list[Step]:
        """What can be said in the place of a level, and saying nothing."""
        said = [
            Step(code.value, str(code.label), is_chosen=self.chosen == code)
            for code in Code
        ]
        return [*said, Step("", "No rating", is_chosen=not self.chosen)]

    @property
    def chosen_words(self) -> str:
        """What was chosen, for the line that stays in sight."""
        return dict(Code.choices).get(self.chosen, self.chosen)


class AssessmentForm(forms.Form):
    """One assessment; as a draft only what is written must make sense."""

    seen_on = forms.DateField(
        label="Day",
        required=False,
        widget=DayInput,
        error_messages={"invalid": "Write the day like 2027-07-01."},
    )
    setting = forms.ChoiceField(
        label="Where", required=False, choices=[("", "Choose …"), *Setting.choices]
    )
    method = forms.ChoiceField(
        label="How",
        required=False,
        choices=[("", "Choose …"), *((m.value, m.label) for m in _OBSERVED)],
    )
    strength = forms.CharField(
        label="One strength",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        validators=[refuse_private_numbers],
    )
    next_step = forms.CharField(
        label="One next step",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        validators=[refuse_private_numbers],
    )

    def __init__(
        self,
        assessment: Assessment,
        competencies: Sequence[Competency],
        *,
        today: date,
        data: Posted = None,
        is_final: bool = False,
    ) -> None:
        names = ("seen_on", "setting", "method", "strength", "next_step")
        initial = {name: getattr(assessment, name) for name in names}
        super().__init__(data, initial=initial)
        self.assessment = assessment
        self.competencies = competencies
        self.today = today
        self.is_final = is_final
        self.is_observed = assessment.source in OBSERVERS
        if not self.is_observed:
            del self.fields["setting"], self.fields["method"]
            self.fields["strength"].label = "One thing that goes well"
            self.fields["next_step"].label = "One thing to work on next"
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean(self) -> dict[str, Any]:
        """What is needed to give it; a draft may be as unfinished as it is."""
        cleaned = super().clean() or {}
        seen_on = cleaned.get("seen_on")
        if seen_on and seen_on > self.today:
            self.add_error("seen_on", "This day is still to come.")
        if not set(self._answers().values()) <= _ALLOWED:
            self.add_error(None, "Choose one of the levels that are offered.")
        if self.is_final:
            self._clean_final(cleaned)
        return cleaned

    def _clean_final(self, cleaned: dict[str, Any]) -> None:
        if not self._answers():
            self.add_error(None, "Rate at least one competency.")
        needed = {"seen_on": "Give the day."}
        if self.is_observed:
            needed |= {
                "setting": "Say where you saw it.",
                "method": "Say how you came to this.",
                "strength": "Name one strength: it is what people build on.",
                "next_step": "Name one next step they can take.",
            }
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def view(self) -> View:
        """What was written, for the actions."""
        told = self.cleaned_data
        return View(
            answers=self._answers(),
            seen_on=told["seen_on"],
            method=told.get("method", self.assessment.method),
            setting=told.get("setting", ""),
            strength=told["strength"],
            next_step=told["next_step"],
        )

    def groups(
        self, opened: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, list[Row]]]:
        """The title of each domain with its competencies, `opened` ones unfolded.

        On a fixed occasion all are: then the whole picture is asked for.
        """
        answers = self._answers() if self.is_bound else self.assessment.answers
        rows: dict[str, list[Row]] = {}
        for competency in self.competencies:
            chosen = answers.get(competency.slug, "")
            is_open = (
                bool(chosen)
                or competency.slug in opened
                or not self.assessment.is_observation
            )
            row = Row(competency, chosen, is_open)
            rows.setdefault(competency.domain.title, []).append(row)
        yield from rows.items()

    def _answers(self) -> dict[str, str]:
        given = {
            competency.slug: self.data.get(f"{PREFIX}{competency.slug}", "")
            for competency in self.competencies
        }
        return {slug: answer for slug, answer in given.items() if answer}


class AskForm(forms.Form):
    """Whom to ask about every resident of a cohort, for which occasion, by when."""

    occasion = forms.ChoiceField(label="For", choices=Occasion.choices)
    whom = forms.MultipleChoiceField(
        label="Ask",
        choices=[
            (Source.SELF.value, "each resident about themselves"),
            (Source.FACULTY.value, "their faculty mentor"),
            (Source.PEER_MENTOR.value, "their peer mentor"),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom to ask."},
    )
    due_on = forms.DateField(
        label="By",
        widget=DayInput,
        error_messages={
            "required": "Give a day.",
            "invalid": "Write the day like 2027-07-01.",
        },
    )

    def __init__(self, data: Posted = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Ask", css_class="btn-primary"))

    def clean_due_on(self) -> date:
        """A day that people can still meet."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError("This day has passed.")
        return due_on

    def wish(self) -> Wish:
        """What was chosen, for the action."""
        given = self.cleaned_data
        return Wish(given["occasion"], frozenset(given["whom"]), given["due_on"])
