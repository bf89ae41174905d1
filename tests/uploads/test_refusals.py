"""Hostile uploads: each is refused with the sentence that the person reads."""

import re

import pytest

from onboarding.checklists.models import Event, Evidence, EvidenceFile
from onboarding.lib.uploads.inspection import inspect
from onboarding.lib.uploads.kinds import Kind
from onboarding.lib.uploads.limits import Limits
from onboarding.lib.uploads.refusals import SENTENCES, Reason, RefusedUploadError
from tests import factories
from tests.checklists.pages import make_item, state_of
from tests.uploads import pdf
from tests.uploads.files import Sent, picture
from tests.uploads.hostile import HOSTILE
from tests.uploads.sending import read, send

HOSTILE_SCRIPT = next(each for each in HOSTILE if each.reason == Reason.ACTIVE)
# What the sentences of these files name.
FACTS = {"limit": "(10|30|50)", "ending": r"\.\w+", "kind": "(PDF|JPEG picture)"}


def _pattern(reason):
    parts = re.split(r"\{(\w+)\}", SENTENCES[reason])
    return "".join(
        FACTS[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("sent", HOSTILE, ids=str)
def test_hostile_upload_is_refused_with_its_sentence_and_leaves_nothing(
    resident_client, item, kept, sent
):
    response = send(resident_client, item, sent.content, sent.name)

    assert re.search(_pattern(sent.reason), read(response))
    assert state_of(item) == "open"
    assert not Evidence.objects.exists()
    assert not EvidenceFile.objects.exists()
    assert not Event.objects.exists()
    assert kept() == []


def test_there_are_more_than_forty_of_them():
    assert len(HOSTILE) >= 40
    assert len({sent.label for sent in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("reason", Reason)
def test_sentence_says_what_to_do_and_blames_nobody(reason):
    sentence = SENTENCES[reason]

    assert sentence.endswith(".")
    assert len(sentence) <= 220
    assert not re.search(r"invalid|error|illegal|forbidden|failed|!", sentence)


def test_refused_file_leaves_nothing_behind(resident_client, item, kept):
    response = send(resident_client, item, HOSTILE_SCRIPT.content)

    assert "This PDF carries a program" in read(response)
    assert state_of(item) == "open"
    assert not Evidence.objects.exists()
    assert kept() == []


# -- Limits are settings ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "sent", "sentence"),
    [
        (
            "FILE_MAX_MB",
            1,
            Sent("large", "a.pdf", pdf.make() + bytes(1_000_000)),
            "This file has more than 1 MB.",
        ),
        (
            "FILE_MAX_PAGES",
            2,
            Sent("long", "a.pdf", pdf.make("one", "two", "three")),
            "This PDF has more than 2 pages.",
        ),
        (
            "FILE_MAX_MEGAPIXELS",
            1,
            Sent("sharp", "a.png", picture("PNG", "L", (1001, 1000))),
            "A picture in this file has more than 1 million dots.",
        ),
    ],
    ids=str,
)
def test_limit_is_a_setting_and_named_in_the_sentence(
    resident_client, item, settings, setting, value, sent, sentence
):
    setattr(settings, setting, value)

    response = send(resident_client, item, sent.content, sent.name)

    assert sentence in read(response)
    assert state_of(item) == "open"


def test_file_at_the_limit_of_pages_is_fine(resident_client, item, settings):
    settings.FILE_MAX_PAGES = 3

    send(resident_client, item, pdf.make("one", "two", "three"))

    assert EvidenceFile.objects.get().pages == 3


def test_inspection_that_takes_too_long_is_stopped():
    limits = Limits(size=10**7, pages=30, pixels=5 * 10**7, seconds=0)

    with pytest.raises(RefusedUploadError) as refused:
        inspect(pdf.make(), Kind.PDF, limits)

    assert refused.value.reason == Reason.TOO_MUCH_WORK


def test_inspection_that_eats_memory_is_stopped():
    limits = Limits(10**7, 30, pixels=10**9, seconds=20, megabytes=300)

    with pytest.raises(RefusedUploadError) as refused:
        inspect(picture("PNG", "L", (20_000, 20_000)), Kind.PNG, limits)

    assert refused.value.reason == Reason.TOO_MUCH_WORK


def test_inspector_sees_no_secret_of_ours(monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\nenv > {seen}\n")
    fake.chmod(0o700)
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    monkeypatch.setattr("sys.executable", str(fake))
    limits = Limits(10**7, 30, 10**7, seconds=20)

    with pytest.raises(RefusedUploadError):
        inspect(pdf.make(), Kind.PDF, limits)

    assert "PATH=" in seen.read_text()
    assert "do-not-tell" not in seen.read_text()


# -- Where no file is asked for --------------------------------------------------------


def test_item_without_files_ignores_what_is_sent(resident_client, resident, kept):
    item = make_item(resident, evidence="date", verifier="coordinator")

    send(resident_client, item)

    assert state_of(item) == "submitted"
    assert not EvidenceFile.objects.exists()
    assert kept() == []


def test_who_may_not_finish_an_item_sends_nothing(resident, item, kept, client):
    mentor = factories.make_user()
    resident.peer_mentor = mentor
    resident.save()
    client.force_login(mentor)

    send(client, item)

    assert state_of(item) == "open"
    assert kept() == []


def test_stranger_cannot_send_a_file(stranger_client, item, kept):
    response = send(stranger_client, item)

    assert response.status_code == 404
    assert kept() == []
