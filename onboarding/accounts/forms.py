"""Forms of the sign-in pages: ours, and allauth's in our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import validate_password

from onboarding.accounts.models import User

HINT = "12 characters or more. A few words in a row work well."


class NewPasswordForm(forms.Form):
    """The password of a person who comes in for the first time.

    Asked once: who mistypes it can have it reset by mail, and password managers fill
    in one field without fail.
    """

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text=HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password to go on."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_password(self) -> str:
        """The password, if every validator accepts it for this person."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class SignInForm(allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's signature
        super().__init__(*args, **kwargs)
        _say(self, login="E-mail address")
        # The page has the link below the button, where it is not in the way.
        self.fields["password"].help_text = ""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Asks for the letter with which a password is chosen anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's signature
        super().__init__(*args, **kwargs)
        _say(self, email="E-mail address")

    def clean_email(self) -> str:
        """The address. Whether anybody has it must not show.

        Only the account's own address counts, and only for people who came in before:
        the others need an invitation, not a new password.
        """
        email: str = self.cleaned_data["email"]
        found = User.objects.with_email(email).filter(is_active=True)
        self.users = [user for user in found if user.has_usable_password()]
        return email


class NewPasswordOnce(forms.Form):
    """Asks for a new password once, like the invitation; goes before allauth's form."""

    password2 = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's signature
        super().__init__(*args, **kwargs)
        _say(self, password1="New password")
        self.fields["password1"].help_text = HINT


class ResetPasswordKeyForm(NewPasswordOnce, allauth_forms.ResetPasswordKeyForm):
    """The new password, after the link in the letter."""


class SetPasswordForm(NewPasswordOnce, allauth_forms.SetPasswordForm):
    """The first password of somebody who signs in without one."""


class ChangePasswordForm(NewPasswordOnce, allauth_forms.ChangePasswordForm):
    """The present password, and the one to replace it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's signature
        super().__init__(*args, **kwargs)
        _say(self, oldpassword="Present password")
        self.fields["oldpassword"].help_text = ""


def _say(form: forms.Form, **labels: str) -> None:
    """Give fields our labels, and nothing inside the box.

    allauth repeats each label as a placeholder, which is gone when one types.
    """
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
