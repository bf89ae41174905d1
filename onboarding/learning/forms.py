"""What residents and mentors say about a learning plan, and about words in it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice, Trouble
from onboarding.lib.private_numbers import refuse_private_numbers

SWAP = "swap"


class DecisionForm(forms.Form):
    """What the resident says to one suggestion."""

    choice = forms.ChoiceField(
        choices=[(Choice.TAKEN, "I take it"), (Choice.DECLINED, "No"), (SWAP, "Swap")]
    )
    activity = forms.SlugField(required=False)
    word = forms.CharField(
        max_length=200, required=False, validators=[refuse_private_numbers]
    )
    is_shown = forms.BooleanField(required=False)

    def decision(self) -> Decision:
        """What was said; a swap takes the other activity."""
        said = self.cleaned_data
        is_swap = said["choice"] == SWAP
        return Decision(
            Choice.TAKEN if is_swap else Choice(said["choice"]),
            word=said["word"],
            is_shown=said["is_shown"],
            activity=said["activity"] if is_swap else "",
        )


class NoteForm(forms.Form):
    """The mentor's word to the resident."""

    note = forms.CharField(
        max_length=500, required=False, validators=[refuse_private_numbers]
    )


class WordingForm(forms.Form):
    """What is the matter with some words, in the resident's own."""

    trouble = forms.ChoiceField(
        label="What is the matter?",
        choices=Trouble.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is the matter with it."},
    )
    text = forms.CharField(
        label="In your words",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        validators=[refuse_private_numbers],
        help_text="Which words, and what would be better? Leave out names.",
        error_messages={"required": "Write a few words, so that it can be changed."},
    )

    @property
    def helper(self) -> FormHelper:
        """One button; the form around it is the page's."""
        helper = FormHelper()
        helper.form_tag = False
        helper.add_input(Submit("", "Send it", css_class="btn-primary"))
        return helper
