"""What committees write: who meets when, and what they decide."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from onboarding.accounts.models import User
from onboarding.lib.inputs import DayInput
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.milestones.committees import Call, Verdict
from onboarding.milestones.models import Review
from onboarding.milestones.trajectories import SEEN, Track
from onboarding.milestones.words import LEVELS, MONTHS, Code, Decision

Posted = Mapping[str, Any] | None
_LEVELS = [
    ("", "–"),
    *((f"{level:.1f}", f"{level:.1f}") for level in LEVELS),
    *Code.choices,
]


class CallForm(forms.Form):
    """A meeting about one cohort."""

    occasion = forms.ChoiceField(
        label="About", choices=[(o.value, o.label) for o in MONTHS]
    )
    held_on = forms.DateField(
        label="Day",
        widget=DayInput,
        error_messages={
            "required": "Give the day.",
            "invalid": "Write the day like 2027-07-01.",
        },
    )
    members = forms.MultipleChoiceField(
        label="Members",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who sits on the committee."},
        help_text="They may read all ratings of this cohort.",
    )
    quorum = forms.IntegerField(
        label="How many must be there to decide",
        min_value=1,
        initial=3,
        error_messages={"required": "Give a number."},
    )

    def __init__(
        self, data: Posted = None, *, seats: Sequence[User], occasion: str
    ) -> None:
        super().__init__(data, initial={"occasion": occasion})
        self.seats = seats
        members = self.fields["members"]
        assert isinstance(members, forms.MultipleChoiceField)  # noqa: S101 -- for mypy
        members.choices = [(str(user.pk), str(user)) for user in seats]
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Call the meeting", css_class="btn-primary"))

    def clean(self) -> dict[str, Any]:
        """A quorum that can be reached."""
        cleaned = super().clean() or {}
        chosen, quorum = cleaned.get("members"), cleaned.get("quorum")
        if chosen and quorum and quorum > len(chosen):
            self.add_error("quorum", f"There are only {len(chosen)} members.")
        return cleaned

    def call(self) -> Call:
        """What was chosen, for the action."""
        given = self.cleaned_data
        chosen = set(given["members"])
        return Call(
            given["occasion"],
            given["held_on"],
            given["quorum"],
            [user for user in self.seats if str(user.pk) in chosen],
        )


class DecisionForm(forms.Form):
    """What the committee says of one resident, with levels where it gives any."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the committee says."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "class": "form-control"}),
        validators=[refuse_private_numbers],
        help_text="The resident reads it once the director has confirmed.",
        error_messages={"required": "Give the reason: the resident reads it."},
    )
    take_medians = forms.BooleanField(
        label="Where no level is chosen, take the median of the observers",
        required=False,
    )

    def __init__(
        self, review: Review, tracks: Sequence[Track], data: Posted = None
    ) -> None:
        initial = {"decision": review.decision, "reason": review.reason}
        super().__init__(data, initial=initial)
        self.review, self.tracks = review, tracks
        for track in tracks:
            self.fields[f"level-{track.slug}"] = forms.ChoiceField(
                label=track.title,
                choices=_LEVELS,
                required=False,
                initial=review.levels.get(track.slug, ""),
                widget=forms.Select({"class": "form-select"}),
            )

    def rows(self) -> Iterator[tuple[Track, forms.BoundField]]:
        """Each competency with its box."""
        for track in self.tracks:
            yield track, self[f"level-{track.slug}"]

    def verdict(self) -> Verdict:
        """What was decided, for the action."""
        given = self.cleaned_data
        levels = {t.slug: given[f"level-{t.slug}"] for t in self.tracks}
        if given["take_medians"]:
            for track in self.tracks:
                levels[track.slug] = levels[track.slug] or self._median(track)
        return Verdict(
            given["decision"],
            given["reason"],
            {slug: level for slug, level in levels.items() if level},
        )

    def _median(self, track: Track) -> str:
        """The observers' median on the half step below it, if it lies between two."""
        cell = track.cells[SEEN].get(self.review.meeting.occasion)
        if cell is None:
            return ""
        half = Decimal(int(cell.level * 2)) / 2
        return f"{half:.1f}" if half >= 1 else Code.BELOW_LEVEL_1.value
