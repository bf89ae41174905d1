"""What is wrong with a page that a browser shows: access, width, headings."""

from axe_playwright_python.sync_playwright import Axe

_OPTIONS = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
    # Django's own: the search of a list, and rows in a page that nobody can remove.
    "rules": {
        "label-title-only": {"enabled": False},
        "empty-table-header": {"enabled": False},
    },
    # Axe would resolve the imports of style sheets wrongly.
    "preload": False,
}


def faults_of(page):
    """Sentences about what is wrong with the page in sight; none for a sound one."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} h1"
    if not page.title().partition("–")[0].strip():
        yield "no title"
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "scrolls sideways"
    found = Axe().run(page, options=_OPTIONS)
    for violation in found.response["violations"]:
        targets = [node["target"] for node in violation["nodes"]]
        yield f"{violation['id']}: {violation['help']} {targets[:3]}"


def faults_at(page, path):
    """The same of the page at `path`, each with its path."""
    status = page.goto(path).status
    found = faults_of(page) if status == 200 else [f"answers {status}"]
    yield from (f"{path}: {fault}" for fault in found)
