"""The house itself: rules that no tool holds, each with the reason it has."""

import ast
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.source import (
    CODE,
    EVERYTHING,
    ROOT,
    files,
    functions,
    name,
    public_functions,
    view_modules,
)

OUR_MODELS = [
    model for model in apps.get_models() if model.__module__.startswith("onboarding.")
]

# What may be read without asking who is asking: module, expression, why.
OPEN_READS = {
    # The link is the permission: it is signed, used once, and for strangers.
    ("onboarding/accounts/views.py", "Invitation.objects"),
}


# -- Everybody sees exactly what is theirs ---------------------------------------------


def _unscoped_reads(tree: ast.AST) -> set[str]:
    """`Model.objects` that is not followed by `.visible_to(`, and bare models."""
    scoped = {
        node.func.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "visible_to"
    }
    managers = {
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
    }
    shortcuts = {
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"get_object_or_404", "get_list_or_404"}
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id[0].isupper()
    }
    return {ast.unparse(node) for node in (managers - scoped) | shortcuts}


def test_views_read_people_only_through_visible_to():
    reads = {
        (name(path), read)
        for path in view_modules()
        for read in _unscoped_reads(ast.parse(path.read_text()))
    }

    assert reads - OPEN_READS == set()


@pytest.mark.parametrize(
    "line",
    [
        "get_object_or_404(Resident, pk=pk)",
        "Resident.objects.get(pk=pk)",
        "Resident.objects.filter(pk=pk).visible_to(user)",
        "get_object_or_404(Resident.objects.all(), pk=pk)",
    ],
)
def test_reading_past_visible_to_is_noticed(line):
    assert _unscoped_reads(ast.parse(line)) != set()


def test_reading_through_visible_to_is_fine():
    line = "get_object_or_404(Resident.objects.visible_to(request.user), pk=pk)"

    assert _unscoped_reads(ast.parse(line)) == set()


# -- Models and migrations -------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_has_one_latest_migration():
    loader = MigrationLoader(None)

    assert loader.detect_conflicts() == {}


def test_migrations_say_what_they_do():
    migrations = ROOT.glob("onboarding/*/migrations/0*.py")

    assert [name(path) for path in migrations if "_auto_" in path.stem] == []


def test_models_say_what_a_row_is():
    silent = [
        model.__name__
        for model in OUR_MODELS
        # Django writes "Item(id, slug, …)" where there is no docstring.
        if (model.__doc__ or "").startswith((f"{model.__name__}(", " ", "\n"))
        or model.__str__ is models.Model.__str__
    ]

    assert silent == []


def test_models_that_are_listed_have_an_order():
    unordered = {model.__name__ for model in OUR_MODELS if not model._meta.ordering}

    # One row to a resident, one row in all: nobody lists them.
    assert unordered <= {"Credentials", "Heartbeat", "ReadMark"}


def test_indexes_and_constraints_have_telling_names():
    made_up = re.compile(r"_[0-9a-f]{6,8}(_\w+)?$")
    names = [
        part.name
        for model in OUR_MODELS
        for part in [*model._meta.indexes, *model._meta.constraints]
    ]

    assert [name for name in names if made_up.search(name)] == []
    assert [model for model in OUR_MODELS if model._meta.unique_together] == []


def test_models_of_people_know_who_may_see_them():
    people = {"residents.Resident", "residents.Program", "accounts.User"}
    unguarded = {
        model.__name__
        for model in OUR_MODELS
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.label in people
        and not hasattr(model._default_manager, "visible_to")
    }

    # Met through their link only, and by superusers.
    assert unguarded <= {"Invitation"}


# -- Sizes and names -------------------------------------------------------------------


def test_files_are_short_enough_to_read():
    long = [
        name(path)
        for path in files(*EVERYTHING)
        if len(path.read_text().splitlines()) > 350
    ]

    assert long == []


def test_functions_fit_on_a_screen():
    long = [
        f"{name(path)}: {function.name}"
        for path in files(*CODE)
        for function in functions(path)
        if function.end_lineno - function.lineno >= 40
    ]

    assert long == []


def test_modules_say_what_they_are_for():
    silent = [
        name(path)
        for path in files(*CODE)
        if (source := path.read_text()).strip()
        and not ast.get_docstring(ast.parse(source))
    ]

    assert silent == []


def test_public_functions_say_what_comes_back():
    silent = [
        f"{name(path)}: {function.name}"
        for path in files(*CODE)
        for function in public_functions(path)
        if not ast.get_docstring(function)
    ]

    assert silent == []


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "helpers", "misc", "common", "tools", "base"}

    assert [name(path) for path in files(*CODE) if path.stem in drawers] == []


def test_nothing_is_left_for_later():
    # Written apart, or this file would find itself.
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]))
    texts = [*files(*EVERYTHING), *files("templates", kind="*.html")]

    assert [name(path) for path in texts if marks.search(path.read_text())] == []


def test_every_exception_to_a_rule_has_a_reason():
    bare = re.compile("# noqa(?!: [A-Z0-9, ]+ -- " + r"\w)")

    found = [name(path) for path in files(*EVERYTHING) if bare.search(path.read_text())]

    assert found == ["tests/test_house.py"]  # the pattern itself


def test_names_of_tests_are_promises():
    short = [
        f"{name(path)}: {function.name}"
        for path in files("tests")
        for function in functions(path)
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]

    assert short == []
