"""The project's own files and syntax trees, for the tests of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("onboarding", "portal")
EVERYTHING = (*CODE, "tests", "bench", "tools")


def files(*folders: str, kind: str = "*.py") -> list[Path]:
    """Our files of one kind, without migrations, in order."""
    found = [path for folder in folders for path in (ROOT / folder).rglob(kind)]
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    """The path as a reader of a failed test wants it."""
    return path.relative_to(ROOT).as_posix()


def view_modules() -> list[Path]:
    """Every module whose functions answer requests."""
    return [
        path
        for path in files("onboarding")
        if path.name == "views.py" or "views" in path.parent.name
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of one file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# Names that a framework calls; its documentation says what they do.
_OVERRIDES = {
    "add_arguments", "clean", "emit", "filter", "get_context_data", "get_form",
    "get_queryset", "handle", "has_add_permission", "has_change_permission",
    "has_delete_permission", "has_view_permission", "lookups", "queryset", "ready",
    "save",
}  # fmt: skip


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Functions and methods that others call: not private, nested or overriding."""
    tree = ast.parse(path.read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for body in (tree.body, *(node.body for node in classes)):
        for node in body:
            if isinstance(node, ast.FunctionDef) and not (
                node.name.startswith("_") or node.name in _OVERRIDES
            ):
                yield node
