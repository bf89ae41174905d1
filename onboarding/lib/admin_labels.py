"""Names for the fields of the admin that Django draws without a label.

A row inside a row has its labels in the head of the table only, and the two halves of a
date with its time share one: a screen reader then says "edit text" and nothing else.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Field
from django.forms import Form
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    _Options = BaseModelAdmin[Any]
    _FormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _Options, _FormSet = object, BaseInlineFormSet

_LABEL = "aria-label"


class SplitLabels(_Options):
    """Names the date and the time of a moment apart."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        """The form field, with a name for each half where it has two."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for part, what in zip(field.widget.widgets, ("day", "time"), strict=True):
                part.attrs[_LABEL] = f"{field.label}, {what}"
        return field


class CellLabels(SplitLabels):
    """Names each field of a row by its column."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        """The form field, named as the head of its column."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            # A related field wraps the widget that is drawn.
            drawn = getattr(field.widget, "widget", field.widget)
            drawn.attrs.setdefault(_LABEL, str(field.label))
        return field


class LabeledFormSet(_FormSet):
    """Rows whose box for removing one says so."""

    def add_fields(self, form: Form, index: int | None) -> None:
        """Add the hidden fields and the box, with its name."""
        super().add_fields(form, index)  # type: ignore[arg-type]
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs[_LABEL] = "Remove this row"
