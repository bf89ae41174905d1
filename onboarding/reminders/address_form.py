"""A new address in the place of one that does not work."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from onboarding.accounts.models import User

Posted = Mapping[str, Any] | None


class AddressForm(forms.Form):
    """The address, and the password: it is where a new password would be sent."""

    address = forms.EmailField(
        label="Your e-mail address",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Write the address at which letters reach you.",
            "invalid": "Write the address like name@hospital.example.",
        },
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Type your password, so that we know it is you."},
    )

    def __init__(self, data: Posted = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(
            Submit("", "Use this address", css_class="btn-outline-secondary")
        )

    def clean_address(self) -> str:
        """The address in lower case, unless it is somebody else's."""
        address: str = self.cleaned_data["address"].strip().lower()
        others = User.objects.with_email(address).exclude(pk=self.user.pk)
        if others.exists():
            raise ValidationError("This address belongs to another account.")
        return address

    def clean_password(self) -> str:
        """The password, if it is the user's."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("This is not your password.")
        return password
