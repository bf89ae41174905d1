"""Files are forgotten on time, and the record of them stays."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.checklists import actions
from onboarding.checklists.evidence_files import purge, sweep_strays
from onboarding.checklists.models import EvidenceFile, Item
from onboarding.reminders.tasks import tidy_files
from tests.commands import run
from tests.uploads import pdf
from tests.uploads.sending import sent_file

NOW = timezone.now()
MONTH = timedelta(days=30)


@pytest.fixture
def file(resident_client, item, coordinator):
    """A contract that was sent and approved just now."""
    found = sent_file(resident_client, item)
    item.refresh_from_db()
    actions.approve(item, by=coordinator, now=NOW)
    return found


def test_file_stays_for_thirty_days_and_then_goes(file, kept):
    assert purge(NOW + MONTH - timedelta(hours=1)) == 0
    assert len(kept()) == 1

    assert purge(NOW + MONTH) == 1

    assert kept() == []


def test_record_of_the_file_stays(file, coordinator):
    purge(NOW + MONTH)

    file = EvidenceFile.objects.get()
    assert (file.kind, file.pages, file.size) == ("pdf", 1, len(pdf.make()))
    assert len(file.digest) == 64
    assert file.evidence.reviewed_by == coordinator
    assert file.purged_at == NOW + MONTH
    assert not file.content


def test_purge_is_remembered_once(file, item):
    purge(NOW + MONTH)
    purge(NOW + MONTH)

    kinds = list(item.events.values_list("kind", flat=True))
    assert kinds.count("file_erased") == 1


def test_days_are_a_setting(file, kept, settings):
    settings.FILE_KEEP_DAYS = 7

    assert purge(NOW + timedelta(days=7)) == 1


def test_file_that_waits_for_a_check_stays(resident_client, item, kept):
    sent_file(resident_client, item)

    assert purge(NOW + 12 * MONTH) == 0


def test_returned_versions_go_with_the_approved_one(
    resident_client, item, coordinator, kept
):
    sent_file(resident_client, item)
    item.refresh_from_db()
    actions.send_back(item, by=coordinator, now=NOW, reason="Page 2 is missing.")
    sent_file(resident_client, item)
    item.refresh_from_db()
    assert purge(NOW + 2 * MONTH) == 0

    actions.approve(item, by=coordinator, now=NOW)

    assert purge(NOW + MONTH) == 2
    assert kept() == []


def test_file_of_an_item_that_applies_no_more_goes(resident_client, item):
    sent_file(resident_client, item)
    Item.objects.update(state="not_applicable", notice_at=None)

    assert purge(NOW + MONTH + timedelta(days=1)) == 1


def test_file_of_a_resident_who_left_goes(resident_client, resident, item):
    sent_file(resident_client, item)
    resident.withdrawn_at = NOW
    resident.save()

    assert purge(NOW + MONTH - timedelta(hours=1)) == 0
    assert purge(NOW + MONTH) == 1


def test_process_that_dies_between_row_and_file_leaves_a_stray(file, kept, monkeypatch):
    def die(place):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(
            "django.core.files.storage.FileSystemStorage.delete",
            lambda storage, place: die(place),
        )
        with pytest.raises(KeyboardInterrupt):
            purge(NOW + MONTH)

    assert EvidenceFile.objects.get().purged_at
    assert len(kept()) == 1
    assert sweep_strays(NOW + MONTH) == 1
    assert kept() == []


# -- Strays ----------------------------------------------------------------------------


def test_stray_goes_after_a_day_and_others_stay(file, folder, kept):
    stray = folder / "evidence" / ("0" * 48)
    stray.write_bytes(b"left behind")
    os.utime(stray, (NOW.timestamp(), NOW.timestamp()))

    assert sweep_strays(NOW + timedelta(hours=23)) == 0
    assert sweep_strays(NOW + timedelta(hours=25)) == 1

    assert [path.name for path in kept()] == [file.content.name.split("/")[1]]


def test_empty_storage_has_no_strays(db):
    assert sweep_strays(NOW) == 0


# -- Who calls it ----------------------------------------------------------------------


def test_command_erases_and_counts(file, kept):
    answer = run("purge_files", "--at", (NOW + MONTH).isoformat(), "--json")

    assert (answer.code, answer.json) == (0, {"erased": 1, "strays": 0})
    assert kept() == []


def test_command_says_it_in_words(db):
    assert "Erased: 0 files and 0 strays." in run("purge_files").out


def test_task_of_the_night_erases(file, kept):
    Item.objects.update(settled_at=NOW - 2 * MONTH)

    tidy_files()

    assert kept() == []


def test_beat_calls_the_task_every_night(settings):
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert tidy_files.name in tasks
