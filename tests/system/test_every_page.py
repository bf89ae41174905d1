"""Every page that people reach by links, in a real browser.

A page is visited once per kind of address: one item stands for all items.
"""

import pytest
from django.urls import resolve

from tests.people import make_people
from tests.system.faults import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# What leaves the portal or has no page to look at.
NOT_PAGES = ("/admin/jsi18n/", "/calendar/")
# Where the admin leads back to, and from which field one came.
SAME_PAGE = ("_changelist_filters=", "_to_field=")


@pytest.fixture
def people():
    """A resident with the shipped plan, and the staff around them."""
    return make_people()


def _kind(path):
    """What all addresses of one page have in common."""
    path, _, query = path.partition("?")
    is_other = query and not query.startswith(SAME_PAGE)
    return resolve(path).view_name, bool(is_other)


def _links(page):
    pages = "a[href^='/']:not([download])"
    addresses = page.eval_on_selector_all(pages, "all => all.map(a => a.href)")
    paths = [address.partition("#")[0] for address in addresses]
    paths = ["/" + path.split("/", 3)[3] for path in paths]
    return [path for path in paths if not path.startswith((*NOT_PAGES, "/static/"))]


def _walk(page, start="/"):
    """Every kind of page reachable from `start`; `page` shows it meanwhile."""
    waiting, seen = [start], set()
    while waiting:
        path = waiting.pop(0)
        if _kind(path) in seen:
            continue
        seen.add(_kind(path))
        yield path, page.goto(path).status
        waiting.extend(_links(page))


def _walk_and_look(page):
    refused = []
    page.on(
        "console",
        lambda line: refused.append(line.text) if line.type == "error" else None,
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    faults = []
    for path, status in _walk(page):
        found = list(faults_of(page)) if status == 200 else [str(status)]
        faults += [f"{path}: {fault}" for fault in (*found, *refused)]
        refused.clear()
    return faults


@pytest.mark.parametrize(
    ("who", "width", "scheme"),
    [
        ("resident", 360, "light"),
        ("resident", 1280, "dark"),
        ("faculty", 360, "dark"),
        ("faculty", 1280, "light"),
        ("coordinator", 360, "light"),
        ("program_director", 1280, "light"),
        ("superuser", 1280, "dark"),
    ],
)
def test_every_page_is_accessible_and_fits(open_page, people, who, width, scheme):
    page = open_page("/", people[who], width=width, color_scheme=scheme)

    faults = _walk_and_look(page)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_pages_for_strangers_are_accessible_and_fit(open_page, path):
    page = open_page(path, width=360)

    assert list(faults_of(page)) == []


def test_every_page_of_a_resident_works_without_javascript(open_page, people):
    page = open_page("/", people["resident"], java_script_enabled=False)

    walked = {_kind(path)[0]: status for path, status in _walk(page)}

    assert {"dashboard:home", "checklists:item-detail"} <= set(walked)
    assert set(walked.values()) == {200}
