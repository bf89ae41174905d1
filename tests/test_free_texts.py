"""Every box in which people write freely refuses private numbers."""

from importlib import import_module

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from onboarding.checklists.admin.resident_form import CleanTextForm
from onboarding.lib.free_texts import is_free_text
from tests import factories
from tests.source import files, name

SSN = "219-09-9999"


def _modules():
    for path in files("onboarding"):
        if any(
            "form" in part or part == "admin" for part in path.with_suffix("").parts
        ):
            yield import_module(name(path).removesuffix(".py").replace("/", "."))


def _subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def _our_forms():
    assert list(_modules())
    found = {
        form
        for form in _subclasses(forms.BaseForm)
        if form.__module__.startswith("onboarding.")
    }
    return sorted(found, key=lambda form: form.__qualname__)


def _open(fields):
    """The names of the free texts among `fields` that take a private number."""
    for label, field in fields.items():
        if not is_free_text(field):
            continue
        try:
            field.run_validators(SSN)
        except ValidationError as refused:
            if any(each.code == "private_number" for each in refused.error_list):
                continue
        yield label


def test_walk_finds_the_forms_of_this_project():
    names = {form.__name__ for form in _our_forms()}

    assert {"ProofForm", "DecisionForm", "ResidentForm"} <= names


def test_every_form_refuses_private_numbers_in_free_texts():
    # Those of the admin get their fields from its pages (below); CleanTextForm cleans
    # all of its texts at once.
    found = {
        f"{form.__module__}.{form.__name__}: {label}"
        for form in _our_forms()
        if not issubclass(form, CleanTextForm)
        for label in _open(
            form.declared_fields if ".admin" in form.__module__ else form.base_fields
        )
    }

    assert found == set()


@pytest.mark.django_db
def test_every_page_of_the_admin_refuses_private_numbers_in_free_texts():
    request = RequestFactory().get("/admin/")
    request.user = factories.make_user(is_staff=True, is_superuser=True)
    found = set()
    for page in admin.site._registry.values():
        if page.has_add_permission(request) or page.has_change_permission(request):
            fields = page.get_form(request, change=False).base_fields
            found |= {f"{page}: {label}" for label in _open(fields)}
        for inline in page.get_inline_instances(request):
            fields = inline.get_formset(request).form.base_fields
            found |= {f"{page}: {label}" for label in _open(fields)}

    assert found == set()
