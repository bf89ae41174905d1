"""Whom an edition is given to."""

from typing import Any

from django import forms
from django.db.models import Count, F, Q

from onboarding.checklists.editions.targets import Target
from onboarding.checklists.models import Audience
from onboarding.residents.models import Cohort, Resident


class _ResidentsField(forms.ModelMultipleChoiceField):
    """Residents by name, with the edition that each has."""

    def label_from_instance(self, obj: Any) -> str:
        """`Yusuf, Amina (2027, has edition 2026.11)`."""
        return f"{obj} ({obj.cohort.year}, has edition {obj.has})"


class AudienceForm(forms.Form):
    """Everybody of a program, a cohort, or some residents, who have a plan."""

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.residents = (
            Resident.objects.filter(
                cohort__program=target.program,
                withdrawn_at=None,
                plan__isnull=False,
            )
            # A new edition is nobody's yet.
            .exclude(plan__edition=None if target.content else target.edition)
            .select_related("cohort__program")
            .annotate(has=F("plan__edition__label"))
        )
        here = Count("residents", filter=Q(residents__in=self.residents))
        cohorts = Cohort.objects.filter(program=target.program).annotate(here=here)
        groups = [
            (f"cohort-{cohort.pk}", f"The cohort of {cohort.year}")
            for cohort in cohorts.filter(here__gt=0)
        ]
        # New residents get shipped editions by themselves.
        new = [(Audience.NEW, Audience.NEW.label)] if target.content else []
        self.fields["who"] = forms.ChoiceField(
            label="For whom",
            widget=forms.RadioSelect,
            choices=[
                *new,
                (Audience.ALL, Audience.ALL.label),
                *groups,
                (Audience.CHOSEN, "Only those whom I tick here"),
            ],
        )
        self.fields["chosen"] = _ResidentsField(
            self.residents,
            label="Chosen residents",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse to choose nobody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("who") == Audience.CHOSEN and not cleaned.get("chosen"):
            self.add_error("chosen", "Tick at least one resident.")
        return cleaned

    @property
    def audience(self) -> Audience:
        """Which kind of group was chosen."""
        who = self.cleaned_data["who"]
        return Audience.COHORT if who.startswith("cohort-") else Audience(who)

    @property
    def people(self) -> list[Resident]:
        """The residents who were chosen, with what plans need of them."""
        who: str = self.cleaned_data["who"]
        if who == Audience.NEW:
            return []
        if who == Audience.CHOSEN:
            return list(self.cleaned_data["chosen"])
        if who.startswith("cohort-"):
            return list(self.residents.filter(cohort=int(who.removeprefix("cohort-"))))
        return list(self.residents)
