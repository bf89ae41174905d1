"""What residents and mentors say about a learning plan."""

from django import forms

from onboarding.learning.planning import Decision
from onboarding.learning.words import Choice
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
