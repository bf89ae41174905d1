"""Texts from outside: Markdown, and where to go next."""

import pytest
from django.test import RequestFactory

from onboarding.lib.http import chosen_keys, safe_next_url
from onboarding.lib.markdown import render


def test_render_makes_paragraphs_lists_and_links():
    html = render("Do it **today**.\n\n- [how](https://www.nrmp.org)\n")

    assert html == (
        "<p>Do it <strong>today</strong>.</p>\n<ul>\n<li>"
        '<a href="https://www.nrmp.org" rel="noopener noreferrer">how</a></li>\n</ul>\n'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_render_lets_nothing_active_through(hostile):
    html = render(hostile)

    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/items/7/", "/items/7/"),
        ("https://testserver/items/7/", "https://testserver/items/7/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("2027-07-01", "/"),
        ("", "/"),
    ],
)
def test_safe_next_url_stays_on_this_site(target, leads_to):
    request = RequestFactory().post("/", {"next": target}, secure=True)

    assert safe_next_url(request, default="/") == leads_to


def test_keys_that_no_row_can_have_are_left_out():
    sent = ["7", "9" * 25, "", "-1", "2027-07-01", "1e3", str(2**63 - 1), str(2**63)]

    request = RequestFactory().post("/", {"items": [*sent, "9" * 5000]})

    assert chosen_keys(request, "items") == [7, 2**63 - 1]
