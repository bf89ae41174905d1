"""Where uploaded files go, and who looks at them: two addresses of the environment."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal import environment

_S3 = "storages.backends.s3.S3Storage"
_S3_WORDS = {"region": "region_name", "endpoint": "endpoint_url"}


def storage(name: str, *, media_root: Path) -> dict[str, Any]:
    """Django's entry of STORAGES: a folder unless `name` is set, else a bucket.

    `s3://key:secret@bucket/folder?region=…&endpoint=https://…`; without key and secret
    the machine's own right to the bucket is used.
    """
    value = environment.text(name, default="")
    if not value:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            # Nobody else on this machine reads them, and no address leads there.
            "OPTIONS": {
                "location": str(media_root),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = _bucket(name, value)
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            f"{name} needs two more packages: pip install -r requirements-s3.txt."
        )
    return {"BACKEND": _S3, "OPTIONS": _options(name, parts)}


def scanner(name: str) -> str:
    """Where a ClamAV daemon listens; "" if nobody looks for viruses."""
    value = environment.text(name, default="")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        is_tcp = parts.scheme == "tcp" and parts.hostname and parts.port
    except ValueError:
        is_tcp = False
    if not (is_tcp or (value.startswith("unix:///") and parts.path != "/")):
        raise ImproperlyConfigured(
            f"{name}={value!r} is not understood: write it like "
            "tcp://clamav.example:3310 or unix:///run/clamav/clamd.ctl."
        )
    return value


def _bucket(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    # The value itself is not repeated: it holds a password.
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not understood: write it like s3://bucket/folder?region=us-east-2"
            " or leave it out for MEDIA_ROOT."
        )
    return parts


def _options(name: str, parts: SplitResult) -> dict[str, Any]:
    options: dict[str, Any] = {
        # urlsplit makes hosts small; buckets are anyway.
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        # Private: no public right on an object, and never a link to it.
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
        "signature_version": "s3v4",
    }
    if parts.username and parts.password:
        options["access_key"] = unquote(parts.username)
        options["secret_key"] = unquote(parts.password)
    for word, values in parse_qs(parts.query).items():
        if word not in _S3_WORDS:
            raise ImproperlyConfigured(
                f"{name} has the unknown word {word!r}: it takes region and endpoint."
            )
        options[_S3_WORDS[word]] = values[-1]
    if "endpoint_url" in options:
        # Servers other than Amazon's rarely answer to bucket.host.
        options["addressing_style"] = "path"
    return options
