"""Settings of uploaded files: where they lie, how large they are, who looks at them."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured


def test_files_lie_in_a_folder_that_only_we_can_read(read, tmp_path):
    storage = read(MEDIA_ROOT=str(tmp_path / "files"))["STORAGES"]["default"]

    assert storage["BACKEND"].endswith("FileSystemStorage")
    assert storage["OPTIONS"] == {
        "location": str(tmp_path / "files"),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }


def test_files_go_to_a_private_bucket_if_it_is_named(read):
    url = "s3://key:se%2Fcret@papers/acclimate?region=us-east-2&endpoint=https://s3.x"

    storage = read(FILES_STORAGE_URL=url)["STORAGES"]["default"]

    assert storage["BACKEND"] == "storages.backends.s3.S3Storage"
    options = storage["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("papers", "acclimate")
    assert (options["access_key"], options["secret_key"]) == ("key", "se/cret")
    assert options["region_name"] == "us-east-2"
    assert options["endpoint_url"] == "https://s3.x"
    assert options["default_acl"] is None


def test_files_in_a_bucket_need_no_key_on_a_machine_that_has_the_right(read):
    options = read(FILES_STORAGE_URL="s3://papers")["STORAGES"]["default"]["OPTIONS"]

    assert {"access_key", "secret_key", "endpoint_url"}.isdisjoint(options)


def test_files_in_a_bucket_without_its_packages_say_what_to_install(read, monkeypatch):
    monkeypatch.setattr("portal.file_storage.find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"-r requirements-s3\.txt"):
        read(FILES_STORAGE_URL="s3://papers")


@pytest.mark.parametrize("url", ["unix:///run/clamd.ctl", "tcp://clamav.example:3310"])
def test_clamav_is_asked_where_it_listens(read, url):
    assert read(CLAMAV_URL=url)["CLAMAV_URL"] == url


def test_limits_of_files_are_numbers(read):
    settings = read(
        FILE_MAX_MB="20",
        FILE_MAX_PAGES="5",
        FILE_MAX_MEGAPIXELS="12",
        FILE_CHECK_SECONDS="9",
        FILE_KEEP_DAYS="0",
    )

    assert (settings["FILE_MAX_MB"], settings["FILE_MAX_PAGES"]) == (20, 5)
    assert settings["FILE_MAX_MEGAPIXELS"] == 12
    assert (settings["FILE_CHECK_SECONDS"], settings["FILE_KEEP_DAYS"]) == (9, 0)


def test_files_are_kept_for_thirty_days_and_not_scanned_unless_told(read):
    settings = read()

    assert settings["FILE_KEEP_DAYS"] == 30
    assert settings["CLAMAV_URL"] == ""


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"FILES_STORAGE_URL": "ftp://x"}, "write it like s3://bucket/folder"),
        ({"FILES_STORAGE_URL": "s3://"}, "write it like s3://bucket/folder"),
        ({"FILES_STORAGE_URL": "s3://b?acl=public"}, "unknown word 'acl'"),
        ({"CLAMAV_URL": "localhost"}, "tcp://clamav.example:3310"),
        ({"CLAMAV_URL": "tcp://clamav"}, "tcp://clamav.example:3310"),
        ({"CLAMAV_URL": "tcp://clamav:x"}, "tcp://clamav.example:3310"),
        ({"CLAMAV_URL": "unix://"}, "unix:///run/clamav/clamd.ctl"),
        ({"FILE_MAX_MB": "ten"}, "a number from 1 to 100"),
        ({"FILE_MAX_PAGES": "0"}, "a number from 1 to 500"),
        ({"FILE_MAX_MEGAPIXELS": "-1"}, "a number from 1 to 200"),
        ({"FILE_CHECK_SECONDS": "60"}, "a number from 1 to 25"),
        ({"FILE_KEEP_DAYS": "1.5"}, "a number from 0 to 3650"),
    ],
)
def test_wrong_value_is_refused_in_one_sentence(read, variables, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)) as refused:
        read(**variables)

    assert "\n" not in str(refused.value)
    assert next(iter(variables)) in str(refused.value)
