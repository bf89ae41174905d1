"""The form of one resident: the person, their account, category and switches."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from onboarding.accounts.models import User
from onboarding.checklists import plans
from onboarding.checklists.forms import SwitchField
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.residents.anchors import SwitchName
from onboarding.residents.models import Cohort, Credentials, Resident

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class CleanTextForm(_ModelForm):
    """A form whose texts hold no Social Security number."""

    def clean(self) -> dict[str, Any]:
        """Refuse each text that looks like one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                try:
                    refuse_private_numbers(value)
                except ValidationError as problem:
                    self.add_error(name, problem)
        return cleaned


class CredentialsForm(CleanTextForm):
    """Where a resident studied."""

    class Meta:
        model = Credentials
        fields = (
            "aamc_id",
            "medical_school",
            "medical_school_country",
            "graduation_year",
        )


class ResidentForm(CleanTextForm):
    """A resident; on the way in, also their account, found or made by the e-mail."""

    email = forms.EmailField(
        label="Personal e-mail",
        help_text="Their account. We write there until they arrive.",
    )
    canadian_citizen = SwitchField(SwitchName.CANADIAN_CITIZEN)
    new_to_us = SwitchField(SwitchName.NEW_TO_US)
    has_ssn = SwitchField(SwitchName.HAS_SSN)
    has_family_coming = SwitchField(SwitchName.HAS_FAMILY_COMING)
    step3_passed = SwitchField(SwitchName.STEP3_PASSED)
    late_arrival = SwitchField(SwitchName.LATE_ARRIVAL)
    extra_time_needed = SwitchField(SwitchName.EXTRA_TIME_NEEDED)

    class Meta:
        model = Resident
        fields = (
            "given_name",
            "family_name",
            "preferred_name",
            "name_pronunciation",
            "hospital_email",
            "cohort",
            "pgy",
            "time_zone",
            "faculty_mentor",
            "peer_mentor",
            "withdrawn_at",
            "category",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        self.initial["email"] = self.instance.user.email
        for name in SwitchName.values:
            # Later they are changed on a page that shows what comes and what goes.
            self.fields.pop(name, None)
        if not may_change_email(self.instance):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "They use this account already."

    @property
    def changed_switches(self) -> dict[str, bool | None]:
        """The new answers by name of the switch; None: not answered any more."""
        names = [name for name in self.changed_data if name in SwitchName.values]
        return {name: self.cleaned_data[name] for name in names}

    def clean(self) -> dict[str, Any]:
        """Refuse an address that is taken, and everybody while no pack is loaded."""
        cleaned = super().clean()
        if "email" in self.changed_data and "email" in cleaned:
            self._check_email(cleaned["email"], cleaned.get("cohort"))
        if self.instance.pk is None:
            try:
                plans.newest_edition()
            except plans.NoPackError as problem:
                raise ValidationError(str(problem)) from problem
        return cleaned

    def _check_email(self, email: str, cohort: Cohort | None) -> None:
        account = User.objects.with_email(email).first()
        if account is None:
            return
        if self.instance.pk is not None:
            self.add_error("email", "Another account has this e-mail address.")
        elif account.residencies.filter(cohort=cohort).exists():
            self.add_error("email", "This person is in the cohort already.")


def has_other_residency() -> Exists:
    """Whether the account of a resident has another residency, for their rows."""
    others = Resident.objects.filter(user=OuterRef("user"))
    return Exists(others.exclude(pk=OuterRef("pk")))


def may_change_email(resident: Any) -> bool:  # noqa: ANN401 -- an annotated Resident
    """Whether the account is nobody's yet: a typing error can still be mended.

    Later a new address would hand the account, with all its roles, to somebody else.
    `resident` comes with `has_other_residency`.
    """
    user = resident.user
    is_in_use = user.last_login is not None or user.is_staff or user.is_superuser
    return not is_in_use and not resident._has_other_residency
