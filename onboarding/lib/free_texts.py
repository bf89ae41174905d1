"""Boxes of forms in which people write words of their own."""

from django import forms

from onboarding.lib.private_numbers import refuse_private_numbers


def keep_private_numbers_out(field: forms.Field | None) -> None:
    """Let `field` refuse private numbers if people write freely in it."""
    if field is not None and is_free_text(field):
        field.validators.append(refuse_private_numbers)


def is_free_text(field: forms.Field) -> bool:
    """Whether people write words of their own in a field of a form."""
    if isinstance(field.widget, forms.PasswordInput):
        return False
    # What has a shape of its own (an address, a slug) is a subclass.
    return type(field) is forms.CharField
