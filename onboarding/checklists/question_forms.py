"""What residents ask about an item, and what is answered."""

from typing import TYPE_CHECKING

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.checklists.forms import Posted
from onboarding.lib.private_numbers import refuse_private_numbers

if TYPE_CHECKING:
    from onboarding.checklists.models import Question


class AskForm(forms.Form):
    """One question."""

    question = forms.CharField(
        label="Your question",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Your program reads it. Leave out numbers of papers and anything "
        "about your health.",
        validators=[refuse_private_numbers],
        error_messages={"required": "Write your question."},
    )

    def __init__(self, data: Posted = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(
            Submit("", "Send question", css_class="btn-outline-secondary")
        )


class AnswerForm(forms.Form):
    """The answer to one question."""

    answer = forms.CharField(
        label="Your answer",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="The resident gets it by letter and here.",
        validators=[refuse_private_numbers],
        error_messages={"required": "Write the answer."},
    )

    def __init__(self, data: Posted = None, *, question: "Question") -> None:
        # Several may stand on one page.
        super().__init__(data, auto_id=f"answer_{question.pk}_%s")
        self.question = question
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", "Send answer"))
