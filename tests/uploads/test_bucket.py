"""Files in a bucket instead of a folder, with a real client over real HTTP."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from onboarding.checklists.evidence_files import purge, sweep_strays
from onboarding.checklists.models import EvidenceFile, Item
from portal import file_storage
from tests.uploads import pdf, s3_server
from tests.uploads.sending import get, send, sent_file


@pytest.fixture
def bucket(settings, monkeypatch, tmp_path):
    """A bucket that FILES_STORAGE_URL leads to."""
    server = s3_server.start()
    port = server.server_address[1]
    monkeypatch.setenv(
        "FILES_STORAGE_URL",
        f"s3://key:secret@papers/acclimate?region=us-east-2"
        f"&endpoint=http://127.0.0.1:{port}",
    )
    settings.STORAGES = {
        **settings.STORAGES,
        "default": file_storage.storage("FILES_STORAGE_URL", media_root=tmp_path),
    }
    yield server
    server.shutdown()
    server.server_close()


def test_file_goes_to_the_bucket_and_comes_back_through_the_portal(
    resident_client, item, bucket, kept
):
    file = sent_file(resident_client, item)

    ((key, content),) = bucket.objects.items()
    assert key == f"acclimate/{file.content.name}"
    assert content == pdf.make()
    assert get(resident_client, file).body == pdf.make()
    assert kept() == []


def test_nothing_in_the_bucket_is_public(resident_client, item, bucket):
    sent_file(resident_client, item)

    (headers,) = bucket.headers.values()
    assert not any("acl" in name.lower() for name in headers)
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256")


def test_file_in_the_bucket_is_purged(resident_client, item, bucket):
    sent_file(resident_client, item)
    Item.objects.update(state="not_applicable", notice_at=None)

    assert purge(timezone.now() + timedelta(days=31)) == 1

    assert bucket.objects == {}


def test_stray_in_the_bucket_is_swept(resident_client, item, bucket):
    file = sent_file(resident_client, item)
    bucket.objects["acclimate/evidence/stray"] = b"left behind"

    assert sweep_strays(timezone.now() + timedelta(days=2)) == 1

    assert list(bucket.objects) == [f"acclimate/{file.content.name}"]


def test_refused_act_leaves_nothing_in_the_bucket(resident_client, item, bucket):
    send(resident_client, item)
    send(resident_client, item)

    assert EvidenceFile.objects.count() == len(bucket.objects) == 1


def test_lost_object_is_404(resident_client, item, bucket):
    file = sent_file(resident_client, item)
    bucket.objects.clear()

    assert get(resident_client, file).status_code == 404
    assert not default_storage.exists(file.content.name)
