"""What letters say, and what they never say."""

from datetime import date, timedelta

import pytest

from onboarding.lib.telling_words import TELLING_WORDS, has_telling_word
from onboarding.reminders.compose import (
    Digest,
    Task,
    Welcome,
    compose_digest,
    compose_invitation,
)

TODAY = date(2027, 5, 4)
NAME = "Zoë O'Brien & <Söhne>"


def _task(title="Open a bank account", days=3, **fields):
    defaults = {
        "section": "First weeks",
        "is_sensitive": False,
        "is_legal": False,
        "due_on": TODAY + timedelta(days=days),
        "path": "/items/7/",
    }
    return Task(title=title, **(defaults | fields))


def _letter(*tasks, name=NAME, others=0):
    return compose_digest(Digest(name, "Internal Medicine", TODAY, tasks, others))


def test_text_shows_a_name_as_it_is_and_html_escapes_it():
    letter = _letter(_task("Ask Müller & Söhne <HR>"))

    assert f"Hello {NAME}," in letter.text
    assert "* Ask Müller & Söhne <HR>" in letter.text
    assert "Hello Zoë O'Brien &amp; &lt;Söhne&gt;" in letter.html
    assert "<Söhne>" not in letter.html


def test_text_says_when_and_why_and_where_to_go():
    letter = _letter(_task(days=3), others=4)

    assert "Due in 3 days · Fri, May 7" in letter.text
    assert "http://localhost:8000/items/7/" in letter.text
    assert "4 more tasks are open on your plan." in letter.text
    assert "Open your plan: http://localhost:8000/" in letter.text
    assert "You get this letter because Internal Medicine" in letter.text


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days late"), (-1, "1 day late"), (0, "Due today"), (1, "Due tomorrow")],
)
def test_text_counts_days_from_where_the_person_is(days, words):
    assert words in _letter(_task(days=days)).text


def test_most_harmful_tasks_come_first():
    letter = _letter(
        _task("Soon", 3),
        _task("Today", 0),
        _task("Late", -9),
        _task("Late by law", -1, is_legal=True),
    )

    order = [line[2:] for line in letter.text.splitlines() if line.startswith("* ")]
    assert order == ["Late by law", "Late", "Today", "Soon"]


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        ([3], "1 task for your residency this week"),
        ([14, 3], "2 tasks for your residency this week"),
        ([14], "1 task for your residency coming up"),
        ([-1, 3, 0], "3 tasks for your residency, 1 past its date"),
        ([-1], "1 task for your residency is past its date"),
        ([-1, -2], "2 tasks for your residency are past their date"),
    ],
)
def test_subject_carries_numbers_only(days, subject):
    assert _letter(*[_task(days=d) for d in days]).subject == subject


@pytest.mark.parametrize("word", TELLING_WORDS)
def test_telling_title_stands_in_no_part_of_a_letter(word):
    letter = _letter(_task(f"Bring your {word} along"))

    assert "A task in First weeks" in letter.text
    for part in (letter.subject, letter.text, letter.html):
        assert "Bring your" not in part


def test_sensitive_title_stands_in_no_part_of_a_letter():
    letter = _letter(_task("Book the physical", is_sensitive=True))

    assert "A task in First weeks" in letter.text
    assert "physical" not in letter.text + letter.html + letter.subject


def test_telling_section_is_not_named_either():
    letter = _letter(_task("x", is_sensitive=True, section="Visa"))

    assert "A task on your plan" in letter.text
    assert not has_telling_word(letter.text)


def test_html_has_its_style_on_its_elements():
    html = _letter(_task()).html

    assert "<style" not in html
    assert 'style="margin: 0' in html


def test_invitation_keeps_its_secret_out_of_what_is_stored():
    letter = compose_invitation(
        Welcome(
            NAME, "Internal Medicine", "Maria", "7:s3cret", TODAY, date(2027, 5, 18)
        )
    )

    assert "http://localhost:8000/invitations/7:s3cret/" in letter.text
    assert "until Tue, May 18" in letter.text
    assert "7:s3cret" in letter.html
    assert "s3cret" not in letter.kept + letter.subject
    assert "Maria invites you" in letter.kept
