"""The form in which a program says what it expects otherwise than its framework."""

from typing import TYPE_CHECKING, Any

from django import forms

from onboarding.milestones.models import Competency, Domain, ExpectedLevels

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ExpectedLevels]
    _ChoiceField = forms.ModelChoiceField[Competency]
else:
    _ModelForm, _ChoiceField = forms.ModelForm, forms.ModelChoiceField


class CompetencyField(_ChoiceField):
    """A competency of a pack, with what its framework expects."""

    def label_from_instance(self, obj: Competency) -> str:
        """`Assess pain: 1.5, 2.5, 3.0`."""
        usual = (obj.expected_arrival, obj.expected_month_6, obj.expected_month_12)
        return f"{obj.title}: {', '.join(map(str, usual))}"


class ExpectedLevelsForm(_ModelForm):
    """Other levels for one competency; which one is chosen once."""

    which = CompetencyField(
        Competency.objects.none(),
        label="Competency",
        help_text="With what its framework expects at arrival, 6 and 12 months.",
    )

    class Meta:
        model = ExpectedLevels
        fields = ("program", "arrival", "month_6", "month_12")
        help_texts = dict.fromkeys(
            ("arrival", "month_6", "month_12"), "From 1.0 to 5.0, in half steps."
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **kwargs)
        choices = _competencies()
        which = self.fields["which"]
        assert isinstance(which, CompetencyField)  # noqa: S101 -- declared above
        which.queryset = choices
        if self.instance.pk:
            which.disabled = True
            self.initial["which"] = choices.filter(
                domain__edition__framework=self.instance.framework,
                slug=self.instance.competency,
            ).first()
            # A competency that the newest edition has no more stays as it is.
            which.required = self.initial["which"] is not None

    def clean(self) -> dict[str, Any]:
        """Name the competency by its slug, so that newer editions are meant too."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, program = cleaned.get("which"), cleaned.get("program")
        if chosen is not None:
            self.instance.framework = chosen.domain.edition.framework
            self.instance.competency = chosen.slug
        if chosen is not None and program is not None:
            same = ExpectedLevels.objects.filter(
                program=program,
                framework=self.instance.framework,
                competency=self.instance.competency,
            )
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error(
                    "which",
                    "Your program has said what it expects in this competency; change "
                    "it there.",
                )
        return cleaned


def _competencies() -> Any:  # noqa: ANN401 -- a queryset of a manager without types
    """Those of packs, in the newest edition of each framework."""
    newest = Domain.objects.newest()
    return (
        Competency.objects.filter(program=None, domain__in=newest)
        .select_related("domain__edition__framework")
        .order_by("domain__edition__framework", "domain__position", "position", "pk")
    )
