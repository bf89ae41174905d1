"""The packet and the report as paper: tagged, complete, whatever people write."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from onboarding.dashboard.reports import DOCUMENTS
from onboarding.lib.printing import BOX, pdf_of
from onboarding.milestones import committees
from onboarding.milestones.committees import Call
from tests import factories

CHAPTERS = [
    "The way so far",
    "What was done",
    "What others value",
    "What comes next",
]


def _get(user, path):
    client = Client()
    client.force_login(user)
    return client.get(path)


def read(user, path):
    """The PDF behind `path` and the text of its pages."""
    reader = PdfReader(io.BytesIO(_get(user, path).content))
    return reader, [page.extract_text() for page in reader.pages]


def report(resident, user=None):
    return read(user or resident.user, f"/residents/{resident.pk}/report.pdf")


def _meeting(rated, *, quorum=1):
    director = factories.make_staff(rated.cohort.program, "program_director")
    meeting, _ = committees.call_meeting(
        rated.cohort,
        Call("month_6", factories.TODAY, quorum, [rated.faculty_mentor, director]),
        by=director,
        now=timezone.now(),
    )
    return meeting, director


def test_report_is_a_tagged_pdf_for_the_resident_and_who_follows(rated):
    for user in (rated.user, rated.faculty_mentor):
        answer = _get(user, f"/residents/{rated.pk}/report.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-1.7")
        assert b"/StructTreeRoot" in answer.content


def test_what_people_write_is_text_in_the_report_and_never_markup(rated):
    rated.given_name = '#panic("x") $ * _ ] <b>'
    rated.save()
    rated.assessments.update(strength='#read("/etc/passwd") [*]', next_step="= H")

    answer = _get(rated.user, f"/residents/{rated.pk}/report.pdf")

    assert answer.status_code == 200


@pytest.mark.django_db
def test_report_says_what_it_is_in_which_language_and_on_which_page(rated):
    reader, pages = report(rated)

    assert reader.metadata.title == "Transition report of Aoife O'Brien"
    assert reader.trailer["/Root"]["/Lang"] == "en-US"
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page


@pytest.mark.django_db
def test_report_goes_from_the_cover_to_what_comes_next(rated):
    _, pages = report(rated)

    assert "TRANSITION REPORT" in pages[0]
    assert pages[1].startswith(CHAPTERS[0])
    everything = "\n".join(pages)
    places = [everything.index(f"{chapter}\n") for chapter in CHAPTERS]
    assert places == sorted(places)


@pytest.mark.django_db
@pytest.mark.parametrize("words", range(1, 40, 3))
def test_no_heading_is_left_alone_and_no_page_empty(rated, words):
    for day in range(words):
        factories.make_assessment(
            rated,
            assessor=rated.faculty_mentor,
            seen_on=factories.TODAY + timedelta(days=day),
            strength=f"Strength {day}. " * (words // 3 + 1),
            next_step=f"Next {day}.",
            levels={},
        )

    _, pages = report(rated)

    for page in pages:
        # The footer and the number of the page come last.
        body = page.splitlines()[:-2]
        assert body
        assert body[-1] not in CHAPTERS


@pytest.mark.django_db
def test_page_that_goes_on_says_whose_it_is(rated):
    definition = factories.make_definition(
        "observed", title="Observed plan", competencies=["pain-nature"]
    )
    for number in range(90):
        factories.make_item(
            rated,
            definition=definition,
            occurrence=number + 1,
            state="done",
            completed_on=factories.TODAY,
        )

    _, pages = report(rated)

    assert pages[2].startswith("What was done, continued")
    assert "continued" not in pages[0] + pages[1]


@pytest.mark.django_db
def test_character_without_a_letter_is_a_box_and_no_error(rated):
    rated.given_name = "小龍"
    rated.save()
    rated.assessments.update(
        strength="Calm 👍🏽 with Амина and Nguyễn", next_step="\x07"
    )

    _, pages = report(rated, rated.faculty_mentor)

    assert BOX * 2 in pages[0]
    everything = " ".join(pages)
    assert f"Calm {BOX * 2} with Амина and Nguyễn" in everything
    assert f"{BOX}: a character that this paper cannot show" in everything
    assert "cannot show" not in " ".join(report(factories_twin(rated))[1])


def factories_twin(rated):
    """Somebody with the same mentor whose words have letters."""
    twin = factories.make_resident(rated.cohort, faculty_mentor=rated.faculty_mentor)
    factories.make_assessment(twin, assessor=rated.faculty_mentor)
    return twin


@pytest.mark.django_db
def test_name_longer_than_a_line_stays_on_the_paper(rated):
    rated.given_name = "W" * 100
    rated.save()

    _, pages = report(rated)

    assert pages[0].replace("\u200b", "").replace("\n", "").count("W") >= 100


@given(st.text(max_size=60))
@settings(max_examples=40)
def test_any_text_can_be_printed(written):
    """Surrogates aside, which no form and no database lets in."""
    word = {"text": written, "by": written, "on": "July 1, 2027"}
    once = ("first_name", "program", "institution", "period", "made_on", "framework")
    data = {
        **dict.fromkeys((*once, "label"), written),
        **{several: [] for several in ("committee", "domains", "tracks", "done")},
        # Nobody has no name.
        "name": f"N {written}",
        "ahead": [written],
        "strengths": [word],
        "next_steps": [word],
    }

    made = pdf_of(DOCUMENTS / "report.typ", data, now=factories.NOW)

    assert made.startswith(b"%PDF-1.7")


def test_packet_is_printed_for_members_and_directors_only(rated, coordinator, stranger):
    meeting, director = _meeting(rated)
    path = f"/committee/{meeting.pk}/packet.pdf"

    for user in (rated.faculty_mentor, director):
        assert _get(user, path).content.startswith(b"%PDF-1.7")
    for user in (coordinator, stranger, rated.user, rated.peer_mentor):
        assert _get(user, path).status_code == 404
