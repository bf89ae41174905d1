"""How letters look: every kind, in a real browser and as text, for a difficult name."""

import pytest

from onboarding.lib.telling_words import has_telling_word
from tests.reminders.every_letter import KINDS, NAME, PRIVATE_TITLE

WIDTHS = [360, 800]
ESCAPED = "Zoë O'Brien &amp; &lt;Söhne&gt;"


@pytest.fixture(params=sorted(KINDS))
def letter(request):
    """A letter of each kind."""
    return KINDS[request.param]()


def test_no_letter_tells_anything_private_before_it_is_opened(letter):
    preheader = letter.html.partition('class="preheader"')[2]
    preheader = preheader.partition(">")[2].partition("</div>")[0]

    assert preheader
    assert not has_telling_word(letter.subject)
    assert not has_telling_word(preheader)
    assert NAME not in letter.subject
    assert len(letter.subject) <= 78


def test_no_letter_names_a_private_task(letter):
    for part in (letter.subject, letter.text, letter.html):
        assert PRIVATE_TITLE not in part


def test_every_letter_shows_the_name_as_it_is(letter):
    html = letter.html.replace("&#x27;", "'")

    assert NAME in letter.text
    assert ESCAPED in html
    assert "<Söhne>" not in html


def test_every_letter_is_whole_as_text(letter):
    assert "&amp;" not in letter.text
    assert "&#x27;" not in letter.text
    assert "\n\n\n" not in letter.text.strip()
    assert "You get this letter" in letter.text
    for line in letter.text.splitlines():
        assert line == line.rstrip(), repr(line)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_letter_fits_and_reads_well(chromium, letter, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.set_content(letter.html)

    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert page.locator("h1").count() == 1
    assert NAME in page.inner_text("body")
    assert not page.locator(".preheader").is_visible()
    small = page.eval_on_selector_all(
        "p, li, a, span",
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))",
    )
    assert min(small) >= 14
    tall = page.eval_on_selector_all(
        ".button", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(tall, default=44) >= 44
    page.close()
