"""The pack that we ship: complete, plain, sourced, and discreet."""

import re
from collections import Counter
from functools import cache

import pytest

from onboarding.checklists import enrollment
from onboarding.checklists.models import Item
from onboarding.checklists.packs.folder import read_pack
from onboarding.checklists.packs.loading import load
from onboarding.lib.telling_words import has_telling_word
from onboarding.residents.anchors import Category
from tests import factories
from tests.source import ROOT

SECTIONS = {
    "match": 7,
    "sponsor-papers": 14,
    "petition-papers": 5,
    "license": 12,
    "readiness": 8,
    "employment": 11,
    "staying-current": 12,
    "settling-in": 8,
    "program-tasks": 8,
    "first-year": 13,
    "patient-partnership": 9,
    "communication-language": 8,
    "team-voice-safety": 10,
    "feedback-belonging": 10,
    "us-system-record": 9,
    "serious-illness": 8,
    "whole-person-equity": 9,
    "pain-practice": 10,
}
BRITISH = re.compile(
    r"\b(licence|programme|practis|enrol\b|enrolment|dependant|cheque|centre|whilst|"
    r"behaviour|colour|favour|honour|labour|neighbour|judgement|learnt|wellbeing|"
    r"paediatr|anaesth|haemat|oedema|defence|towards|"
    r"(author|organ|recogn|immun|util|summar|prior|apolog|special|hospital)is(e|ing|at))",
    re.IGNORECASE,
)


@cache
@cache
def shipped():
    """The content of the shipped pack."""
    return read_pack(ROOT / "onboarding/packs/us-img")


def test_shipped_pack_has_every_item_of_the_catalogue():
    pack = shipped()

    assert Counter(item.section for item in pack.items) == SECTIONS
    assert len(pack.items) == 171
    assert len(pack.competencies) == 20
    assert [section.slug for section in pack.manifest.sections] == [*SECTIONS]


def test_shipped_pack_lists_no_anchor_that_nothing_counts_from():
    counted_from = {item.due.anchor for item in shipped().items}

    assert set(shipped().manifest.anchors) == counted_from


def _slugs_where(is_wrong):
    return [item.slug for item in shipped().items if is_wrong(item)]


def test_shipped_items_have_short_titles():
    assert not _slugs_where(lambda item: len(item.title) > 60)


def test_shipped_items_have_a_source():
    assert not _slugs_where(lambda item: not item.sources)


def test_shipped_items_with_a_telling_title_are_sensitive():
    assert not _slugs_where(
        lambda item: has_telling_word(item.title) and not item.sensitive
    )


def test_shipped_items_are_spelled_as_in_the_us():
    assert not _slugs_where(
        lambda item: BRITISH.search(f"{item.title} {item.guidance}")
    )


def test_shipped_guidance_is_neither_a_stub_nor_an_essay():
    assert not _slugs_where(lambda item: not 40 <= len(item.guidance.split()) <= 120)


def test_shipped_sections_have_neutral_titles():
    titles = [section.title for section in shipped().manifest.sections]

    assert not [title for title in titles if has_telling_word(title)]


def test_shipped_items_on_papers_and_pay_are_sensitive():
    private = {"sponsor-papers", "petition-papers", "staying-current", "employment"}

    assert not _slugs_where(lambda i: i.section in private and not i.sensitive)


def test_shipped_guidance_reads_at_eighth_grade_or_below():
    grades = {item.slug: _grade(item.guidance) for item in shipped().items}

    assert sum(grades.values()) / len(grades) <= 8
    assert not {slug: grade for slug, grade in grades.items() if grade > 10}


def _grade(text):
    """The Flesch-Kincaid grade; syllables are counted by groups of vowels."""
    sentences = len(re.findall(r"[.!?:](?=\s|$)|\n- ", text)) or 1
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word):
    spoken = re.sub(r"(?<=[^laeiouy])e(s|d)?$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


@pytest.mark.django_db
@pytest.mark.parametrize("category", Category.values)
def test_shipped_pack_gives_everybody_a_plan(category):
    load(shipped(), now=factories.NOW)
    resident = factories.make_resident(category=category)

    count = enrollment.enroll([resident], by=None, now=factories.NOW)

    assert count > 100
    assert Item.objects.filter(resident=resident, due_on__isnull=False).count() > 80
