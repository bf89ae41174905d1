"""What somebody writes who decides about an item, or about many at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse

from onboarding.checklists.deciding import Decision
from onboarding.checklists.forms import DayField, Posted, refuse_far_years
from onboarding.checklists.transitions import TABLE, Transition
from onboarding.checklists.words import Actor
from onboarding.lib.private_numbers import refuse_private_numbers

# What the button of each decision says.
BUTTONS: Mapping[Transition, str] = {
    Transition.APPROVE: "Approve",
    Transition.SEND_BACK: "Send back",
    Transition.EXTEND: "Give more time",
    Transition.WAIVE: "Waive",
    Transition.REOPEN: "Open again",
    Transition.REASSIGN: "Reassign",
}
# The last word of the address of each decision about one item.
ADDRESSES: Mapping[Transition, str] = {
    Transition.APPROVE: "approve",
    Transition.SEND_BACK: "return",
    Transition.EXTEND: "extend",
    Transition.WAIVE: "waive",
    Transition.REOPEN: "reopen",
    Transition.REASSIGN: "reassign",
}
_ASKS = {
    Transition.SEND_BACK: "What is missing?",
    Transition.WAIVE: "Why does nobody need to do this?",
    Transition.EXTEND: "Why is there more time?",
    Transition.REOPEN: "Why is it open again?",
    Transition.REASSIGN: "Why does somebody else do this?",
}
_HELP = {
    Transition.SEND_BACK: "The resident reads this. Say what would make it right.",
}
_REQUIRED = {
    Transition.SEND_BACK: "Write what is missing, so that they can mend it.",
}
_READ = "The resident reads this, and it stays in the history."
_LEGAL = (
    "The law sets this date. Give more time only if the office that set it has agreed, "
    "and say so below."
)


class DecisionForm(forms.Form):
    """The reason, and what else a decision needs: a later day, or other roles."""

    until = DayField(label="New due date")
    seen_on = DayField(
        label="The day you saw it",
        help_text="No copy is kept: your name and this day are the record.",
    )
    owner = forms.ChoiceField(label="Who does it", required=False)
    verifier = forms.ChoiceField(label="Who checks it", required=False)
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        validators=[refuse_private_numbers],
    )

    def __init__(
        self,
        data: Posted = None,
        *,
        transition: Transition,
        today: date,
        is_legal: bool = False,
        is_shown: bool = False,
        item: int | None = None,
    ) -> None:
        super().__init__(data, auto_id=f"{transition}_%s", initial={"seen_on": today})
        # Where it is sent, if it is about one item (primary key).
        self.address = (
            reverse(f"checklists:item-{ADDRESSES[transition]}", args=[item])
            if item
            else ""
        )
        self.transition = transition
        self.today = today
        wanted = {
            Transition.EXTEND: {"until"},
            Transition.REASSIGN: {"owner", "verifier"},
        }.get(transition, set())
        if TABLE[transition].needs_reason:
            wanted = wanted | {"reason"}
        if transition == Transition.APPROVE and is_shown:
            wanted = {"seen_on"}
        self.fields = {n: f for n, f in self.fields.items() if n in wanted}
        self._word(is_legal=is_legal)
        self.helper = FormHelper()
        self.helper.form_tag = False
        style = "" if transition == Transition.APPROVE else "btn-outline-secondary"
        self.helper.add_input(Submit("", self.button, css_class=style))

    @property
    def button(self) -> str:
        """What pressing does."""
        return BUTTONS[self.transition]

    @property
    def is_check(self) -> bool:
        """Whether it answers what was submitted."""
        return self.transition in {Transition.APPROVE, Transition.SEND_BACK}

    def clean_until(self) -> date:
        """The day, if its year can be meant."""
        day: date = self.cleaned_data["until"]
        refuse_far_years(day, self.today)
        return day

    def clean_seen_on(self) -> date:
        """The day, unless it is still ahead."""
        day: date = self.cleaned_data["seen_on"]
        refuse_far_years(day, self.today)
        if day > self.today:
            raise forms.ValidationError("This day is still ahead. Which day was it?")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a new division of work that is the old one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_empty = not (cleaned.get("owner") or cleaned.get("verifier"))
        if self.transition == Transition.REASSIGN and is_empty:
            self.add_error("owner", "Choose who does it or who checks it.")
        return cleaned

    def decision(self) -> Decision:
        """What was decided."""
        given = self.cleaned_data
        return Decision(
            self.transition,
            reason=given.get("reason", ""),
            until=given.get("until"),
            owner=given.get("owner", ""),
            verifier=given.get("verifier", ""),
            seen_on=given.get("seen_on"),
        )

    def _word(self, *, is_legal: bool) -> None:
        transition = self.transition
        if "reason" in self.fields:
            reason = self.fields["reason"]
            reason.label = _ASKS[transition]
            reason.help_text = _HELP.get(transition, _READ)
            reason.error_messages["required"] = _REQUIRED.get(
                transition, "Write why: a sentence is enough."
            )
        if "until" in self.fields and is_legal:
            self.fields["until"].help_text = _LEGAL
        for name in {"owner", "verifier"} & set(self.fields):
            field = self.fields[name]
            field.choices = [("", "As it is"), *Actor.choices]  # type: ignore[attr-defined]
