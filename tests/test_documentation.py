"""What the pages for readers say is there, is there."""

import re

import pytest
from django.core.management import get_commands

from tests.source import ROOT, name

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_of_a_page_lead_to_files(path):
    links = LINK.findall(path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_word_of_make_is_in_the_readme():
    makefile = (ROOT / "Makefile").read_text()
    readme = (ROOT / "README.md").read_text()

    words = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)

    assert {"demo", "demo-reset", "test", "ci", "bench"} <= set(words)
    assert [word for word in words if f"`make {word}`" not in readme] == []


def test_every_command_is_documented():
    ours = {
        command
        for command, app in get_commands().items()
        if app.startswith("onboarding.")
    }
    page = (ROOT / "docs" / "commands.md").read_text()

    assert ours == set(re.findall(r"^\| `(\w+)[ `].*\| [A-Z[]", page, re.MULTILINE))


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted(ROOT.glob("docs/adr/*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_and_says_what_it_is_for(path):
    lines = (ROOT / path).read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-r"))]

    loose = [
        line for line in packages if not re.match(r"[\w.\[\],-]+==\S+.*# \S", line)
    ]

    assert loose == []
