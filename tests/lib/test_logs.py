"""Secret addresses stay out of the logs."""

import logging

import pytest

from onboarding.lib.logs import HideSecretAddresses


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitations/7:aB-c_d/", "/invitations/[hidden]/"),
        ("/accounts/password/reset/key/3-x/", "/accounts/password/reset/key/[hidden]/"),
        ("/calendar/f00ba7.ics?x=1", "/calendar/[hidden]?x=1"),
        ("/admin/residents/resident/7/", "/admin/residents/resident/7/"),
    ],
)
def test_refused_request_in_the_log_has_no_secret_part(path, logged):
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "%s: %s", ("Gone", path), None
    )

    is_kept = HideSecretAddresses().filter(record)

    assert is_kept
    assert record.getMessage() == f"Gone: {logged}"
