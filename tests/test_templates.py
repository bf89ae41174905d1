"""Every template, whoever wrote it: it parses, leads somewhere and obeys the CSP."""

import re

import pytest
from django.template import engines
from django.template.defaulttags import URLNode
from django.urls import get_resolver

from tests.source import ROOT, files, name

PAGES = [
    path
    for kind in ("*.html", "*.txt", "*.svg")
    for path in files("templates", kind=kind)
]
LETTERS = [path for path in PAGES if "emails" in path.parts or "email" in path.parts]

# What the Content-Security-Policy would make the browser ignore.
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:",
    re.IGNORECASE,
)
# Words that our word list has another one for.
FORBIDDEN = re.compile(
    r"\b(trainee|new hire|licence|organisation|programme|enrol|authorisation|"
    r"immunisation|click here)s?\b",
    re.IGNORECASE,
)


def _parsed(path):
    return engines["django"].engine.get_template(
        path.relative_to(ROOT / "templates").as_posix()
    )


def _names_of_addresses(resolver, namespace=""):
    for key in resolver.reverse_dict:
        if isinstance(key, str):
            yield namespace + key
    for inner, (_, below) in resolver.namespace_dict.items():
        yield from _names_of_addresses(below, f"{namespace}{inner}:")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_parses_and_links_to_addresses_that_exist(path):
    known = set(_names_of_addresses(get_resolver()))

    nodes = _parsed(path).nodelist.get_nodes_by_type(URLNode)
    # A literal resolves without a context; a variable is the page's own business.
    linked = {
        node.view_name.var for node in nodes if isinstance(node.view_name.var, str)
    }

    assert linked - known == set()


def test_templates_leave_style_and_script_to_files():
    inline = [
        name(path)
        for path in PAGES
        if path not in LETTERS and INLINE.search(path.read_text())
    ]

    assert inline == []


def test_templates_use_our_words():
    strayed = {
        (name(path), match.group())
        for path in PAGES
        for match in FORBIDDEN.finditer(path.read_text())
    }

    assert strayed == set()


def test_pieces_are_told_apart_from_pages():
    """What extends nothing and is no page of its own begins with an underscore."""
    folders = ("checklists", "dashboard", "reminders", "residents")
    misnamed = [
        name(path)
        for path in PAGES
        if path.suffix == ".html"
        and path.parent.name in folders
        and path.name.startswith("_") == ("{% extends" in path.read_text())
    ]

    assert misnamed == []
