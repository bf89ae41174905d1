"""What coordinators write into a policy, and residents into their quiet days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from onboarding.accounts.models import User
from onboarding.checklists.forms import DayField
from onboarding.checklists.models import ItemDefinition, Pack
from onboarding.lib.free_texts import keep_private_numbers_out
from onboarding.reminders.models import (
    LONGEST_SPELL_DAYS,
    Correspondent,
    Policy,
    QuietSpell,
)
from onboarding.reminders.policies import WishRefusedError, refuse_spell
from onboarding.reminders.stages import DEFAULT_STAGES, FIXED_STAGES, stage_words
from onboarding.reminders.subscriptions import colleagues_of

Posted = Mapping[str, Any] | None
_STAGES = (-14, -10, -7, -5, -3, -2, -1, 0, 2, 3, 4, 5, 6)


class PolicyForm(forms.ModelForm):
    """A policy, with its stages to tick and its silent items by their titles."""

    stages = forms.TypedMultipleChoiceField(
        label="When an item is told",
        coerce=int,
        choices=[(s, stage_words(s).capitalize()) for s in _STAGES],
        widget=forms.CheckboxSelectMultiple,
        initial=DEFAULT_STAGES,
        help_text="Besides these, everybody is told 1 day and 7 days after a missed "
        "date, and then every week.",
        error_messages={"required": "Choose at least one day before the due date."},
    )
    silent_slugs = forms.MultipleChoiceField(
        label="Items that never remind",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text="They stay on the plan. Hold Ctrl, or ⌘ on a Mac, for several.",
    )

    class Meta:
        model = Policy
        fields = (
            "program",
            "stages",
            "hour",
            "is_quiet_on_weekends",
            "is_quiet_on_holidays",
            "silent_slugs",
            "greeting",
            "closing",
            "sender_name",
            "digest_weekday",
            "ladder",
            "coordinator_after",
            "director_after",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **kwargs)
        if "silent_slugs" in self.fields:
            self.fields["silent_slugs"].choices = _titles(self.instance.silent_slugs)  # type: ignore[attr-defined]

    def clean_stages(self) -> list[int]:
        """In order, and not only after the date."""
        stages: list[int] = sorted({*self.cleaned_data["stages"], *FIXED_STAGES})
        if stages[0] > 0:
            raise forms.ValidationError("Choose at least one day before the due date.")
        return stages

    def changes(self) -> list["ChangedSetting"]:
        """What a valid form sets otherwise than it is, or than the defaults."""
        found = []
        for name in [name for name in self.fields if name != "program"]:
            bound = self[name]
            was = _chosen_words(bound.field, bound.initial)
            will_be = _chosen_words(bound.field, self.cleaned_data[name])
            if was != will_be:
                found.append(ChangedSetting(str(bound.label), was, will_be))
        return found


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """One setting with what was chosen and what would be, in words."""

    label: str
    was: Sequence[str]
    will_be: Sequence[str]

    @property
    def words(self) -> Sequence[str]:
        """What is different about it."""
        if len(self.was) == len(self.will_be) == 1:
            return [f"“{self.will_be[0]}” instead of “{self.was[0]}”"]
        new = [f"New: {one}" for one in self.will_be if one not in self.was]
        gone = [f"Not any more: {one}" for one in self.was if one not in self.will_be]
        return [*new, *gone]


def _chosen_words(field: forms.Field, value: Any) -> list[str]:  # noqa: ANN401 -- of any field
    """`value` as the form shows it; what nobody chose or wrote is nothing."""
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    values = value if isinstance(value, list | tuple) else [value]
    given = [str(one) for one in values if one not in (None, "")]
    choices = getattr(field.widget, "choices", None)
    if choices is None:
        return given
    return [str(label) for key, label in choices if str(key) in given]


for _field in PolicyForm.base_fields.values():
    keep_private_numbers_out(_field)


class QuietSpellForm(forms.Form):
    """Days that a resident wants left alone, or works at night."""

    kind = forms.ChoiceField(
        label="What are these days?",
        choices=QuietSpell.Kind.choices,
        widget=forms.RadioSelect,
        initial=QuietSpell.Kind.DO_NOT_DISTURB,
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(
        label="Last day",
        help_text=f"Letters can rest for {LONGEST_SPELL_DAYS} days at a time.",
    )

    def __init__(self, data: Posted = None, *, today: date) -> None:
        super().__init__(data, initial={"starts_on": today})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", "Keep these days"))

    def spell(self) -> QuietSpell:
        """What was asked for, unsaved and nobody's yet."""
        return QuietSpell(**self.cleaned_data)


class QuietSpellAdminForm(forms.ModelForm):
    """The same for a coordinator, who names the resident."""

    class Meta:
        model = QuietSpell
        fields = ("resident", "kind", "starts_on", "ends_on")

    def clean(self) -> dict[str, Any] | None:
        """Refuse days that make no sense, in the words of the residents' page."""
        given = super().clean()
        days = {"kind", "starts_on", "ends_on"}
        if given is not None and days <= set(given):
            spell = QuietSpell(**{name: given[name] for name in days})
            try:
                refuse_spell(spell, timezone.localdate())
            except WishRefusedError as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return given


class CorrespondentForm(forms.ModelForm):
    """What somebody on the staff wants to get, and who stands in for them."""

    away_from = DayField(label="First day away", required=False)
    away_until = DayField(label="Last day away", required=False)

    class Meta:
        model = Correspondent
        fields = ("has_weekly_letter", "stand_in", "away_from", "away_until")
        labels = {
            "has_weekly_letter": "Write to me once a week what waits for me",
            "stand_in": "Who stands in for me while I am away",
        }
        help_texts = {
            "stand_in": "Letters about overdue items go to them on these days.",
        }

    def __init__(
        self, data: Posted = None, *, instance: Correspondent, user: User
    ) -> None:
        super().__init__(data, instance=instance)
        stand_in = self.fields["stand_in"]
        stand_in.queryset = colleagues_of(user)  # type: ignore[attr-defined]
        stand_in.empty_label = "Nobody"  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", "Save"))

    def clean(self) -> dict[str, Any]:
        """Days and a person belong together."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        parts = ("stand_in", "away_from", "away_until")
        if any(given.get(part) for part in parts) and not all(map(given.get, parts)):
            raise forms.ValidationError(
                "Give the first and the last day and who stands in, or none of them."
            )
        return given


def _titles(chosen: list[str]) -> list[tuple[str, str]]:
    """The items of the newest editions by slug, and what has been chosen already."""
    editions = [e.pk for pack in Pack.objects.all() if (e := pack.newest)]
    found = ItemDefinition.objects.filter(section__edition__in=editions)
    titles = dict(found.order_by("title").values_list("slug", "title"))
    gone = [(slug, slug) for slug in chosen if slug not in titles]
    return [*titles.items(), *gone]
