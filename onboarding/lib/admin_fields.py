"""The fields of the admin's forms: each has a name, and texts refuse private numbers.

Django draws some without a label. A row inside a row has its labels in the head of the
table only, and the two halves of a date with its time share one: a screen reader then
says "edit text" and nothing else.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.db.models import Field, ForeignKey
from django.forms import Field as FormField
from django.forms import Form, ModelChoiceField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from onboarding.lib.free_texts import keep_private_numbers_out

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    _Options = BaseModelAdmin[Any]
    _FormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _Options, _FormSet = object, BaseInlineFormSet

_LABEL = "aria-label"


class ForgivingAutocomplete(AutocompleteSelect):
    """Django's, which fails on what is no key when it shows what was sent."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:  # noqa: ANN401 -- Django's signature
        """What is chosen, without what no row can have as its key."""
        keys = [one for one in value if str(one).isdecimal() or not one]
        return super().optgroups(name, keys, attrs)


class PageFields(_Options):
    """The fields on a page of one row."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        """Django's field; those with a search box bear nonsense."""
        if db_field.name in self.get_autocomplete_fields(request):
            box = ForgivingAutocomplete(db_field, self.admin_site)
            kwargs.setdefault("widget", box)
        field: ModelChoiceField[Any] | None
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Django's field, with our refusal; a moment has a name for each half."""
        field: FormField | None
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        keep_private_numbers_out(field)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for part, what in zip(field.widget.widgets, ("day", "time"), strict=True):
                part.attrs[_LABEL] = f"{field.label}, {what}"
        return field


class CellFields(PageFields):
    """The fields of a row in a table."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """The field, named as the head of its column."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            # A related field wraps the widget that is drawn.
            drawn: Any = getattr(field.widget, "widget", field.widget)
            drawn.attrs.setdefault(_LABEL, str(field.label))
        return field


class LabeledFormSet(_FormSet):
    """Rows whose box for removing one says so."""

    def add_fields(self, form: Form, index: int | None) -> None:
        """Add the hidden fields and the box, with its name."""
        super().add_fields(form, index)  # type: ignore[arg-type]
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs[_LABEL] = "Remove this row"
